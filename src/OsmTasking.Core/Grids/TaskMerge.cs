using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Joins neighbouring tasks to one.</summary>
public static class TaskMerge
{
    /// <summary>Joins tasks.</summary>
    /// <param name="tasks">Two or more.</param>
    /// <returns>
    /// One task with the number and properties of the first. The four whole quarters of a tile become that tile again. Null if the tasks do not hang together.
    /// </returns>
    public static TaskOutline? Join(IReadOnlyList<TaskOutline> tasks)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentOutOfRangeException.ThrowIfLessThan(tasks.Count, 2, nameof(tasks));
        if (tasks.Count == 4 && tasks.All(task => task is { IsSquare: true, Tile: { Zoom: > 0 } }))
        {
            var parents = tasks.Select(task => new TileKey(task.Tile!.Value.Zoom - 1, task.Tile.Value.X / 2, task.Tile.Value.Y / 2)).Distinct().ToList();
            if (parents.Count == 1 && tasks.Select(task => task.Tile).Distinct().Count() == 4)
            {
                return tasks[0] with { Shape = Tile.Outline(parents[0]), Tile = parents[0], IsSquare = true };
            }
        }

        var parts = tasks.SelectMany(task => Enumerable.Range(0, task.Shape.NumGeometries).Select(task.Shape.GetGeometryN)).ToList();
        if (!HangTogether(tasks))
        {
            return null;
        }

        var union = OverlayNGRobust.Union(parts);
        return tasks[0] with { Shape = GeoJsonGeometry.Factory.CreateGeometry(union), Tile = null, IsSquare = false };
    }

    private static bool HangTogether(IReadOnlyList<TaskOutline> tasks)
    {
        var (reached, open) = (new HashSet<int> { 0 }, new Queue<int>([0]));
        while (open.TryDequeue(out var index))
        {
            for (var other = 0; other < tasks.Count; other++)
            {
                if (!reached.Contains(other) && Share(tasks[index].Shape, tasks[other].Shape))
                {
                    reached.Add(other);
                    open.Enqueue(other);
                }
            }
        }

        return reached.Count == tasks.Count;
    }

    private static bool Share(Geometry a, Geometry b) =>
        a.EnvelopeInternal.Intersects(b.EnvelopeInternal) && OverlayNGRobust.Union([a, b]).NumGeometries < a.NumGeometries + b.NumGeometries;
}
