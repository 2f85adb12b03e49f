using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Covers an area with web mercator tiles of one zoom.</summary>
/// <remarks>
/// The area is carried down a quadtree and cut into four at each level, so a cell costs only the vertices that lie in it.
/// A cell is kept if it holds a part of the area that has an extent; touching along a line or in a point is not enough.
/// </remarks>
public static class TileGrid
{
    /// <summary>The most cells of one grid.</summary>
    public const int MostCells = 1_000_000;

    /// <summary>Cuts an area.</summary>
    /// <param name="area">The area.</param>
    /// <param name="zoom">Zoom of the cells, 0 to <see cref="Tile.DeepestZoom"/>.</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area; otherwise they stay whole tiles.</param>
    /// <returns>Cells in the order north-west, north-east, south-west, south-east at every level; numbered from 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The zoom does not exist.</exception>
    /// <exception cref="GridLimitException">The grid would have more than <see cref="MostCells"/> cells.</exception>
    public static IReadOnlyList<TaskOutline> Cover(AreaOfInterest area, int zoom, bool clip)
    {
        ArgumentNullException.ThrowIfNull(area);
        var cells = new List<TaskOutline>();
        Descend(area, zoom, (tile, part) =>
        {
            var isSquare = part is null || !clip;
            cells.Add(new TaskOutline(cells.Count + 1, isSquare ? Tile.Outline(tile) : part!, tile, isSquare));
        });
        return cells;
    }

    /// <summary>Counts the cells of <see cref="Cover"/> without keeping them.</summary>
    /// <inheritdoc cref="Cover"/>
    public static int Count(AreaOfInterest area, int zoom)
    {
        ArgumentNullException.ThrowIfNull(area);
        var count = 0;
        Descend(area, zoom, (_, _) => count++);
        return count;
    }

    private static void Descend(AreaOfInterest area, int zoom, Action<TileKey, Geometry?> emit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(zoom);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(zoom, Tile.DeepestZoom);
        var emitted = 0;
        Visit(Tile.Holding(area.Bounds, zoom), area.Shape);

        void Visit(TileKey tile, Geometry? part)
        {
            if (tile.Zoom == zoom)
            {
                if (++emitted > MostCells)
                {
                    throw new GridLimitException(zoom);
                }

                emit(tile, part);
                return;
            }

            if (part is null && 1L << (2 * (zoom - tile.Zoom)) > MostCells - emitted)
            {
                throw new GridLimitException(zoom);
            }

            foreach (var child in Tile.Children(tile))
            {
                var box = Tile.Box(child);
                if (part is null)
                {
                    Visit(child, null);
                }
                else if (BoxCut.Cut(part, box) is { } piece)
                {
                    Visit(child, BoxCut.Fills(piece, box) ? null : piece);
                }
            }
        }
    }
}
