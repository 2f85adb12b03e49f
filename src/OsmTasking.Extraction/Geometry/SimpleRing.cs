using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Geometries;

/// <summary>
/// Writes the ring of an ordinary closed way as a polygon at once: nearly all buildings. What is not plainly simple is left to the
/// <see cref="MultipolygonAssembler"/>.
/// </summary>
/// <remarks>
/// Plainly simple: no location twice in a row, and no two segments that are not neighbours have a point in common, nor do neighbours run
/// back over each other. All tests are made on integers. A convex ring is plainly simple. Segments of others are tried against those that begin before they end, from west
/// to east; a ring in which that takes many tries is left to the assembler too, whose sweep takes n log n whatever the shape.
/// </remarks>
internal sealed class SimpleRing
{
    private const int LongestSorted = 4096;
    private const int TriesPerSegment = 48;

    // The longitude of the western end, packed as in a location, and the number of the segment.
    private GrowingArray<ulong> _order = new();

    /// <summary>Writes the ring if it is plainly simple, counter-clockwise and from the first node of the way on.</summary>
    /// <param name="ring">The locations; the last is the first.</param>
    /// <param name="into">Unchanged when the answer is no.</param>
    internal bool TryWrite(ReadOnlySpan<ulong> ring, PackedGeometry into)
    {
        var segments = ring.Length - 1;
        if (segments is < 3 or > LongestSorted || !NeighboursAreFine(ring, out var convex) || !(convex || StrangersAreApart(ring)))
        {
            return false;
        }

        into.Start(GeometryKind.Polygon);
        into.Add(ring, backwards: !IsCounterClockwise(ring));
        into.EndPath();
        into.EndPolygon();
        return true;
    }

    private static bool NeighboursAreFine(ReadOnlySpan<ulong> ring, out bool convex)
    {
        var (before, left, straight, ends) = (ring[^2], 0, 0, 0);
        convex = false;
        for (var i = 0; i + 1 < ring.Length; before = ring[i++])
        {
            var (here, next) = (ring[i], ring[i + 1]);

            // Straight on is fine; straight back is not: told apart by the order of the packed locations along the line.
            var (turn, isEnd) = (PackedLocation.Turn(before, here, next), (before < here) != (here < next));
            if (here == next || (turn == 0 && isEnd))
            {
                return false;
            }

            left += turn;
            straight += turn == 0 ? 1 : 0;
            ends += isEnd ? 1 : 0;
        }

        // It runs to its last location and back to its first, and never turns to the other side: it goes round once.
        convex = ends == 2 && Math.Abs(left) + straight == ring.Length - 1;
        return true;
    }

    private bool StrangersAreApart(ReadOnlySpan<ulong> ring)
    {
        var count = ring.Length - 1;
        _order.Clear();
        var order = _order.Extend(count);
        for (var i = 0; i < count; i++)
        {
            order[i] = (Math.Min(ring[i], ring[i + 1]) & ~(ulong)uint.MaxValue) | (uint)i;
        }

        if (count > 8)
        {
            order.Sort();
        }

        var tries = count * TriesPerSegment;
        for (var i = 0; i < count; i++)
        {
            var one = (int)(uint)order[i];
            var (a, b) = (ring[one], ring[one + 1]);
            var east = Math.Max(a, b) | uint.MaxValue;
            for (var j = i + 1; j < count; j++)
            {
                if (order[j] > east && count > 8)
                {
                    break;
                }

                var other = (int)(uint)order[j];
                var gap = Math.Abs(one - other);
                if (gap > 1 && gap < count - 1 && MayTouch(a, b, ring[other], ring[other + 1]))
                {
                    return false;
                }

                if (--tries < 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool MayTouch(ulong a, ulong b, ulong c, ulong d)
    {
        int ay = PackedLocation.Latitude(a), by = PackedLocation.Latitude(b), cy = PackedLocation.Latitude(c), dy = PackedLocation.Latitude(d);
        if (Math.Max(ay, by) < Math.Min(cy, dy) || Math.Max(cy, dy) < Math.Min(ay, by))
        {
            return false;
        }

        return PackedLocation.Turn(a, b, c) * PackedLocation.Turn(a, b, d) <= 0 && PackedLocation.Turn(c, d, a) * PackedLocation.Turn(c, d, b) <= 0;
    }

    private static bool IsCounterClockwise(ReadOnlySpan<ulong> ring)
    {
        // At the westernmost (there, southernmost) location the ring turns the way it runs as a whole.
        var lowest = 0;
        for (var i = 1; i + 1 < ring.Length; i++)
        {
            lowest = ring[i] < ring[lowest] ? i : lowest;
        }

        return PackedLocation.Turn(lowest == 0 ? ring[^2] : ring[lowest - 1], ring[lowest], ring[lowest + 1]) > 0;
    }
}
