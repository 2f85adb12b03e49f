using System.Collections.Concurrent;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>The encoders of a set of tiles: some for small tiles, and one for large ones, so that only one keeps as much memory as those need.</summary>
/// <param name="large">Bytes of fragments from which a tile is large.</param>
internal sealed class TileEncoders(int large) : IDisposable
{
    private readonly ConcurrentBag<TileEncoder> _idle = [];
    private readonly TileEncoder _large = new();

    public void Dispose()
    {
        foreach (var encoder in _idle)
        {
            encoder.Dispose();
        }

        _large.Dispose();
    }

    /// <summary>Makes the bytes of a tile; of large ones the others wait.</summary>
    internal void Encode(TileAssembly tile)
    {
        if (tile.Bytes > large)
        {
            lock (_large)
            {
                tile.Encode(_large);
                return;
            }
        }

        var encoder = _idle.TryTake(out var used) ? used : new();
        tile.Encode(encoder);
        _idle.Add(encoder);
    }
}
