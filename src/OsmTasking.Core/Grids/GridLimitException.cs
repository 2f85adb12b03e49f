namespace OsmTasking.Core.Grids;

/// <summary>A grid would have too many cells. The message names the limit and what to do.</summary>
public sealed class GridLimitException : ArgumentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="zoom">The zoom that was asked for.</param>
    public GridLimitException(int zoom)
        : base($"The grid at zoom {zoom} would have more than {TileGrid.MostCells} tasks, which is the most: choose a smaller zoom or a smaller area.")
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
}
