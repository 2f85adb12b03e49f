namespace OsmTasking.Extraction.Geometries;

/// <summary>Finds the borders of what segments enclose.</summary>
internal static class RingWalk
{
    /// <summary>Returns, for each piece of the inside, its border as one walk with the inside on the left. Places may occur twice in it.</summary>
    internal static List<List<OsmPoint>> Walk(List<Segment> sorted)
    {
        // Half-edge 2i runs from the low to the high end of segment i, half-edge 2i + 1 back.
        var around = Around(sorted);
        var inside = SegmentSides.InsideOnTheLeft(sorted, around);
        var used = new bool[sorted.Count * 2];
        var walks = new List<List<OsmPoint>>();
        for (var index = 0; index < sorted.Count; index++)
        {
            var start = inside[index] ? index * 2 : (index * 2) + 1;
            if (used[start])
            {
                continue;
            }

            var walk = new List<OsmPoint>();
            var edge = start;
            do
            {
                used[edge] = true;
                walk.Add(Origin(sorted, edge));
                edge = around.Next(edge);
            }
            while (edge != start);
            walks.Add(walk);
        }

        return walks;
    }

    internal static OsmPoint Origin(List<Segment> segments, int edge) => edge % 2 == 0 ? segments[edge / 2].Low : segments[edge / 2].High;

    private static Rosette Around(List<Segment> segments)
    {
        var edges = new int[segments.Count * 2];
        for (var edge = 0; edge < edges.Length; edge++)
        {
            edges[edge] = edge;
        }

        Array.Sort(edges, (a, b) =>
        {
            var byPlace = Origin(segments, a).CompareTo(Origin(segments, b));
            return byPlace != 0 ? byPlace : Direction(segments, a, b);
        });
        return new Rosette(segments, edges);
    }

    /// <summary>Orders half-edges that leave one place counter-clockwise from due south.</summary>
    private static int Direction(List<Segment> segments, int a, int b)
    {
        var (origin, to, other) = (Origin(segments, a), Origin(segments, a ^ 1), Origin(segments, b ^ 1));
        var (east, otherEast) = (to.CompareTo(origin) > 0, other.CompareTo(origin) > 0);
        return east != otherEast ? (east ? -1 : 1) : -OsmPoint.Side(origin, to, other);
    }

    /// <summary>The half-edges around every place, counter-clockwise.</summary>
    internal sealed class Rosette
    {
        private readonly int[] _sorted;
        private readonly int[] _position;
        private readonly int[] _first;
        private readonly int[] _count;

        internal Rosette(List<Segment> segments, int[] sorted)
        {
            (_sorted, _position, _first, _count) = (sorted, new int[sorted.Length], new int[sorted.Length], new int[sorted.Length]);
            for (var start = 0; start < sorted.Length;)
            {
                var end = start;
                while (end < sorted.Length && Origin(segments, sorted[end]) == Origin(segments, sorted[start]))
                {
                    end++;
                }

                for (var index = start; index < end; index++)
                {
                    (_position[sorted[index]], _first[sorted[index]], _count[sorted[index]]) = (index, start, end - start);
                }

                start = end;
            }
        }

        /// <summary>The half-edges that leave the origin of one, counter-clockwise.</summary>
        internal ReadOnlySpan<int> At(int edge) => _sorted.AsSpan(_first[edge], _count[edge]);

        /// <summary>The half-edge that continues the border after one: of those at its end the first clockwise from where it came.</summary>
        internal int Next(int edge)
        {
            var back = edge ^ 1;
            var index = _position[back] - _first[back];
            return _sorted[_first[back] + ((index + _count[back] - 1) % _count[back])];
        }
    }
}
