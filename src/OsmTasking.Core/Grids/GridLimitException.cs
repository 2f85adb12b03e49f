namespace OsmTasking.Core.Grids;

/// <summary>A grid cannot be made. The message names the limit and what to do.</summary>
public sealed class GridLimitException : ArgumentException
{
    /// <summary>Creates the exception for a grid of too many cells.</summary>
    /// <param name="zoom">The zoom that was asked for.</param>
    public GridLimitException(int zoom)
        : this($"The grid at zoom {zoom} would have more than {TileGrid.MostCells} tasks, which is the most", zoom)
    {
    }

    /// <summary>Creates the exception.</summary>
    public GridLimitException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public GridLimitException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public GridLimitException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    private GridLimitException(string limit, int zoom)
        : base($"{limit}: choose a smaller zoom or a smaller area.") => (Limit, Zoom) = (limit, zoom);

    private GridLimitException(string limit, string wayOut, int zoom, int? fits)
        : base($"{limit}: {wayOut}.") => (Limit, Zoom, LargestZoom) = (limit, zoom, fits);

    /// <summary>Gets the zoom that was asked for, where that is the trouble.</summary>
    public int? Zoom { get; }

    /// <summary>Gets the deepest zoom at which the same area has a grid; null if there is none.</summary>
    public int? LargestZoom { get; }

    private string Limit { get; } = string.Empty;

    internal static GridLimitException TooIntricate(int zoom) =>
        new($"The border of the area is too intricate for a grid at zoom {zoom}: its cells would have more than {TileGrid.MostVertices} vertices", zoom);

    internal static GridLimitException WithWayOut(GridLimitException fault, int? fits) => fits is { } zoom
        ? new(fault.Limit, $"zoom {zoom} is the largest that fits this area", fault.Zoom!.Value, zoom)
        : new(fault.Limit, fault.Zoom!.Value);
}
