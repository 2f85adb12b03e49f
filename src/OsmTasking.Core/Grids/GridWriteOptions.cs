namespace OsmTasking.Core.Grids;

/// <summary>How a grid is written as GeoJSON.</summary>
public sealed class GridWriteOptions
{
    /// <summary>Gets the decimals of coordinates.</summary>
    /// <value>
    /// 0 to 15. The default is 7, OSM's own resolution, about a centimetre. With 15 every coordinate is written so that it
    /// reads back to the same bits.
    /// </value>
    public int Decimals { get; init; } = 7;

    /// <summary>Gets whether rows count from the south, as the Tasking Manager has them.</summary>
    /// <value>The default is false: rows count from the north, as tile servers have them.</value>
    public bool RowsFromSouth { get; init; }
}
