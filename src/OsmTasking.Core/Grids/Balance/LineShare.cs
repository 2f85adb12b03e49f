using NetTopologySuite.Geometries;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids.Balance;

/// <summary>Measures how much of the borders between tasks lies on lines.</summary>
internal static class LineShare
{
    private const double Near = 3;
    private const double Step = 2;

    internal static double Of(IReadOnlyList<TaskOutline> tasks, IReadOnlyList<(LineString Line, LineRank Rank)> lines, Frame frame)
    {
        if (lines.Count == 0)
        {
            return 0;
        }

        var cells = new Dictionary<(int, int), List<(Spot A, Spot B)>>();
        foreach (var (line, _) in lines)
        {
            Walk(line.CoordinateSequence, frame, (a, b) =>
            {
                for (var column = Cell(Math.Min(a.X, b.X) - Near); column <= Cell(Math.Max(a.X, b.X) + Near); column++)
                {
                    for (var row = Cell(Math.Min(a.Y, b.Y) - Near); row <= Cell(Math.Max(a.Y, b.Y) + Near); row++)
                    {
                        (cells.TryGetValue((column, row), out var list) ? list : cells[(column, row)] = []).Add((a, b));
                    }
                }
            });
        }

        // An inner edge is in two tasks, once in each direction; each counts when its first half comes.
        var (on, all) = (0.0, 0.0);
        var edges = new HashSet<(Coordinate, Coordinate)>();
        foreach (var ring in tasks.SelectMany(task => Enumerable.Range(0, task.Shape.NumGeometries).Select(part => (Polygon)task.Shape.GetGeometryN(part)))
            .SelectMany(polygon => polygon.InteriorRings.Prepend(polygon.ExteriorRing)))
        {
            Walk(ring.CoordinateSequence, frame, (a, b) =>
            {
                var (from, to) = (new Coordinate(a.Longitude, a.Latitude), new Coordinate(b.Longitude, b.Latitude));
                if (!edges.Remove((to, from)))
                {
                    edges.Add((from, to));
                    return;
                }

                var length = a.DistanceTo(b);
                var steps = Math.Max(1, (int)(length / Step));
                var hits = Enumerable.Range(0, steps).Count(step => IsNear(cells, a.X + ((step + 0.5) / steps * (b.X - a.X)), a.Y + ((step + 0.5) / steps * (b.Y - a.Y))));
                on += length * hits / steps;
                all += length;
            });
        }

        return all > 0 ? on / all : 0;
    }

    private static int Cell(double value) => (int)Math.Floor(value / 50);

    private static bool IsNear(Dictionary<(int, int), List<(Spot A, Spot B)>> cells, double x, double y) =>
        cells.TryGetValue((Cell(x), Cell(y)), out var list) && list.Exists(line => Distance(line.A, line.B, x, y) <= Near);

    private static double Distance(Spot a, Spot b, double x, double y)
    {
        var (dx, dy) = (b.X - a.X, b.Y - a.Y);
        var square = (dx * dx) + (dy * dy);
        var share = square > 0 ? Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / square, 0, 1) : 0;
        return Math.Sqrt(Math.Pow(a.X + (share * dx) - x, 2) + Math.Pow(a.Y + (share * dy) - y, 2));
    }

    private static void Walk(CoordinateSequence places, Frame frame, Action<Spot, Spot> edge)
    {
        for (var index = 1; index < places.Count; index++)
        {
            edge(frame.Of(places.GetX(index - 1), places.GetY(index - 1)), frame.Of(places.GetX(index), places.GetY(index)));
        }
    }
}
