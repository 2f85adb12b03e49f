using System.Threading.Channels;
using Npgsql;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>Indexes tables as soon as each has its rows, several at once, while others are still being filled.</summary>
internal sealed class IndexBuilders : IAsyncDisposable
{
    private readonly Channel<IndexedTable> _tables = Channel.CreateUnbounded<IndexedTable>();
    private readonly CancellationTokenSource _stop;
    private readonly NpgsqlDataSource _source;
    private readonly IProgress<ImportStage>? _stage;
    private readonly Task[] _builders;
    private readonly int _total;
    private int _done;

    /// <summary>Begins.</summary>
    /// <param name="source">Gives each builder a connection.</param>
    /// <param name="count">How many tables are worked on at once.</param>
    /// <param name="total">How many statements there will be.</param>
    /// <param name="stage">Is told how many are through.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal IndexBuilders(NpgsqlDataSource source, int count, int total, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        (_source, _total, _stage) = (source, total, stage);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _builders = [.. Enumerable.Range(0, count).Select(_ => Task.Run(BuildAsync, CancellationToken.None))];
    }

    /// <summary>Takes tables that have all their rows. Each is committed, which may wait for the disk, and indexed.</summary>
    internal void Add(IndexedTable[] tables) => Array.ForEach(tables, table => _tables.Writer.TryWrite(table));

    /// <summary>Waits until all is done.</summary>
    internal async Task CompleteAsync()
    {
        _tables.Writer.TryComplete();
        await Task.WhenAll(_builders).ConfigureAwait(false);
    }

    /// <summary>Stops what is not done yet; of that nobody is to see anything.</summary>
    public async ValueTask DisposeAsync()
    {
        _tables.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_builders).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task BuildAsync()
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            await connection.RunAsync(RawDataSql.OneProcessForEach, _stop.Token).ConfigureAwait(false);
            await foreach (var (table, statements) in _tables.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await table.CompleteAsync(_stop.Token).ConfigureAwait(false);
                foreach (var statement in statements)
                {
                    await connection.RunAsync(statement, _stop.Token).ConfigureAwait(false);
                    _stage?.Report(new("indexes and statistics", Interlocked.Increment(ref _done), _total));
                }
            }
        }
        catch
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
