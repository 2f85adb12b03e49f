using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A table that rows are copied into.</summary>
/// <remarks>
/// A new table is made in the transaction that fills it: its rows are frozen as they come, nothing is left to be marked in them later, and a server
/// with <c>wal_level=minimal</c> writes them once, not twice (PostgreSQL's documentation, "Populating a Database").
/// </remarks>
internal sealed class CopyTable : IDisposable
{
    private readonly Func<NpgsqlConnection>? _open;
    private readonly string _create;
    private readonly Func<long, string>? _statistics;
    private readonly TableSender? _sender;
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private long _bytes;
    private long _sent;

    /// <param name="copy">The statement.</param>
    /// <param name="open">For a new table: gives it the one connection that all lanes send its rows on.</param>
    /// <param name="create">For a new table: makes it.</param>
    /// <param name="statistics">For a new table: makes its statistics, by the number of rows that it has got.</param>
    internal CopyTable(string copy, Func<NpgsqlConnection>? open = null, string create = "", Func<long, string>? statistics = null)
    {
        (Copy, _open, _create, _statistics) = (copy, open, create, statistics);
        _sender = open is null ? null : new(Begin);
    }

    internal string Copy { get; }

    internal bool IsNew => _sender is not null;

    /// <summary>Gets how much was sent to a new table.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Sends whole rows, so many, to a new table.</summary>
    /// <returns>A buffer for the next.</returns>
    internal byte[] Send(byte[] rows, int length, long count)
    {
        Interlocked.Add(ref _bytes, length);
        Interlocked.Add(ref _sent, count);
        return _sender!.Send(rows, length);
    }

    /// <summary>Commits a new table, to which nobody sends any more; then it is there, with its rows. May wait long for the server's disk.</summary>
    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _sender!.CompleteAsync().ConfigureAwait(false);
        if (_statistics is not null)
        {
            await _connection!.RunAsync(_statistics(_sent), cancellationToken).ConfigureAwait(false);
        }

        await _transaction!.CommitAsync(cancellationToken).ConfigureAwait(false);
        Close();
    }

    public void Dispose()
    {
        _sender?.Dispose();
        Close();
    }

    private BinaryCopy Begin()
    {
        _connection = _open!();
        _transaction = _connection.BeginTransaction();
        _connection.Run(_create);
        return new(_connection, Copy);
    }

    private void Close()
    {
        _transaction?.Dispose();
        _connection?.Dispose();
        (_transaction, _connection) = (null, null);
    }
}
