using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A table that rows are copied into.</summary>
/// <param name="copy">The statement.</param>
/// <param name="open">For a new table: gives it the one connection that all lanes send its rows on.</param>
/// <param name="create">For a new table: makes it.</param>
/// <param name="statistics">For a new table: makes its statistics, by the number of rows that it has got.</param>
/// <remarks>
/// A new table is made in the transaction that fills it: its rows are frozen as they come, nothing is left to be marked in them later, and a server
/// with <c>wal_level=minimal</c> writes them once, not twice (PostgreSQL's documentation, "Populating a Database").
/// </remarks>
internal sealed class CopyTable(string copy, Func<NpgsqlConnection>? open = null, string create = "", Func<long, string>? statistics = null) : IDisposable
{
    private readonly Lock _turn = new();
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private BinaryCopy? _rows;
    private long _sent;

    internal string Copy => copy;

    internal bool IsNew => open is not null;

    /// <summary>Gets how much was sent to a new table.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Sends whole rows, so many, to a new table.</summary>
    internal void Send(ReadOnlySpan<byte> rows, long count)
    {
        lock (_turn)
        {
            (_rows ?? Begin()).Write(rows);
            Bytes += rows.Length;
            _sent += count;
        }
    }

    /// <summary>Commits a new table, to which nobody sends any more; then it is there, with its rows. May wait long for the server's disk.</summary>
    internal async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await OwnThread.Run(() => (_rows ?? Begin()).Complete()).ConfigureAwait(false);
        if (statistics is not null)
        {
            await _connection!.RunAsync(statistics(_sent), cancellationToken).ConfigureAwait(false);
        }

        await _transaction!.CommitAsync(cancellationToken).ConfigureAwait(false);
        Close();
    }

    public void Dispose() => Close();

    private BinaryCopy Begin()
    {
        _connection = open!();
        _transaction = _connection.BeginTransaction();
        _connection.Run(create);
        return _rows = new(_connection, copy);
    }

    private void Close()
    {
        _rows?.Dispose();
        _transaction?.Dispose();
        _connection?.Dispose();
        (_rows, _transaction, _connection) = (null, null, null);
    }
}
