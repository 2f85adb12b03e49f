namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Writes features as a set of Mapbox vector tiles, zoom after zoom, into an archive.</summary>
/// <remarks>
/// Layers, properties and ids are those of <see cref="VectorTileEncoder"/>. At the last zoom every feature is in at least one tile, unless that is over
/// <see cref="VectorTileOptions.MaxTileBytes"/>; what is left out before is counted in <see cref="Summary"/>. Memory is
/// bounded: what features put into tiles is sorted in <see cref="VectorTileOptions.TempFolder"/> once
/// <see cref="VectorTileOptions.SortMemory"/> is full, and tiles are made by as many threads as the machine has cores, but of large tiles only
/// one at once; what is beyond four times <see cref="VectorTileOptions.MaxTileBytes"/> (1 to 16 MiB) of one tile, not compressed, is left out of it, the smallest first. The same features give the same bytes. Not for several
/// threads at once.
/// </remarks>
public sealed class TileSetWriter : IFeatureWriter
{
    // Bytes of fragments in all tiles that are being filled or made, but for one tile that alone has more.
    private const int LargeTile = 1 << 17;

    private readonly ITileArchive _archive;
    private readonly VectorTileOptions _options;
    private readonly ExternalSort _sort;
    private FeatureTiles? _tiles;
    private readonly TileCounts[] _counts = [.. Enumerable.Range(0, VectorTileOptions.DeepestZoom + 1).Select(_ => new TileCounts())];
    private double _west = double.PositiveInfinity;
    private double _south = double.PositiveInfinity;
    private double _east = double.NegativeInfinity;
    private double _north = double.NegativeInfinity;
    private bool _closed;

    /// <summary>Begins a set.</summary>
    /// <param name="archive">Receives the tiles; disposed of with this, or when this constructor throws.</param>
    /// <param name="options">How to write; <see langword="null"/> for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TileSetWriter(ITileArchive archive, VectorTileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(archive);
        _archive = archive;
        _options = options ?? new();
        try
        {
            _options.Validate();
        }
        catch
        {
            archive.Dispose();
            throw;
        }

        _sort = new ExternalSort(_options.TempFolder ?? Path.GetTempPath(), _options.SortMemory);
        _tiles = new FeatureTiles(_options, _counts, _sort.Add);
    }

    /// <summary>Gets what was written and what was left out; complete after <see cref="Complete"/>.</summary>
    public TileSetSummary Summary =>
        new([.. Enumerable.Range(_options.MinZoom, _options.MaxZoom - _options.MinZoom + 1).Select(zoom => _counts[zoom].Summary(zoom))]);

    /// <inheritdoc/>
    /// <exception cref="IOException">What does not fit in memory cannot be written.</exception>
    public void Write(in OsmFeature feature)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var (west, south, east, north) = feature.Geometry.Bounds();
        (_west, _south, _east, _north) = (Math.Min(_west, west), Math.Min(_south, south), Math.Max(_east, east), Math.Max(_north, north));
        _tiles!.Write(feature);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">What does not fit in memory, or the archive, cannot be written.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var fields = _tiles!.Fields;
        _tiles = null; // It keeps as much memory as the largest feature took, which tiles may have.
        WriteTiles();
        const double Edge = Core.Grids.Tile.EdgeLatitude;
        _archive.Complete(_west <= _east
            ? new(_options.Name, _options.MinZoom, _options.MaxZoom, _west, Math.Clamp(_south, -Edge, Edge), _east, Math.Clamp(_north, -Edge, Edge), fields.Layers())
            : new(_options.Name, _options.MinZoom, _options.MaxZoom, -180, -Edge, 180, Edge, []));
        Dispose();
    }

    /// <summary>Closes the archive; before <see cref="Complete"/> it is not to be used.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _sort.Dispose();
            _archive.Dispose();
        }
    }

    private void WriteTiles()
    {
        using var encoders = new TileEncoders(LargeTile);
        var underway = new Queue<(TileAssembly Tile, Task Encoding)>();
        var idle = new Stack<TileAssembly>();
        TileAssembly? open = null;
        var bytes = 0;
        _sort.Read((id, fragment) =>
        {
            if (open is null || open.Id != id)
            {
                Begin();
                open = idle.TryPop(out var used) ? used : new TileAssembly(_options);
                open.Start(id);
            }

            open.Add(fragment);
            while (underway.Count > 0 && bytes + open.Bytes > LargeTile)
            {
                Deliver();
            }
        });
        Begin();
        while (underway.Count > 0)
        {
            Deliver();
        }

        void Begin()
        {
            if (open is not { } ready)
            {
                return;
            }

            if (underway.Count >= 2 * Environment.ProcessorCount)
            {
                Deliver();
            }

            bytes += ready.Bytes;
            underway.Enqueue((ready, encoders.EncodeAsync(ready)));
        }

        void Deliver()
        {
            var (tile, encoding) = underway.Dequeue();
            encoding.GetAwaiter().GetResult();
            Count(tile);
            if (!tile.Tile.IsEmpty)
            {
                _archive.Add(TileIds.Tile(tile.Id), tile.Tile);
            }

            bytes -= tile.Bytes;
            tile.Clear();
            idle.Push(tile);
        }
    }

    private void Count(TileAssembly tile)
    {
        var counts = _counts[tile.Zoom];
        counts.Tiles += tile.Tile.IsEmpty ? 0 : 1;
        counts.Bytes += tile.Tile.Length;
        counts.LargestTile = Math.Max(counts.LargestTile, tile.Tile.Length);
        counts.Crowded += tile.Crowded;
        counts.OverLimit += tile.OverLimit;
        counts.LimitedTiles += tile.OverLimit > 0 ? 1 : 0;
    }
}
