namespace OsmTasking.Extraction.Geometries;

/// <summary>Tells on which side of each segment the inside lies.</summary>
internal static class SegmentSides
{
    /// <summary>For each segment whether the inside is left of it when it is walked from its low to its high end.</summary>
    internal static bool[] InsideOnTheLeft(List<Segment> sorted, RingWalk.Rosette around)
    {
        var known = new bool[sorted.Count];
        var left = new bool[sorted.Count];
        var open = new Stack<int>();
        for (var index = 0; index < sorted.Count; index++)
        {
            if (known[index])
            {
                continue;
            }

            // The first segment of a figure leaves its westernmost place; nothing of the figure lies below it there.
            (known[index], left[index]) = (true, CountBelow(sorted, index) % 2 == 0);
            open.Push(index);
            while (open.TryPop(out var segment))
            {
                Spread(segment * 2, segment);
                Spread((segment * 2) + 1, segment);
            }
        }

        return left;

        // Around a place, wedges alternate; so what lies left of a half-edge that leaves it lies right of the next one.
        void Spread(int edge, int segment)
        {
            var fan = around.At(edge);
            var start = fan.IndexOf(edge);
            var insideLeft = edge % 2 == 0 ? left[segment] : !left[segment];
            for (var step = 1; step < fan.Length; step++)
            {
                insideLeft = !insideLeft;
                var next = fan[(start + step) % fan.Length];
                if (!known[next / 2])
                {
                    (known[next / 2], left[next / 2]) = (true, next % 2 == 0 ? insideLeft : !insideLeft);
                    open.Push(next / 2);
                }
            }
        }
    }

    /// <summary>Counts the segments that a ray due south from just right of a segment's low end passes.</summary>
    private static int CountBelow(List<Segment> sorted, int index)
    {
        var (segment, below) = (sorted[index], 0);
        var place = segment.Low;
        for (var other = 0; other < sorted.Count && sorted[other].Low.X <= place.X; other++)
        {
            var candidate = sorted[other];
            if (other == index || candidate.High.X <= place.X)
            {
                continue; // Vertical ones, and those that end here or before, are not met just right of it.
            }

            var side = OsmPoint.Side(candidate.Low, candidate.High, place);
            if (side > 0 || (side == 0 && candidate.Low == place && OsmPoint.Side(candidate.Low, candidate.High, segment.High) > 0))
            {
                below++;
            }
        }

        return below;
    }
}
