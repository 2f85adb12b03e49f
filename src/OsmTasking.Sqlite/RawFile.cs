using Microsoft.Data.Sqlite;
using OsmTasking.Core;
using SQLitePCL;

namespace OsmTasking.Sqlite;

/// <summary>A SQLite file that is written from the beginning to the end by one writer, with no object made for a value or a row.</summary>
internal sealed class RawFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly string _path;

    /// <summary>Makes the file.</summary>
    /// <exception cref="StoreException">It exists, or cannot be made.</exception>
    internal RawFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        if (File.Exists(_path))
        {
            throw new StoreException($"{_path} exists already.", isTransient: false);
        }

        _connection = SqliteFeatureStore.Open(_path, SqliteOpenMode.ReadWriteCreate)!;
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Runs statements that have no parameters and give no rows.</summary>
    internal void Execute(string statements)
    {
        if (raw.sqlite3_exec(_connection.Handle, statements) != raw.SQLITE_OK)
        {
            throw Failure();
        }
    }

    /// <summary>Parses a statement that is run many times. Its caller disposes of it before the file.</summary>
    internal RawStatement Prepare(string statement) =>
        raw.sqlite3_prepare_v2(_connection.Handle, statement, out var parsed) == raw.SQLITE_OK ? new RawStatement(this, parsed) : throw Failure();

    internal StoreException Failure()
    {
        // SQLITE_FULL: another try may succeed.
        var transient = raw.sqlite3_errcode(_connection.Handle) == raw.SQLITE_FULL;
        return new StoreException($"Writing {_path} failed: {raw.sqlite3_errmsg(_connection.Handle).utf8_to_string()}", transient);
    }
}

/// <summary>A parsed statement. Parameters count from 1; one that is not bound again keeps its value.</summary>
internal sealed class RawStatement(RawFile file, sqlite3_stmt statement) : IDisposable
{
    public void Dispose() => statement.Dispose();

    internal void BindNull(int parameter) => Check(raw.sqlite3_bind_null(statement, parameter));

    internal void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(statement, parameter, value));

    internal void Bind(int parameter, double value) => Check(raw.sqlite3_bind_double(statement, parameter, value));

    /// <summary>Binds text. An empty span has no address, which SQLite would take for null.</summary>
    internal void BindText(int parameter, ReadOnlySpan<byte> utf8) =>
        Check(utf8.IsEmpty ? raw.sqlite3_bind_text(statement, parameter, string.Empty) : raw.sqlite3_bind_text(statement, parameter, utf8));

    internal void BindText(int parameter, string text) => Check(raw.sqlite3_bind_text(statement, parameter, text));

    internal void BindBlob(int parameter, ReadOnlySpan<byte> bytes) => Check(raw.sqlite3_bind_blob(statement, parameter, bytes));

    /// <summary>Runs the statement with the values bound.</summary>
    internal void Run()
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            var fault = file.Failure();
            _ = raw.sqlite3_reset(statement);
            throw fault;
        }

        Check(raw.sqlite3_reset(statement));
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            throw file.Failure();
        }
    }
}
