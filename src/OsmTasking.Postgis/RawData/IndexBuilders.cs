using System.Collections.Concurrent;
using System.Threading.Channels;
using Npgsql;
using OsmTasking.Postgis.Sql;

namespace OsmTasking.Postgis.RawData;

/// <summary>Indexes tables as soon as each has its rows, several indexes at once, also of one table, while other tables are still being filled.</summary>
internal sealed class IndexBuilders : IAsyncDisposable
{
    private readonly Channel<Work> _work = Channel.CreateUnboundedPrioritized<Work>();
    private readonly CancellationTokenSource _stop;
    private readonly Task<NpgsqlDataSource> _source;
    private readonly IProgress<ImportStage>? _stage;
    private readonly ConcurrentBag<Task> _commits = [];
    private readonly Task[] _builders;
    private readonly int _statements;
    private int _done;
    private int _unfinished;

    /// <summary>Begins.</summary>
    /// <param name="source">Gives each builder a connection while there is work for it.</param>
    /// <param name="count">How many indexes are made at once.</param>
    /// <param name="plan">All the tables that will be added.</param>
    /// <param name="stage">Is told how many statements are through.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal IndexBuilders(Task<NpgsqlDataSource> source, int count, IndexPlan plan, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        (_source, _stage, _statements, _unfinished) = (source, stage, plan.Tables.Sum(table => table.Statements), plan.Tables.Count());
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _builders = [.. Enumerable.Range(0, count).Select(_ => OrStopAsync(BuildAsync))];
    }

    /// <summary>Takes tables that have all their rows. They are committed and indexed.</summary>
    internal void Add(IndexedTable[] tables) => _commits.Add(OrStopAsync(() => CommitAsync(tables)));

    /// <summary>Waits until all tables of the plan are done.</summary>
    /// <param name="committed">What else there is to do once all of them are committed: beside the indexes, for at the end a core would wait for it.</param>
    internal Task CompleteAsync(Func<CancellationToken, Task> committed) => Task.WhenAll(AllAsync(), OrStopAsync(async () =>
    {
        await Task.WhenAll(_commits).ConfigureAwait(false);
        await committed(_stop.Token).ConfigureAwait(false);
    }));

    /// <summary>Stops what is not done yet; of that nobody is to see anything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await AllAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private Task AllAsync() => Task.WhenAll([.. _commits, .. _builders]);

    private async Task OrStopAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    // Not left to the builders: they would wait for the disk, and it for them. All together, so that the largest is indexed first even if another is there a moment before it.
    private async Task CommitAsync(IndexedTable[] tables)
    {
        var filled = tables.Where(table => table.Table.Bytes > 0).Select(table => table.Table.CompleteAsync(_stop.Token));
        await Task.WhenAll([.. filled, CompleteEmptyAsync(tables)]).ConfigureAwait(false);
        foreach (var table in tables)
        {
            foreach (var (index, pace) in table.Indexes)
            {
                _work.Writer.TryWrite(new(table.Table.Bytes * pace, connection => IndexAsync(table, index, connection)));
            }

            if (table.Indexes.Length == 0)
            {
                End();
            }
        }
    }

    // One after another, so that one connection is enough.
    private async Task CompleteEmptyAsync(IndexedTable[] tables)
    {
        foreach (var table in tables.Where(table => table.Table.Bytes == 0))
        {
            await table.Table.CompleteAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    private async Task BuildAsync()
    {
        while (await _work.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
        {
            // Kept while there is work, and given back while there is none: a table gets its rows on it then. To begin another, and load PostGIS, takes 40 ms.
            var connection = await (await _source.ConfigureAwait(false)).OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            await connection.RunAsync(RawDataSql.OneProcessForEach, _stop.Token).ConfigureAwait(false);
            while (_work.Reader.TryRead(out var work))
            {
                await work.Run(connection).ConfigureAwait(false);
            }
        }
    }

    private async Task IndexAsync(IndexedTable table, string index, NpgsqlConnection connection)
    {
        await RunAsync(index, connection).ConfigureAwait(false);
        if (table.HasAll())
        {
            if (table.Last is { } last)
            {
                await RunAsync(last, connection).ConfigureAwait(false);
            }

            End();
        }
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            _work.Writer.Complete();
        }
    }

    private async Task RunAsync(string statement, NpgsqlConnection connection)
    {
        await connection.RunAsync(statement, _stop.Token).ConfigureAwait(false);
        _stage?.Report(new("indexes", Interlocked.Increment(ref _done), _statements));
    }

    /// <summary>What a builder takes next: what takes longest, so that none has much to do alone at the end.</summary>
    private sealed record Work(long Length, Func<NpgsqlConnection, Task> Run) : IComparable<Work>
    {
        public int CompareTo(Work? other) => other!.Length.CompareTo(Length);
    }
}
