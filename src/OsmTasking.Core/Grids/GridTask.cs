using NetTopologySuite.Geometries;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Grids;

/// <summary>A task of any kind of grid.</summary>
/// <param name="Key">
/// What it is called: a function of its place and the grid alone, such as <c>t14/8600/5800</c> (tile: zoom, column, row),
/// <c>m250@47.1/4821/310</c> (square: metres, reference parallel, row, column) or <c>h500@47/812/77</c> (hexagon: edge in metres,
/// reference parallel, row, column).
/// </param>
/// <param name="Shape">Polygon or MultiPolygon, EPSG:4326.</param>
/// <param name="IsWhole">Whether it is a whole cell.</param>
public sealed record GridTask(string Key, Geometry Shape, bool IsWhole)
{
    /// <summary>Gets the tile it was cut from, if any.</summary>
    public TileKey? Tile { get; init; }

    /// <summary>Gets the keys of the slivers that were merged into it.</summary>
    public IReadOnlyList<string> MergedKeys { get; init; } = [];

    /// <summary>Gets whether it is a sliver without neighbours, such as an islet.</summary>
    public bool IsLoneSliver { get; init; }

    /// <summary>The cell of a tile grid as a task of any grid.</summary>
    /// <exception cref="ArgumentException">The outline has no tile.</exception>
    public static GridTask Of(TaskOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return outline.Tile is { } tile
            ? new GridTask($"t{tile.Zoom}/{tile.X}/{tile.Y}", outline.Shape, outline.IsSquare) { Tile = tile }
            : throw new ArgumentException("has no tile", nameof(outline));
    }

    /// <summary>The outline of this task in a project.</summary>
    /// <param name="number">Its number there, from 1.</param>
    public TaskOutline ToOutline(int number) => new(number, Shape, Tile, Tile is not null && IsWhole);
}
