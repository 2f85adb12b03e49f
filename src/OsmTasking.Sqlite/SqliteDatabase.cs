using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using OsmTasking.Core;

namespace OsmTasking.Sqlite;

/// <summary>One SQLite file. Safe for use by many threads and several processes.</summary>
/// <remarks>
/// Write-ahead log with <c>synchronous=FULL</c>: what a write acknowledges is on disk. Writers of this process queue
/// before a gate, so that they never meet in SQLite's own lock; those of other processes wait up to 30 s there.
/// </remarks>
public sealed class SqliteDatabase : IDisposable
{
    private readonly string _connectionString;
    private readonly SemaphoreSlim _gate = new(1, 1);

    static SqliteDatabase()
    {
        // Debian's SQLite is years newer than the bundled one; where there is none the bundled one serves.
        NativeLibrary.SetDllImportResolver(typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, (name, assembly, path) =>
            name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", assembly, path, out var system) ? system : IntPtr.Zero);
        SQLitePCL.Batteries_V2.Init();
    }

    /// <summary>Names the file; it is made when it is first opened.</summary>
    /// <param name="path">The file. Its folder is made if it is missing.</param>
    public SqliteDatabase(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
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

    /// <summary>Loads the native library; the static constructor does it once.</summary>
    internal static void Prepare() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(SqliteDatabase).TypeHandle);

    internal SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory; pragma cache_size = -32000";
        pragmas.ExecuteNonQuery();
        return connection;
    }

    internal static Assembly Migrations => typeof(SqliteDatabase).Assembly;

    private StoreException Failure(string what, SqliteException fault)
    {
        // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL: another try may succeed.
        var transient = fault.SqliteErrorCode is 5 or 6 or 13;
        return new StoreException($"{what} failed in {Path}: {fault.Message}", transient, fault);
    }
}
