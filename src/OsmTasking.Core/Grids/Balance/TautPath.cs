namespace OsmTasking.Core.Grids.Balance;

/// <summary>Pulls a border tight, like a string between the things it runs round.</summary>
internal static class TautPath
{
    private const int MostRounds = 6;

    /// <summary>Shortens a path without moving it across anything; its ends stay.</summary>
    /// <param name="path">The path.</param>
    /// <param name="clutter">What is in the way.</param>
    /// <param name="frame">Where places get their degrees.</param>
    /// <param name="start">The edge on which it starts.</param>
    /// <param name="end">The edge on which it ends.</param>
    internal static void Pull(List<Spot> path, Clutter clutter, Frame frame, Knot start, Knot end)
    {
        var corners = new List<(double X, double Y)>();
        var changed = true;
        for (var round = 0; round < MostRounds && changed; round++)
        {
            changed = false;
            for (var index = 1; index + 1 < path.Count;)
            {
                var (a, v, b) = (path[index - 1], path[index], path[index + 1]);
                var found = clutter.Within(a, v, b, corners);
                Knot? first = index == 1 ? start : null, last = index + 2 == path.Count ? end : null;
                if (found == Clutter.Finding.Nothing && !clutter.Crosses(a, b, first, last))
                {
                    path.RemoveAt(index);
                    index = Math.Max(1, index - 1);
                    changed = true;
                    continue;
                }

                if (found == Clutter.Finding.Corners && Hug(a, v, b, corners, frame) is { } chain && IsFree(a, chain, b, clutter, first, last))
                {
                    path.RemoveAt(index);
                    path.InsertRange(index, chain);
                    index += chain.Count;
                    changed = true;
                    continue;
                }

                index++;
            }
        }
    }

    /// <summary>Whether a path neither meets itself nor crosses anything.</summary>
    internal static bool IsSound(List<Spot> path, Clutter clutter, Knot start, Knot end)
    {
        for (var index = 1; index < path.Count; index++)
        {
            if (clutter.Crosses(path[index - 1], path[index], index == 1 ? start : null, index + 1 == path.Count ? end : null))
            {
                return false;
            }

            for (var other = index + 2; other < path.Count; other++)
            {
                if (Meet(path[index - 1], path[index], path[other - 1], path[other]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    internal static bool Meet(Spot a, Spot b, Spot c, Spot d) =>
        Math.Max(a.X, b.X) >= Math.Min(c.X, d.X) && Math.Max(c.X, d.X) >= Math.Min(a.X, b.X)
        && Math.Max(a.Y, b.Y) >= Math.Min(c.Y, d.Y) && Math.Max(c.Y, d.Y) >= Math.Min(a.Y, b.Y)
        && Spot.Cross(a, b, c) * Spot.Cross(a, b, d) <= 0 && Spot.Cross(c, d, a) * Spot.Cross(c, d, b) <= 0;

    private static bool IsFree(Spot a, List<Spot> chain, Spot b, Clutter clutter, Knot? first, Knot? last)
    {
        var from = a;
        for (var index = 0; index <= chain.Count; index++)
        {
            var to = index < chain.Count ? chain[index] : b;
            if (clutter.Crosses(from, to, index == 0 ? first : null, index == chain.Count ? last : null))
            {
                return false;
            }

            from = to;
        }

        return true;
    }

    /// <summary>The way from a to b round corners in the triangle with v: the far side of their convex hull.</summary>
    private static List<Spot>? Hug(Spot a, Spot v, Spot b, List<(double X, double Y)> corners, Frame frame)
    {
        // Seen with a → b to the east and v to the north, it is the upper hull.
        var length = a.DistanceTo(b);
        if (length < 0.1)
        {
            return null;
        }

        var (east, north) = ((X: (b.X - a.X) / length, Y: (b.Y - a.Y) / length), Spot.Cross(a, b, v) > 0 ? 1.0 : -1.0);
        var turned = corners.Select(corner => (
            U: ((corner.X - a.X) * east.X) + ((corner.Y - a.Y) * east.Y),
            W: north * (((corner.Y - a.Y) * east.X) - ((corner.X - a.X) * east.Y)),
            Corner: corner)).Where(corner => corner.W > 0).OrderBy(corner => corner.U).ThenBy(corner => corner.W).ToList();
        var hull = new List<(double U, double W, (double X, double Y) Corner)> { (0, 0, default) };
        foreach (var point in turned.Append((length, 0, default)))
        {
            while (hull.Count >= 2 && Turn(hull[^2], hull[^1], point) >= 0)
            {
                hull.RemoveAt(hull.Count - 1);
            }

            hull.Add(point);
        }

        return hull.Count > 2 ? hull.GetRange(1, hull.Count - 2).ConvertAll(point => frame.At(point.Corner.X, point.Corner.Y)) : null;

        static double Turn((double U, double W, (double X, double Y) Corner) p, (double U, double W, (double X, double Y) Corner) q, (double U, double W, (double X, double Y) Corner) r) =>
            ((q.U - p.U) * (r.W - p.W)) - ((q.W - p.W) * (r.U - p.U));
    }
}
