using System.IO.Compression;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Makes the compressed bytes of one tile after another. What it once needed it keeps.</summary>
internal sealed class TileEncoder : IDisposable
{
    private readonly TileLayers _layers = new();
    private readonly MemoryStream _gzip = new();

    /// <summary>Gets the tile; valid until the next one is begun.</summary>
    internal ReadOnlySpan<byte> Tile => _gzip.GetBuffer().AsSpan(0, (int)_gzip.Length);

    public void Dispose() => _gzip.Dispose();

    internal void Begin() => _layers.Clear();

    internal void Add(ReadOnlySpan<byte> fragment) => _layers.Add(fragment);

    /// <summary>Returns the bytes of the tile.</summary>
    internal int End()
    {
        _gzip.SetLength(0);
        using (var gzip = new GZipStream(_gzip, CompressionLevel.Optimal, leaveOpen: true))
        {
            _layers.Write(gzip.Write);
        }

        return (int)_gzip.Length;
    }
}
