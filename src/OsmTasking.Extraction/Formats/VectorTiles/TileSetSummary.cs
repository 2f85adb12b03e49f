namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>What became of the features at one zoom. A feature in several tiles counts in each of them, unless it says otherwise.</summary>
/// <param name="Zoom">The zoom.</param>
/// <param name="Tiles">Tiles written.</param>
/// <param name="Bytes">Their bytes, compressed.</param>
/// <param name="LargestTile">Bytes of the largest, compressed.</param>
/// <param name="Small">Features left out because they are smaller than <see cref="VectorTileOptions.SmallestSize"/>; each counts once.</param>
/// <param name="Crowded">Nodes left out because another is in the same cell of that size.</param>
/// <param name="OverLimit">Features left out because the tile had more than <see cref="VectorTileOptions.MaxTileBytes"/>.</param>
/// <param name="LimitedTiles">Tiles out of which features were left for that reason.</param>
/// <param name="Wide">Features left out because they lie in more than <see cref="VectorTileOptions.MaxTilesPerFeature"/> tiles; each counts once.</param>
public sealed record TileZoomSummary(
    int Zoom, long Tiles, long Bytes, int LargestTile, long Small, long Crowded, long OverLimit, long LimitedTiles, long Wide);

/// <summary>What a set of tiles has, and what was left out of it.</summary>
/// <param name="Zooms">The zooms from the first to the last.</param>
public sealed record TileSetSummary(IReadOnlyList<TileZoomSummary> Zooms)
{
    /// <summary>Gets the number of tiles.</summary>
    public long Tiles => Zooms.Sum(zoom => zoom.Tiles);

    /// <summary>Gets the bytes of all tiles, compressed.</summary>
    public long Bytes => Zooms.Sum(zoom => zoom.Bytes);
}

/// <summary>Counts for <see cref="TileZoomSummary"/>.</summary>
internal sealed class TileCounts
{
    internal long Tiles;
    internal long Bytes;
    internal int LargestTile;
    internal long Small;
    internal long Crowded;
    internal long OverLimit;
    internal long LimitedTiles;
    internal long Wide;

    internal TileZoomSummary Summary(int zoom) => new(zoom, Tiles, Bytes, LargestTile, Small, Crowded, OverLimit, LimitedTiles, Wide);
}
