namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>How features become Mapbox vector tiles 2.1.</summary>
public sealed record VectorTileOptions
{
    /// <summary>The steps across a tile; its coordinates have this unit.</summary>
    public const int Extent = 4096;

    /// <summary>The deepest zoom there may be: a step is then about 0.15 m at the equator.</summary>
    public const int DeepestZoom = 16;

    /// <summary>Gets the first zoom of a set of tiles, 0 to <see cref="MaxZoom"/>. The default is 0.</summary>
    public int MinZoom { get; init; }

    /// <summary>
    /// Gets the last zoom, <see cref="MinZoom"/> to <see cref="DeepestZoom"/>; at it every feature is kept, and none is simplified. The default is
    /// 14, where a step is about 0.6 m at the equator.
    /// </summary>
    public int MaxZoom { get; init; } = 14;

    /// <summary>Gets how far geometries reach beyond the edge of a tile, in steps, 0 to 1,024. The default is 64.</summary>
    public int Buffer { get; init; } = 64;

    /// <summary>
    /// Gets the length, in steps, below which things are left out before the last zoom, 0 to 1,024: lines and polygons whose box is shorter
    /// in both directions, and of nodes (and the nodes of relations as short) all but the first in a cell of that size. The default is 16: a pixel, where a tile is 256 wide.
    /// </summary>
    public int SmallestSize { get; init; } = 16;

    /// <summary>Gets how far, in steps, a simplified line may be from the true one before the last zoom, 0 to 1,024. The default is 4.</summary>
    public int Tolerance { get; init; } = 4;

    /// <summary>Gets the most bytes of a tile, compressed, from 1,000; over it the smallest features are left out. The default is 500,000.</summary>
    public int MaxTileBytes { get; init; } = 500_000;

    /// <summary>
    /// Gets the most tiles, by estimate, that one feature may lie in at one zoom, from 1; a feature with more is left out from that zoom on. The
    /// default is about a million, which at zoom 14 is more than 1,000,000 km² at 60° N.
    /// </summary>
    public int MaxTilesPerFeature { get; init; } = 1 << 20;

    /// <summary>Gets which facts about an object become properties beside its tags. The default is <c>@type</c> and <c>@id</c>.</summary>
    public FeatureAttributes Attributes { get; init; } = FeatureAttributes.Type | FeatureAttributes.Id;

    /// <summary>Gets the name of a set of tiles. The default is <c>OpenStreetMap extract</c>.</summary>
    public string Name { get; init; } = "OpenStreetMap extract";

    /// <summary>Gets the folder for what does not fit in memory; <see langword="null"/>, the default, is the system's.</summary>
    public string? TempFolder { get; init; }

    /// <summary>Gets the bytes of memory for sorting, from 65,536 to 1 GiB. The default is 64 MiB.</summary>
    public int SortMemory { get; init; } = 64 << 20;

    /// <summary>Gets the bytes of the fragments of one tile that are kept in memory: compressed, real ones are about a third of that.</summary>
    internal int TileMemory => (int)Math.Clamp(4L * MaxTileBytes, 1 << 20, 1 << 24);

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of range; the message names it and its limits.</exception>
    public void Validate()
    {
        Check(nameof(MaxZoom), MaxZoom, 0, DeepestZoom);
        Check(nameof(MinZoom), MinZoom, 0, MaxZoom);
        Check(nameof(Buffer), Buffer, 0, 1024);
        Check(nameof(SmallestSize), SmallestSize, 0, 1024);
        Check(nameof(Tolerance), Tolerance, 0, 1024);
        Check(nameof(MaxTileBytes), MaxTileBytes, 1000, int.MaxValue);
        Check(nameof(MaxTilesPerFeature), MaxTilesPerFeature, 1, int.MaxValue);
        Check(nameof(SortMemory), SortMemory, 1 << 16, 1 << 30);
    }

    private static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"{name} must be {least} to {most}.");
        }
    }
}
