using Npgsql;

namespace OsmTasking.Postgis.RawData;

/// <summary>A table that rows are copied into.</summary>
/// <param name="copy">The statement.</param>
/// <param name="source">For a new table: gives it the one connection that all lanes send its rows on.</param>
/// <param name="create">For a new table: makes it.</param>
/// <remarks>
/// A new table is made in the transaction that fills it: its rows are frozen as they come, nothing is left to be marked in them later, and a server
/// with <c>wal_level=minimal</c> writes them once, not twice (PostgreSQL's documentation, "Populating a Database").
/// </remarks>
internal sealed class CopyTable(string copy, NpgsqlDataSource? source = null, string create = "") : IDisposable
{
    private readonly Lock _turn = new();
    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;
    private NpgsqlRawCopyStream? _stream;

    internal string Copy => copy;

    internal bool IsNew => source is not null;

    /// <summary>Sends whole rows to a new table.</summary>
    internal void Send(ReadOnlySpan<byte> rows)
    {
        lock (_turn)
        {
            (_stream ?? Begin()).Write(rows);
        }
    }

    /// <summary>Commits a new table; then it is there, with its rows.</summary>
    internal void Complete()
    {
        lock (_turn)
        {
            (_stream ?? Begin()).Write(CopyStream.Trailer);
            _stream!.Dispose();
            _stream = null;
            _transaction!.Commit();
            Close();
        }
    }

    public void Dispose()
    {
        if (_stream is { } unfinished)
        {
            unfinished.Cancel();
            unfinished.Dispose();
        }

        Close();
    }

    private NpgsqlRawCopyStream Begin()
    {
        _connection = source!.OpenConnection();
        _transaction = _connection.BeginTransaction();
        _connection.Run(create);
        _stream = _connection.BeginRawBinaryCopy(copy);
        _stream.Write(CopyStream.Signature);
        return _stream;
    }

    private void Close()
    {
        _transaction?.Dispose();
        _connection?.Dispose();
        (_transaction, _connection) = (null, null);
    }
}
