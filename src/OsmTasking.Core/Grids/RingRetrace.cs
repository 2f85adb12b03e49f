using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Grids;

/// <summary>Traces rings anew where they meet in a vertex, so that each is simple.</summary>
internal static class RingRetrace
{
    /// <summary>Whether any vertex occurs twice.</summary>
    internal static bool Repeats(IReadOnlyList<Ring> rings)
    {
        var seen = new HashSet<(double, double)>();
        return rings.Any(ring => Enumerable.Range(0, ring.Count).Any(index => !seen.Add((ring.At(index, 0), ring.At(index, 1)))));
    }

    /// <summary>Gives every edge a vertex wherever a vertex of another lies on it.</summary>
    internal static List<Ring> Node(IReadOnlyList<Ring> rings)
    {
        var all = rings.SelectMany(ring => Enumerable.Range(0, ring.Count).Select(ring.Place)).Distinct().OrderBy(place => place.X).ToArray();
        var columns = Array.ConvertAll(all, place => place.X);
        var noded = new List<Ring>();
        foreach (var ring in rings)
        {
            var numbers = new List<double>();
            for (var index = 0; index < ring.Count; index++)
            {
                var (from, to) = (ring.Place(index), ring.Place(ring.After(index)));
                var box = new Envelope(from, to);
                var first = Array.BinarySearch(columns, box.MinX);
                while (first > 0 && columns[first - 1] == box.MinX)
                {
                    first--;
                }

                Ring.Append(numbers, from.X, from.Y);
                var between = all.Skip(first).TakeWhile(place => place.X <= box.MaxX)
                    .Where(place => box.Contains(place) && Orientation.Index(from, to, place) == OrientationIndex.Collinear);
                foreach (var place in between.OrderBy(place => Math.Abs(place.X - from.X) + Math.Abs(place.Y - from.Y)))
                {
                    Ring.Append(numbers, place.X, place.Y);
                }
            }

            if (Ring.Close(numbers) is { } closed)
            {
                noded.Add(closed);
            }
        }

        return noded;
    }

    /// <summary>Traces every piece of the inside on its own, then takes its loops apart: shells and holes that touch.</summary>
    internal static List<Ring> Retrace(IReadOnlyList<Ring> rings)
    {
        var exits = Exits(rings);
        var traced = new List<Ring>();
        foreach (var start in exits.Keys.ToArray())
        {
            while (exits[start].Count > 0)
            {
                var path = new List<Coordinate> { start };
                var (at, from) = (Take(exits[start], start, null), start);
                while (!at.Equals2D(start) || exits[at].Count > 0 && !IsTurnHome(exits[at], at, from, path[1]))
                {
                    path.Add(at);
                    if (exits[at].Count == 0)
                    {
                        break; // An open end: rings are closed, so only twins that cancelled can leave one.
                    }

                    (at, from) = (Take(exits[at], at, from), at);
                }

                Loops(path, traced);
            }
        }

        return traced;
    }

    /// <summary>The edges that leave each vertex, without those that another runs back along.</summary>
    private static Dictionary<Coordinate, List<Coordinate>> Exits(IReadOnlyList<Ring> rings)
    {
        var exits = new Dictionary<Coordinate, List<Coordinate>>();
        foreach (var ring in rings)
        {
            for (var index = 0; index < ring.Count; index++)
            {
                var (from, to) = (ring.Place(index), ring.Place(ring.After(index)));
                if (exits.TryGetValue(to, out var back) && back.Remove(from))
                {
                    continue;
                }

                if (!exits.TryGetValue(from, out var list))
                {
                    exits[from] = list = new List<Coordinate>(1);
                }

                list.Add(to);
            }
        }

        return exits;
    }

    /// <summary>Whether the inside that the last edge bounds at the start is also bounded by the path's own first edge.</summary>
    private static bool IsTurnHome(List<Coordinate> exits, Coordinate at, Coordinate from, Coordinate first) =>
        exits.TrueForAll(exit => Turn(at, from, first, exit) <= 0);

    /// <summary>Takes the exit that is next clockwise from the way in: between the two lies inside.</summary>
    private static Coordinate Take(List<Coordinate> exits, Coordinate at, Coordinate? from)
    {
        var best = 0;
        for (var index = 1; from is not null && index < exits.Count; index++)
        {
            best = Turn(at, from, exits[best], exits[index]) > 0 ? index : best;
        }

        var exit = exits[best];
        exits.RemoveAt(best);
        return exit;
    }

    /// <summary>Positive if exit a lies further clockwise from the way in than exit b.</summary>
    private static int Turn(Coordinate at, Coordinate from, Coordinate a, Coordinate b)
    {
        var (halfA, halfB) = (Half(a), Half(b));
        return halfA != halfB ? halfA - halfB : (int)Orientation.Index(at, a, b);

        int Half(Coordinate exit) => Orientation.Index(at, from, exit) switch
        {
            OrientationIndex.Clockwise => 0,
            OrientationIndex.CounterClockwise => 2,
            _ => ((exit.X - at.X) * (from.X - at.X)) + ((exit.Y - at.Y) * (from.Y - at.Y)) < 0 ? 1 : 3,
        };
    }

    private static void Loops(List<Coordinate> path, List<Ring> loops)
    {
        var open = new List<Coordinate>();
        var places = new Dictionary<Coordinate, int>();
        foreach (var place in path.Append(path[0]))
        {
            if (!places.TryGetValue(place, out var start))
            {
                places[place] = open.Count;
                open.Add(place);
                continue;
            }

            var numbers = new List<double>();
            for (var index = start; index < open.Count; index++)
            {
                Ring.Append(numbers, open[index].X, open[index].Y);
            }

            if (Ring.Close(numbers) is { } ring)
            {
                loops.Add(ring);
            }

            open.GetRange(start + 1, open.Count - start - 1).ForEach(gone => places.Remove(gone));
            open.RemoveRange(start + 1, open.Count - start - 1);
        }
    }
}
