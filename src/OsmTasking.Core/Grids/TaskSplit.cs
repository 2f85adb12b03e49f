using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids.Balance;
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
    /// deeper, or as many zooms as it takes to meet it; a task without a tile along the middle of its bounding box. Pieces
    /// are exactly those of <see cref="TileGrid.Cover"/> at their zoom. Only pieces with an extent come out, so a
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

        // Shapes that users drew may cross themselves.
        var shape = task.Shape.IsValid ? task.Shape : GeometryFixer.Fix(task.Shape);
        var pieces = task.Tile is { } tile && Tile.Box(tile).Contains(shape.EnvelopeInternal)
            ? ByTile(task, shape)
            : ByMiddle(task, shape);
        return pieces.Count >= 2 ? pieces : [];
    }

    /// <summary>Quarters a task of a grid that was not clipped: pieces that lie outside the area are left out.</summary>
    /// <param name="task">The task.</param>
    /// <param name="area">The area of its project.</param>
    /// <returns>As the other overload; none if only one piece holds a part of the area.</returns>
    public static IReadOnlyList<TaskOutline> Quarter(TaskOutline task, AreaOfInterest area)
    {
        ArgumentNullException.ThrowIfNull(area);
        var pieces = Quarter(task).Where(piece => CellCut.Part(area.Shape, piece.Shape) is not null).ToList();
        return pieces.Count >= 2 ? pieces : [];
    }

    /// <summary>Splits a task of any shape into parts of about equal work, or of equal area where there is none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="parts">How many; 2 to 1,000.</param>
    /// <param name="survey">What there is to map in it; null for equal areas.</param>
    /// <returns>The parts, each one polygon; their numbers are the task's own. Fewer than asked where no border can be led round the buildings.</returns>
    public static IReadOnlyList<TaskOutline> IntoParts(TaskOutline task, int parts, WorkSurvey? survey = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, 1000);
        var shape = task.Shape.IsValid ? task.Shape : GeometryFixer.Fix(task.Shape);
        var split = BalancedSplit.Split(AreaOfInterest.Trusted(shape), survey ?? new WorkSurvey(WorkModel.Buildings), new BalanceOptions { TaskCount = parts });
        return [.. split.Tasks.Select(piece => task with { Shape = piece.Shape, Tile = null, IsSquare = false })];
    }

    private static List<TaskOutline> ByTile(TaskOutline task, Geometry shape)
    {
        var holding = Tile.Holding(shape.EnvelopeInternal, Tile.DeepestZoom - 1);
        var children = Tile.Children(holding);
        var middle = Tile.Box(children[0]);
        var quarters = RingCut.Quarter(Ring.Of(shape), middle.MaxX, middle.MinY);
        var pieces = new List<TaskOutline>(4);
        for (var index = 0; index < quarters.Length; index++)
        {
            if (RingAssembly.ValidShape(quarters[index]) is { } piece)
            {
                var isSquare = quarters[index] is [var only] && only.Frames(Tile.Edges(children[index]));
                pieces.Add(task with { Shape = isSquare ? Tile.Outline(children[index]) : piece, Tile = children[index], IsSquare = isSquare });
            }
        }

        return pieces;
    }

    private static List<TaskOutline> ByMiddle(TaskOutline task, Geometry shape)
    {
        var middle = shape.EnvelopeInternal.Centre;
        return
        [
            .. RingCut.Quarter(Ring.Of(shape), middle.X, middle.Y).Select(RingAssembly.ValidShape).OfType<Geometry>()
                .Select(piece => task with { Shape = piece, Tile = null, IsSquare = false }),
        ];
    }
}
