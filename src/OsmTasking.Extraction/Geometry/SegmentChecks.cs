namespace OsmTasking.Extraction.Geometries;

/// <summary>What keeps segments from enclosing an area: open ends and crossings.</summary>
internal static class SegmentChecks
{
    internal static (ProblemReason? Problem, OsmPoint? Place) Find(List<Segment> sorted)
    {
        if (OpenEnd(sorted) is { } open)
        {
            return (ProblemReason.OpenRing, open);
        }

        return Crossing(sorted) is { } crossing ? (ProblemReason.Crossing, crossing) : (null, null);
    }

    private static OsmPoint? OpenEnd(List<Segment> segments)
    {
        var ends = new OsmPoint[segments.Count * 2];
        for (var index = 0; index < segments.Count; index++)
        {
            (ends[index * 2], ends[(index * 2) + 1]) = (segments[index].Low, segments[index].High);
        }

        Array.Sort(ends);
        for (var start = 0; start < ends.Length;)
        {
            var end = start;
            while (end < ends.Length && ends[end] == ends[start])
            {
                end++;
            }

            if ((end - start) % 2 != 0)
            {
                return ends[start];
            }

            start = end;
        }

        return null;
    }

    /// <summary>Sweeps from west to east: a segment is tested against those that begin before it ends.</summary>
    private static OsmPoint? Crossing(List<Segment> sorted)
    {
        for (var first = 0; first < sorted.Count; first++)
        {
            var a = sorted[first];
            var (south, north) = a.Low.Y < a.High.Y ? (a.Low.Y, a.High.Y) : (a.High.Y, a.Low.Y);
            for (var second = first + 1; second < sorted.Count && sorted[second].Low.X <= a.High.X; second++)
            {
                var b = sorted[second];
                if (Math.Min(b.Low.Y, b.High.Y) <= north && Math.Max(b.Low.Y, b.High.Y) >= south && Meet(a, b) is { } place)
                {
                    return place;
                }
            }
        }

        return null;
    }

    /// <summary>Where two segments meet other than at an end of both, or null.</summary>
    private static OsmPoint? Meet(Segment a, Segment b)
    {
        var (low, high) = (OsmPoint.Side(a.Low, a.High, b.Low), OsmPoint.Side(a.Low, a.High, b.High));
        if (low == 0 && high == 0)
        {
            // On one line: they may share one end, but no stretch.
            var from = a.Low.CompareTo(b.Low) > 0 ? a.Low : b.Low;
            var to = a.High.CompareTo(b.High) < 0 ? a.High : b.High;
            return from.CompareTo(to) < 0 ? from : null;
        }

        if (a.Low == b.Low || a.Low == b.High || a.High == b.Low || a.High == b.High || low * high > 0)
        {
            return null;
        }

        var (from2, to2) = (OsmPoint.Side(b.Low, b.High, a.Low), OsmPoint.Side(b.Low, b.High, a.High));
        return from2 * to2 > 0 ? null : low == 0 ? b.Low : high == 0 ? b.High : from2 == 0 ? a.Low : to2 == 0 ? a.High : Between(a, b);
    }

    private static OsmPoint Between(Segment a, Segment b)
    {
        double ax = a.Low.X, ay = a.Low.Y, adx = (double)a.High.X - ax, ady = (double)a.High.Y - ay;
        double bdx = (double)b.High.X - b.Low.X, bdy = (double)b.High.Y - b.Low.Y;
        var share = (((b.Low.X - ax) * bdy) - ((b.Low.Y - ay) * bdx)) / ((adx * bdy) - (ady * bdx));
        return new OsmPoint((int)Math.Round(ax + (share * adx)), (int)Math.Round(ay + (share * ady)));
    }
}
