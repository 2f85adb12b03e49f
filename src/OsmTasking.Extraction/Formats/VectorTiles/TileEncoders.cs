using System.Collections.Concurrent;

namespace OsmTasking.Extraction.Formats.VectorTiles;

/// <summary>The encoders of a set of tiles: one for small tiles on each of some threads, and one for large ones, so that only one keeps as much memory as those need.</summary>
/// <remarks>
/// The threads are their own: a compressor takes a third of a MiB for each tile and gives it back, which in a few threads that do nothing else is always the
/// same, and in those of the pool, one after the other, leaves holes everywhere (15 MiB).
/// </remarks>
internal sealed class TileEncoders : IDisposable
{
    private readonly BlockingCollection<(TileAssembly Tile, TaskCompletionSource Made)> _waiting = [];
    private readonly TileEncoder _large = new();
    private readonly Task[] _threads;
    private readonly int _largeFrom;

    /// <summary>Starts as many threads as the machine has cores.</summary>
    /// <param name="largeFrom">A tile with more bytes of fragments is large.</param>
    internal TileEncoders(int largeFrom)
    {
        _largeFrom = largeFrom;
        _threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => LongTask.Run(Work))];
    }

    public void Dispose()
    {
        _waiting.CompleteAdding();
        Task.WaitAll(_threads, CancellationToken.None);
        _waiting.Dispose();
        _large.Dispose();
    }

    /// <summary>Makes the bytes of a tile; of large ones the others wait.</summary>
    internal Task EncodeAsync(TileAssembly tile)
    {
        var made = new TaskCompletionSource();
        _waiting.Add((tile, made), CancellationToken.None);
        return made.Task;
    }

    private void Work()
    {
        using var small = new TileEncoder();
        foreach (var (tile, made) in _waiting.GetConsumingEnumerable(CancellationToken.None))
        {
            try
            {
                Encode(tile, small);
                made.SetResult();
            }
            catch (Exception fault)
            {
                made.SetException(fault);
            }
        }
    }

    private void Encode(TileAssembly tile, TileEncoder small)
    {
        if (tile.Bytes <= _largeFrom)
        {
            tile.Encode(small);
            return;
        }

        lock (_large)
        {
            tile.Encode(_large);
        }
    }
}
