using System.IO.Compression;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>One tile of a set: gathers its fragments, then makes its bytes on a thread of its own. Reused.</summary>
internal sealed class TileAssembly(VectorTileOptions options) : IDisposable
{
    // More than this, not compressed, hardly ever comes below the limit that is the default; it also bounds memory.
    private const int MostBytes = 1 << 24;
    private readonly TileBytes _fragments = new();
    private readonly List<Part> _parts = [];
    private readonly List<Part> _kept = [];
    private readonly HashSet<int> _cells = [];
    private readonly TileLayers _layers = new();
    private readonly MemoryStream _gzip = new();

    /// <summary>Gets the number of the tile.</summary>
    internal ulong Id { get; private set; }

    internal int Zoom { get; private set; }

    /// <summary>Gets the bytes of the fragments; encoding takes about four times as many.</summary>
    internal int Bytes => _fragments.Length;

    /// <summary>Gets the nodes left out because another is in the same cell.</summary>
    internal int Crowded { get; private set; }

    /// <summary>Gets the features left out because of the limit.</summary>
    internal int OverLimit { get; private set; }

    /// <summary>Gets the compressed tile; empty when nothing is left in it.</summary>
    internal ReadOnlySpan<byte> Tile => _gzip.GetBuffer().AsSpan(0, (int)_gzip.Length);

    public void Dispose() => _gzip.Dispose();

    internal void Start(ulong id)
    {
        Id = id;
        Zoom = TileIds.Tile(id).Zoom;
        (Crowded, OverLimit) = (0, 0);
        _fragments.Clear();
        _parts.Clear();
        _cells.Clear();
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        var fragment = new TileFragment(bytes);
        if (fragment.Cell >= 0 && Zoom < options.MaxZoom && !_cells.Add(fragment.Cell))
        {
            Crowded++;
        }
        else if (_fragments.Length + (long)bytes.Length > MostBytes)
        {
            OverLimit++;
        }
        else
        {
            _parts.Add(new(fragment.Size, _fragments.Length, bytes.Length));
            _fragments.Bytes(bytes);
        }
    }

    internal void Encode()
    {
        Keep(_parts.Count);
        var compressed = Compress();
        while (compressed > options.MaxTileBytes)
        {
            // A little less than in proportion, so that two or three rounds do.
            Keep((int)(_kept.Count * 0.9 * options.MaxTileBytes / compressed));
            compressed = Compress();
        }

        OverLimit += _parts.Count - _kept.Count;
        if (_kept.Count == 0)
        {
            _gzip.SetLength(0);
        }
    }

    // The largest, of equals the first, in the order they came.
    private void Keep(int count)
    {
        _kept.Clear();
        _kept.AddRange(_parts);
        if (count < _parts.Count)
        {
            CollectionsMarshal.AsSpan(_kept).Sort((a, b) => a.Size != b.Size ? b.Size.CompareTo(a.Size) : a.Start.CompareTo(b.Start));
            CollectionsMarshal.SetCount(_kept, count);
            CollectionsMarshal.AsSpan(_kept).Sort((a, b) => a.Start.CompareTo(b.Start));
        }
    }

    private int Compress()
    {
        _layers.Clear();
        foreach (var part in _kept)
        {
            _layers.Add(_fragments.Written.Slice(part.Start, part.Length));
        }

        _gzip.SetLength(0);
        using (var gzip = new GZipStream(_gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            _layers.Write(gzip.Write);
        }

        return (int)_gzip.Length;
    }

    private readonly record struct Part(int Size, int Start, int Length);
}
