using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Covers an area with web mercator tiles of one zoom.</summary>
/// <remarks>
/// The cells partition the area: neighbours share their border bit for bit, and each is the union of the cells that the same
/// area has in it at any deeper zoom. A cell is kept if it holds a part of the area that has an extent; touching along a
/// line or in a point is not enough. The result does not depend on where rings start, which way they go or how parts are
/// ordered.
/// </remarks>
public static class TileGrid
{
    /// <summary>The most cells of one grid.</summary>
    public const int MostCells = 1_000_000;

    /// <summary>The most vertices that the clipped cells of one grid may have together.</summary>
    public const int MostVertices = 20_000_000;

    /// <summary>Cuts an area.</summary>
    /// <param name="area">The area. It must lie between the latitudes ±<see cref="Tile.EdgeLatitude"/>, where tiles end.</param>
    /// <param name="zoom">Zoom of the cells, 0 to <see cref="Tile.DeepestZoom"/>.</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area; otherwise they stay whole tiles.</param>
    /// <returns>
    /// Cells in the order north-west, north-east, south-west, south-east at every level; numbered from 1. Whole tiles hold
    /// no geometry: it is made each time one is asked for.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The zoom does not exist.</exception>
    /// <exception cref="GridLimitException">
    /// The grid would have more than <see cref="MostCells"/> cells or <see cref="MostVertices"/> vertices, or the area reaches beyond the tiles.
    /// </exception>
    public static IReadOnlyList<TaskOutline> Cover(AreaOfInterest area, int zoom, bool clip)
    {
        Demand(area, zoom);
        var cells = new GridCells();
        var vertices = 0L;
        try
        {
            TileDescent.Run(area, zoom, Border, tile => cells.Add(tile, null));
        }
        catch (GridLimitException fault) when (fault.Zoom == zoom)
        {
            throw GridLimitException.WithWayOut(fault, LargestZoom(area, zoom - 1));
        }

        return cells;

        bool Border(TileKey tile, IReadOnlyList<Ring> rings)
        {
            var part = clip ? RingAssembly.ValidShape(rings) : null;
            if (clip ? part is null : RingAssembly.Shape(rings) is null)
            {
                return false;
            }

            vertices += part?.NumPoints ?? 0;
            if (vertices > MostVertices)
            {
                throw GridLimitException.TooIntricate(zoom);
            }

            cells.Add(tile, part);
            return true;
        }
    }

    /// <summary>Counts the cells of <see cref="Cover"/> without keeping them.</summary>
    /// <inheritdoc cref="Cover"/>
    /// <returns>The number of cells.</returns>
    public static int Count(AreaOfInterest area, int zoom)
    {
        Demand(area, zoom);
        try
        {
            return Counted(area, zoom);
        }
        catch (GridLimitException fault) when (fault.Zoom == zoom)
        {
            throw GridLimitException.WithWayOut(fault, LargestZoom(area, zoom - 1));
        }
    }

    private static int Counted(AreaOfInterest area, int zoom) =>
        (int)TileDescent.Run(area, zoom, (_, rings) => RingAssembly.Shape(rings) is not null, null);

    /// <summary>The deepest zoom within the limits. Counts from the top, so that only the last try can be dear.</summary>
    private static int? LargestZoom(AreaOfInterest area, int deepest)
    {
        int? fits = null;
        try
        {
            for (var zoom = Math.Min(Tile.Holding(area.Bounds, Tile.DeepestZoom).Zoom, deepest); zoom <= deepest; zoom++)
            {
                Counted(area, zoom);
                fits = zoom;
            }
        }
        catch (GridLimitException)
        {
            // The zoom before was the deepest.
        }

        return fits;
    }

    private static void Demand(AreaOfInterest area, int zoom)
    {
        ArgumentNullException.ThrowIfNull(area);
        ArgumentOutOfRangeException.ThrowIfNegative(zoom);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(zoom, Tile.DeepestZoom);
        if (area.Bounds is { } bounds && (bounds.MaxY > Tile.EdgeLatitude || bounds.MinY < -Tile.EdgeLatitude))
        {
            throw new GridLimitException($"The area reaches from latitude {bounds.MinY} to {bounds.MaxY}, but tiles end at {Tile.EdgeLatitude:F4} north and south: leave out what lies beyond.");
        }
    }
}
