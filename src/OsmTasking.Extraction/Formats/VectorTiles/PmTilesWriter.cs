namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Writes features as vector tiles in one PMTiles 3 file: clustered, tiles with the same content kept once.</summary>
/// <remarks>
/// For layers, properties, ids, limits and memory see <see cref="TileSetWriter"/>. The file is complete only after <see cref="Complete"/>: write to
/// a name of its own and rename it. Source of the format: github.com/protomaps/PMTiles, spec/v3.
/// </remarks>
public sealed class PmTilesWriter : IFeatureWriter
{
    private readonly TileSetWriter _tiles;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="options">How to write; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The file exists, or cannot be made.</exception>
    public PmTilesWriter(string path, VectorTileOptions? options = null)
    {
        options ??= new();
        options.Validate();
        _tiles = new TileSetWriter(new PmTilesArchive(path, options.TempFolder), options);
    }

    /// <summary>Gets what was written and what was left out; complete after <see cref="Complete"/>.</summary>
    public TileSetSummary Summary => _tiles.Summary;

    /// <inheritdoc/>
    /// <exception cref="IOException">What does not fit in memory cannot be written.</exception>
    public void Write(in OsmFeature feature) => _tiles.Write(feature);

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Complete() => _tiles.Complete();

    /// <summary>Closes the file; before <see cref="Complete"/> it is no PMTiles file yet, and the caller's to delete.</summary>
    public void Dispose() => _tiles.Dispose();
}
