using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>Covers an area with web mercator tiles of one zoom.</summary>
/// <remarks>
/// The cells partition the area: neighbours share their border bit for bit, and each is the union of the cells that the same
/// area has in it at any deeper zoom. A cell is kept if it holds a part of the area that has an extent; touching along a
/// line or in a point is not enough. The result does not depend on where rings start, which way they go, how parts are
/// ordered or how many threads work.
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
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>
    /// Cells in the order north-west, north-east, south-west, south-east at every level; numbered from 1. No cell holds a
    /// geometry: whole tiles are known by their key, and shapes are made each time one is asked for.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The zoom does not exist.</exception>
    /// <exception cref="GridLimitException">
    /// The grid would have more than <see cref="MostCells"/> cells or <see cref="MostVertices"/> vertices, or the area reaches beyond the tiles.
    /// </exception>
    public static IReadOnlyList<TaskOutline> Cover(AreaOfInterest area, int zoom, bool clip, CancellationToken cancellationToken = default) =>
        new GridCells(Runs(area, zoom, threads: -1, cancellationToken), zoom, clip);

    /// <summary>Counts the cells of <see cref="Cover"/> without keeping them.</summary>
    /// <inheritdoc cref="Cover"/>
    /// <returns>The number of cells.</returns>
    public static int Count(AreaOfInterest area, int zoom) => Runs(area, zoom, threads: -1, CancellationToken.None).Count;

    /// <summary>Cuts an area and writes the cells as a GeoJSON FeatureCollection, without keeping their shapes.</summary>
    /// <param name="area">The area; see <see cref="Cover"/>.</param>
    /// <param name="zoom">Zoom of the cells.</param>
    /// <param name="clip">Whether cells at the border keep only what lies in the area.</param>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="options">How to write; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work; what was written by then is no whole document.</param>
    /// <returns>The number of cells.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The zoom does not exist.</exception>
    /// <exception cref="GridLimitException">As <see cref="Cover"/>; then nothing was written.</exception>
    public static int WriteGeoJson(AreaOfInterest area, int zoom, bool clip, Stream output, GridWriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        var runs = Runs(area, zoom, threads: -1, cancellationToken);
        new TileGeoJson(zoom, clip, options ?? new GridWriteOptions()).Write(runs, output, cancellationToken);
        return runs.Count;
    }

    internal static CellRuns Runs(AreaOfInterest area, int zoom, int threads, CancellationToken cancellationToken)
    {
        Demand(area, zoom);
        var rings = Ring.Of(area.Shape);
        try
        {
            return Descend(rings, area.Bounds, zoom, threads, cancellationToken);
        }
        catch (GridLimitException fault) when (fault.Zoom == zoom)
        {
            throw GridLimitException.WithWayOut(fault, LargestZoom(area, zoom - 1, cancellationToken));
        }
    }

    private static CellRuns Descend(Ring[] rings, Envelope box, int zoom, int threads, CancellationToken cancellationToken)
    {
        var holding = Tile.Holding(box, zoom);
        var level = zoom - holding.Zoom;
        var bounds = new GridBounds(MostCells, () => new GridLimitException(zoom), () => GridLimitException.TooIntricate(zoom)) { Threads = threads };
        return GridDescent.Run(rings, new Block(level, holding.X << level, holding.Y << level), new TileLines(zoom), bounds, cancellationToken);
    }

    /// <summary>The deepest zoom within the limits. Counts from the top, so that only the last try can be dear.</summary>
    private static int? LargestZoom(AreaOfInterest area, int deepest, CancellationToken cancellationToken)
    {
        int? fits = null;
        try
        {
            for (var zoom = Math.Min(Tile.Holding(area.Bounds, Tile.DeepestZoom).Zoom, deepest); zoom <= deepest; zoom++)
            {
                Descend(Ring.Of(area.Shape), area.Bounds, zoom, threads: -1, cancellationToken);
                fits = zoom;
            }
        }
        catch (GridLimitException)
        {
            // The zoom before was the deepest.
        }

        return fits;
    }

    internal static void Demand(AreaOfInterest area, int zoom)
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
