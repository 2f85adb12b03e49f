using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Joins edges to chains from fork to fork: a planar graph of chains is a fraction of one of edges.</summary>
internal static class EdgeChains
{
    /// <summary>The chains; every edge is in one. The same edges give the same chains, in the same order.</summary>
    internal static IEnumerable<Coordinate[]> Of(IReadOnlyCollection<((double X, double Y) From, (double X, double Y) To)> edges)
    {
        var places = new Dictionary<(double, double), int>(edges.Count);
        var ends = new List<Coordinate>();
        var sides = new (int A, int B)[edges.Count];
        var next = 0;
        foreach (var (from, to) in edges)
        {
            sides[next++] = (Place(from), Place(to));
        }

        // The edges at each place, one place behind another.
        var starts = new int[ends.Count + 1];
        foreach (var (a, b) in sides)
        {
            starts[a + 1]++;
            starts[b + 1]++;
        }

        for (var place = 0; place < ends.Count; place++)
        {
            starts[place + 1] += starts[place];
        }

        var (at, filled) = (new int[2 * sides.Length], starts.AsSpan(0, ends.Count).ToArray());
        for (var edge = 0; edge < sides.Length; edge++)
        {
            at[filled[sides[edge].A]++] = edge;
            at[filled[sides[edge].B]++] = edge;
        }

        var used = new bool[sides.Length];

        // First from forks and ends; what is left then are rings without any.
        foreach (var forks in new[] { true, false })
        {
            for (var edge = 0; edge < sides.Length; edge++)
            {
                var (a, b) = sides[edge];
                if (!used[edge] && (!forks || IsFork(a) || IsFork(b)))
                {
                    yield return Chain(edge, forks && !IsFork(a) ? b : a);
                }
            }
        }

        int Place((double X, double Y) spot)
        {
            if (!places.TryGetValue(spot, out var place))
            {
                places[spot] = place = ends.Count;
                ends.Add(new Coordinate(spot.X, spot.Y));
            }

            return place;
        }

        bool IsFork(int place) => starts[place + 1] - starts[place] != 2;

        Coordinate[] Chain(int edge, int from)
        {
            var chain = new List<Coordinate> { ends[from].Copy() };
            for (var here = from; ;)
            {
                used[edge] = true;
                here = sides[edge].A == here ? sides[edge].B : sides[edge].A;
                chain.Add(ends[here].Copy());
                if (here == from || IsFork(here))
                {
                    return [.. chain];
                }

                var first = at[starts[here]];
                edge = first == edge ? at[starts[here] + 1] : first;
            }
        }
    }
}
