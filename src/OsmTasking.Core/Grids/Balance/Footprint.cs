using NetTopologySuite.Geometries;

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

    /// <summary>Gets the box round the outline, in metres.</summary>
    internal Envelope Box => BoxOf(Outline);

    internal static Envelope BoxOf(double[] ring)
    {
        var box = new Envelope();
        for (var index = 0; index < ring.Length; index += 2)
        {
            box.ExpandToInclude(ring[index], ring[index + 1]);
        }

        return box;
    }

    /// <summary>Whether a straight line touches what a ring bounds.</summary>
    internal static bool Meets(double[] ring, Spot from, Spot to)
    {
        for (var (index, before) = (0, ring.Length - 2); index < ring.Length; before = index, index += 2)
        {
            if (TautPath.Meet(from, to, new Spot(ring[before], ring[before + 1], 0, 0), new Spot(ring[index], ring[index + 1], 0, 0)))
            {
                return true;
            }
        }

        return Holds(ring, from.X, from.Y);
    }

    internal static bool Holds(double[] ring, double x, double y)
    {
        var inside = false;
        for (var (index, before) = (0, ring.Length - 2); index < ring.Length; before = index, index += 2)
        {
            if (ring[index + 1] > y != ring[before + 1] > y
                && x < ((ring[before] - ring[index]) * (y - ring[index + 1]) / (ring[before + 1] - ring[index + 1])) + ring[index])
            {
                inside = !inside;
            }
        }

        return inside;
    }

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
            return Thin(points);
        }

        if (Area(points) < 0)
        {
            points.Reverse();
        }

        var (outline, core) = (Shrink(points, Inset), Shrink(points, 2 * Inset));
        return Area(core) > 0.1 ? new Footprint(Flat(outline), Flat(core)) : Thin(points);
    }

    /// <summary>What is drawn as thin as a wall is a wall: its two ends, and a way round them. Nothing if it is no longer than a step.</summary>
    private static Footprint? Thin(List<(double X, double Y)> points)
    {
        var (from, to, length) = (default((double X, double Y)), default((double X, double Y)), 0.5);
        for (var one = 0; one < points.Count; one++)
        {
            for (var other = one + 1; other < points.Count; other++)
            {
                var (dx, dy) = (points[other].X - points[one].X, points[other].Y - points[one].Y);
                if (Math.Sqrt((dx * dx) + (dy * dy)) > length)
                {
                    (from, to, length) = (points[one], points[other], Math.Sqrt((dx * dx) + (dy * dy)));
                }
            }
        }

        var (east, north) = ((to.X - from.X) / length * Inset, (to.Y - from.Y) / length * Inset);
        return from == to ? null : new Footprint([from.X - east, from.Y - north, to.X + east, to.Y + north], [from.X, from.Y, to.X, to.Y]);
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
