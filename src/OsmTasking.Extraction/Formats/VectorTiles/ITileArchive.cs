using OsmTasking.Core.Tasks;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>Keeps the tiles of a set: a file, a folder, a bucket.</summary>
public interface ITileArchive : IDisposable
{
    /// <summary>Takes a tile. Zooms come one after another, the tiles of each along a Hilbert curve, none twice.</summary>
    /// <param name="tile">The tile; rows count southwards.</param>
    /// <param name="gzip">A Mapbox vector tile, compressed with gzip; valid only during the call.</param>
    void Add(TileKey tile, ReadOnlySpan<byte> gzip);

    /// <summary>Finishes; without it, what <see cref="IDisposable.Dispose"/> leaves behind is not to be used.</summary>
    void Complete(TileSetMetadata metadata);
}
