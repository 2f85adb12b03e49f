using NetTopologySuite.Algorithm;

namespace OsmTasking.Core.Grids;

/// <summary>Proves small sets of rings simple and apart, faster than a general check of validity.</summary>
internal static class RingSimplicity
{
    /// <summary>Above this every edge against every other is dearer than the general check.</summary>
    private const int MostVertices = 48;

    /// <summary>
    /// Whether it is certain that no two edges meet but neighbours in their common vertex. With rings that came from a valid
    /// shape by cuts, whose shells turn left and whose holes turn right, that makes the shape valid.
    /// </summary>
    internal static bool IsCertain(ReadOnlySpan<Ring> rings)
    {
        var vertices = 0;
        for (var index = 0; index < rings.Length; index++)
        {
            vertices += rings[index].Count;
        }

        if (vertices > MostVertices)
        {
            return false;
        }

        for (var first = 0; first < rings.Length; first++)
        {
            if (!IsSimple(rings[first].Numbers))
            {
                return false;
            }

            for (var second = first + 1; second < rings.Length; second++)
            {
                if (!AreApart(rings[first].Numbers, rings[second].Numbers))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsSimple(ReadOnlySpan<double> ring)
    {
        for (var a = 0; a < ring.Length; a += 2)
        {
            var b = After(a, ring.Length);
            var c = After(b, ring.Length);
            if (IsSpike(ring, a, b, c))
            {
                return false;
            }

            for (var d = c; d < ring.Length && d > a; d = d + 2)
            {
                var e = After(d, ring.Length);
                if (e != a && MayMeet(ring, a, b, ring, d, e))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool AreApart(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        for (var a = 0; a < one.Length; a += 2)
        {
            for (var c = 0; c < other.Length; c += 2)
            {
                if (MayMeet(one, a, After(a, one.Length), other, c, After(c, other.Length)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool IsSpike(ReadOnlySpan<double> ring, int a, int b, int c) =>
        (((ring[a] - ring[b]) * (ring[c] - ring[b])) + ((ring[a + 1] - ring[b + 1]) * (ring[c + 1] - ring[b + 1]))) > 0
        && CGAlgorithmsDD.OrientationIndex(ring[a], ring[a + 1], ring[b], ring[b + 1], ring[c], ring[c + 1]) == 0;

    private static bool MayMeet(ReadOnlySpan<double> p, int a, int b, ReadOnlySpan<double> q, int c, int d)
    {
        var (x1, y1, x2, y2) = (p[a], p[a + 1], p[b], p[b + 1]);
        var (x3, y3, x4, y4) = (q[c], q[c + 1], q[d], q[d + 1]);
        if (Math.Max(x1, x2) < Math.Min(x3, x4) || Math.Max(x3, x4) < Math.Min(x1, x2)
            || Math.Max(y1, y2) < Math.Min(y3, y4) || Math.Max(y3, y4) < Math.Min(y1, y2))
        {
            return false;
        }

        return CGAlgorithmsDD.OrientationIndex(x1, y1, x2, y2, x3, y3) * CGAlgorithmsDD.OrientationIndex(x1, y1, x2, y2, x4, y4) <= 0
            && CGAlgorithmsDD.OrientationIndex(x3, y3, x4, y4, x1, y1) * CGAlgorithmsDD.OrientationIndex(x3, y3, x4, y4, x2, y2) <= 0;
    }

    private static int After(int index, int length) => index + 2 == length ? 0 : index + 2;
}
