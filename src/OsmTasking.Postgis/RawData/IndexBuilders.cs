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
    private readonly NpgsqlDataSource _source;
    private readonly IProgress<ImportStage>? _stage;
    private readonly ConcurrentBag<Task> _commits = [];
    private readonly Task[] _builders;
    private readonly int _statements;
    private int _done;
    private int _unfinished;

    /// <summary>Begins.</summary>
    /// <param name="source">Gives a connection for each index.</param>
    /// <param name="count">How many indexes are made at once.</param>
    /// <param name="plan">All the tables that will be added.</param>
    /// <param name="stage">Is told how many statements are through.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal IndexBuilders(NpgsqlDataSource source, int count, IndexPlan plan, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        (_source, _stage, _statements, _unfinished) = (source, stage, plan.Tables.Sum(table => table.Statements), plan.Tables.Count());
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _builders = [.. Enumerable.Range(0, count).Select(_ => OrStopAsync(BuildAsync))];
    }

    /// <summary>Takes tables that have all their rows. They are committed and indexed.</summary>
    internal void Add(IndexedTable[] tables) => _commits.Add(OrStopAsync(() => CommitAsync(tables)));

    /// <summary>Waits until all tables of the plan are done.</summary>
    internal Task CompleteAsync() => Task.WhenAll([.. _commits, .. _builders]);

    /// <summary>Stops what is not done yet; of that nobody is to see anything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await CompleteAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

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
        await Task.WhenAll(tables.Select(table => table.Table.CompleteAsync(_stop.Token))).ConfigureAwait(false);
        foreach (var table in tables)
        {
            for (var i = 0; i < table.Indexes.Length; i++)
            {
                var index = table.Indexes[i];
                _work.Writer.TryWrite(new(IsIndex: true, i, table.Table.Bytes, connection => IndexAsync(table, index, connection)));
            }

            EndPart(table);
        }
    }

    private async Task BuildAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
        {
            // Given back after each: while a builder waits, a table gets its rows on it. To begin another, and load PostGIS, takes 40 ms.
            var connection = await _source.OpenConnectionAsync(_stop.Token).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            await connection.RunAsync(RawDataSql.OneProcessForEach, _stop.Token).ConfigureAwait(false);
            await work.Run(connection).ConfigureAwait(false);
        }
    }

    private async Task IndexAsync(IndexedTable table, string index, NpgsqlConnection connection)
    {
        await RunAsync(index, connection).ConfigureAwait(false);
        EndPart(table);
    }

    private void EndPart(IndexedTable table)
    {
        if (table.HasAll())
        {
            _work.Writer.TryWrite(new(IsIndex: false, 0, table.Table.Bytes, connection => FinishAsync(table, connection)));
        }
    }

    private async Task FinishAsync(IndexedTable table, NpgsqlConnection connection)
    {
        foreach (var statement in table.Last)
        {
            await RunAsync(statement, connection).ConfigureAwait(false);
        }

        if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            _work.Writer.Complete();
        }
    }

    private async Task RunAsync(string statement, NpgsqlConnection connection)
    {
        await connection.RunAsync(statement, _stop.Token).ConfigureAwait(false);
        _stage?.Report(new("indexes and statistics", Interlocked.Increment(ref _done), _statements));
    }

    /// <summary>What a builder takes next: indexes first, for statistics wait for them and are shorter; of these the longest, the first of each table, and of the largest table. So no builder has much to do alone at the end.</summary>
    private sealed record Work(bool IsIndex, int Index, long Bytes, Func<NpgsqlConnection, Task> Run) : IComparable<Work>
    {
        public int CompareTo(Work? other) => (!IsIndex, Index, other!.Bytes).CompareTo((!other.IsIndex, other.Index, Bytes));
    }
}
