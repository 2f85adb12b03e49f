namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>One tile of a set: gathers its fragments, then has its bytes made on another thread. Reused.</summary>
internal sealed class TileAssembly(VectorTileOptions options)
{
    private readonly TileParts _parts = new(options.TileMemory);
    private readonly HashSet<int> _farCells = [];
    private ulong[] _cells = [];
    private readonly TileBytes _tile = new();

    /// <summary>Gets the number of the tile.</summary>
    internal ulong Id { get; private set; }

    internal int Zoom { get; private set; }

    /// <summary>Gets the bytes of the fragments; encoding takes about four times as many.</summary>
    internal int Bytes => _parts.Bytes;

    /// <summary>Gets the nodes left out because another is in the same cell.</summary>
    internal int Crowded { get; private set; }

    /// <summary>Gets the features left out because of the limit.</summary>
    internal int OverLimit { get; private set; }

    /// <summary>Gets the compressed tile; empty when nothing is left in it.</summary>
    internal ReadOnlySpan<byte> Tile => _tile.Written;

    internal void Start(ulong id)
    {
        Id = id;
        Zoom = TileIds.Tile(id).Zoom;
        (Crowded, OverLimit) = (0, 0);
    }

    /// <summary>Forgets the tile, so that others may have its memory.</summary>
    internal void Clear()
    {
        _parts.Clear();
        _tile.Release();
        _farCells.Clear();
        Array.Clear(_cells);
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var fragment = new TileFragment(bytes);
        if (fragment.Cell >= 0 && Zoom < options.MaxZoom && !Take(fragment.Cell))
        {
            Crowded++;
        }
        else
        {
            _parts.Add(fragment.Size, bytes);
        }
    }

    // A bit for each cell of the usual sizes: as a set they would take as much memory as the fragments.
    private bool Take(int cell)
    {
        const int MostBits = 1 << 20;
        if (cell >= MostBits)
        {
            return _farCells.Add(cell);
        }

        if (cell >> 6 >= _cells.Length)
        {
            Array.Resize(ref _cells, Math.Min(MostBits >> 6, Math.Max(2 * _cells.Length, (cell >> 6) + 1)));
        }

        var isNew = (_cells[cell >> 6] & (1UL << cell)) == 0;
        _cells[cell >> 6] |= 1UL << cell;
        return isNew;
    }

    internal void Encode(TileEncoder encoder)
    {
        _parts.Keep(_parts.Count);
        var compressed = Compress(encoder);
        while (compressed > options.MaxTileBytes)
        {
            // A little less than in proportion, so that two or three rounds do.
            _parts.Keep((int)(_parts.KeptCount * 0.9 * options.MaxTileBytes / compressed));
            compressed = Compress(encoder);
        }

        OverLimit = _parts.LeftOut + _parts.Count - _parts.KeptCount;
        if (_parts.KeptCount > 0)
        {
            _tile.Bytes(encoder.Tile);
        }
    }

    private int Compress(TileEncoder encoder)
    {
        encoder.Begin();
        for (var i = 0; i < _parts.KeptCount; i++)
        {
            encoder.Add(_parts.Kept(i));
        }

        return encoder.End();
    }
}
