namespace OsmTasking.Core.Grids.Balance;

/// <summary>The outline of a building, hardly inside its walls.</summary>
/// <remarks>
/// Houses share walls, and drawn walls overlap by centimetres. Borders run along <see cref="Outline"/>, 5 mm inside, and may
/// not enter <see cref="Core"/>, 1 cm inside: so there is a way between houses that touch, and what it takes of a wall is
/// below what OSM's coordinates resolve.
/// </remarks>
internal sealed class Footprint
{
    private const double Inset = 0.005;

    private Footprint(double[] outline, double[] core) => (Outline, Core) = (outline, core);

    /// <summary>Gets the outline borders may follow, counter-clockwise: x, y, x, y, … in metres.</summary>
    internal double[] Outline { get; }

    /// <summary>Gets the outline no border may cross.</summary>
    internal double[] Core { get; }

    /// <summary>Makes a footprint of an outline, or nothing if it is too small to be in the way.</summary>
    /// <param name="ring">Vertices in metres, without the closing one, in either direction.</param>
    internal static Footprint? Of(List<(double X, double Y)> ring)
    {
        var points = new List<(double X, double Y)>(ring.Count);
        foreach (var point in ring)
        {
            if (points.Count == 0 || Far(points[^1], point))
            {
                points.Add(point);
            }
        }

        while (points.Count > 1 && !Far(points[0], points[^1]))
        {
            points.RemoveAt(points.Count - 1);
        }

        if (points.Count < 3 || Math.Abs(Area(points)) < 0.2)
        {
            return null;
        }

        if (Area(points) < 0)
        {
            points.Reverse();
        }

        var (outline, core) = (Shrink(points, Inset), Shrink(points, 2 * Inset));
        return Area(core) > 0.1 ? new Footprint(Flat(outline), Flat(core)) : null;
    }

    private static bool Far((double X, double Y) a, (double X, double Y) b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) > 0.05;

    private static double Area(List<(double X, double Y)> ring)
    {
        var sum = 0.0;
        for (var index = 0; index < ring.Count; index++)
        {
            var (a, b) = (ring[index], ring[(index + 1) % ring.Count]);
            sum += (a.X * b.Y) - (b.X * a.Y);
        }

        return sum / 2;
    }

    /// <summary>Moves every vertex along the bisector of its corner, to the left of both edges.</summary>
    private static List<(double X, double Y)> Shrink(List<(double X, double Y)> ring, double by)
    {
        var moved = new List<(double X, double Y)>(ring.Count);
        for (var index = 0; index < ring.Count; index++)
        {
            var (before, at, after) = (ring[(index + ring.Count - 1) % ring.Count], ring[index], ring[(index + 1) % ring.Count]);
            var (first, second) = (Left(before, at), Left(at, after));
            var scale = by / Math.Max(0.3, 1 + (first.X * second.X) + (first.Y * second.Y));
            moved.Add((at.X + (scale * (first.X + second.X)), at.Y + (scale * (first.Y + second.Y))));
        }

        return moved;
    }

    private static (double X, double Y) Left((double X, double Y) a, (double X, double Y) b)
    {
        var length = Math.Sqrt(((b.X - a.X) * (b.X - a.X)) + ((b.Y - a.Y) * (b.Y - a.Y)));
        return ((a.Y - b.Y) / length, (b.X - a.X) / length);
    }

    private static double[] Flat(List<(double X, double Y)> ring) => [.. ring.SelectMany(point => new[] { point.X, point.Y })];
}

/// <summary>A unit of work that goes to one task as a whole.</summary>
/// <param name="X">Metres east.</param>
/// <param name="Y">Metres north.</param>
/// <param name="Minutes">Its work.</param>
/// <param name="Footprint">Its outline, if it has one.</param>
/// <param name="Reach">How far its outline reaches from its place, in metres.</param>
internal readonly record struct WorkUnit(double X, double Y, double Minutes, Footprint? Footprint, double Reach);
