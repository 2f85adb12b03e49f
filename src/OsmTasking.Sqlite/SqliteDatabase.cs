using System.Reflection;
using Microsoft.Data.Sqlite;
using OsmTasking.Core;

namespace OsmTasking.Sqlite;

/// <summary>One SQLite file. Safe for use by many threads and several processes.</summary>
/// <remarks>
/// Write-ahead log with <c>synchronous=FULL</c>: what a write acknowledges is on disk. Writers of this process queue
/// before a gate, so that they never meet in SQLite's own lock; those of other processes wait about 30 s there.
/// </remarks>
public sealed class SqliteDatabase : IDisposable
{
    // The wait comes first: the others may meet a writer. SQLite waits in short steps, the provider only in long ones.
    private const string Setup = """
        pragma busy_timeout = 5000;
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma temp_store = memory;
        pragma cache_size = -8000;
        pragma journal_size_limit = 67108864
        """;

    private readonly string _connectionString;
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Names the file; it is made when it is first opened.</summary>
    /// <param name="path">The file. Its folder is made if it is missing.</param>
    /// <exception cref="StoreException">The folder cannot be made.</exception>
    public SqliteDatabase(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SqliteLibrary.Version();
        Path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path) ?? Path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"The folder of {Path} cannot be made: {fault.Message}", isTransient: false, fault);
        }

        _connectionString = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = true, DefaultTimeout = 30, ForeignKeys = true }.ToString();
    }

    /// <summary>Gets the file.</summary>
    public string Path { get; }

    /// <summary>Closes the connections of the pool.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        _gate.Dispose();
    }

    /// <summary>Runs a reader on its own snapshot.</summary>
    internal async ValueTask<T> ReadAsync<T>(string what, Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred: true);
            return await ValueTask.FromResult(read(connection)).ConfigureAwait(false);
        }
        catch (SqliteException fault)
        {
            throw Failure(what, fault);
        }
    }

    /// <summary>Runs a writer in one immediate transaction; it commits if <paramref name="write"/> says so.</summary>
    internal async ValueTask<T> WriteAsync<T>(string what, Func<SqliteConnection, (T Result, bool Commit)> write, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var connection = Open();
            using var transaction = connection.BeginTransaction(deferred: false);
            var (result, commit) = write(connection);
            if (commit)
            {
                transaction.Commit();
            }

            return result;
        }
        catch (SqliteException fault)
        {
            throw Failure(what, fault);
        }
        finally
        {
            _gate.Release();
        }
    }

    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            connection.Execute(Setup);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    internal static Assembly Migrations => typeof(SqliteDatabase).Assembly;

    private StoreException Failure(string what, SqliteException fault)
    {
        // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL: another try may succeed.
        var transient = fault.SqliteErrorCode is 5 or 6 or 13;
        return new StoreException($"{what} failed in {Path}: {fault.Message}", transient, fault);
    }
}
