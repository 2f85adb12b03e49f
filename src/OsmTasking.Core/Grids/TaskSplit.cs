using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Cuts a task into smaller ones that together are exactly the task.</summary>
public static class TaskSplit
{
    /// <summary>From this zoom on a task is small enough.</summary>
    public const int SmallestZoom = 18;

    /// <summary>Below this area a task is small enough, in m².</summary>
    public const double SmallestSquareMetres = 25_000;

    /// <summary>Quarters a task.</summary>
    /// <remarks>
    /// A whole tile becomes its four children. A task clipped to the area is cut along the lines of the grid one zoom
    /// deeper; a task without a tile along the middle of its bounding box. Only pieces with an extent come out, so a
    /// concave shape may give two or three.
    /// </remarks>
    /// <param name="task">The task.</param>
    /// <returns>The pieces, at least two; or none when the task is too small to be split. Their numbers are the task's own.</returns>
    public static IReadOnlyList<TaskOutline> Quarter(TaskOutline task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Tile?.Zoom >= SmallestZoom || SphericalArea.SquareMetres(task.Shape) < SmallestSquareMetres)
        {
            return [];
        }

        if (task is { Tile: { } square, IsSquare: true })
        {
            return [.. Tile.Children(square).Select(child => task with { Shape = Tile.Outline(child), Tile = child })];
        }

        var pieces = task.Tile is { } tile ? ByTile(task, tile) : ByMiddle(task, task.Shape.EnvelopeInternal);
        return pieces.Count >= 2 ? pieces : ByMiddle(task, task.Shape.EnvelopeInternal);
    }

    private static List<TaskOutline> ByTile(TaskOutline task, TileKey tile)
    {
        var pieces = new List<TaskOutline>(4);
        foreach (var child in Tile.Children(tile))
        {
            var box = Tile.Box(child);
            if (BoxCut.Cut(task.Shape, box) is { } piece)
            {
                pieces.Add(task with { Shape = piece, Tile = child, IsSquare = BoxCut.Fills(piece, box) });
            }
        }

        return pieces;
    }

    private static List<TaskOutline> ByMiddle(TaskOutline task, Envelope box)
    {
        var middle = box.Centre;
        return
        [
            .. new[]
            {
                new Envelope(box.MinX, middle.X, middle.Y, box.MaxY), new Envelope(middle.X, box.MaxX, middle.Y, box.MaxY),
                new Envelope(box.MinX, middle.X, box.MinY, middle.Y), new Envelope(middle.X, box.MaxX, box.MinY, middle.Y),
            }
            .Select(quarter => BoxCut.Cut(task.Shape, quarter)).OfType<Geometry>()
            .Select(piece => task with { Shape = piece, Tile = null, IsSquare = false }),
        ];
    }
}
