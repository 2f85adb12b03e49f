using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Features;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>A feature file being written.</summary>
internal sealed class SqliteFeatureImport : IFeatureSink, IAsyncDisposable
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string _target;
    private readonly string _fresh;
    private readonly string _source;
    private readonly FileStream _turn;
    private readonly SqliteConnection _connection;
    private readonly PreparedRow _insert;
    private readonly PreparedRow _insertBox;
    private long _count;
    private bool _closed;

    /// <summary>Begins a file.</summary>
    /// <param name="target">The file it replaces in the end.</param>
    /// <param name="fresh">The file to write.</param>
    /// <param name="source">A name for people.</param>
    /// <param name="turn">Held until the end: only one import at a time.</param>
    internal SqliteFeatureImport(string target, string fresh, string source, FileStream turn)
    {
        (_target, _fresh, _source, _turn) = (target, fresh, source, turn);
        _connection = SqliteFeatureStore.Open(fresh, SqliteOpenMode.ReadWriteCreate)!;

        // Nobody reads this file before it is complete, and nobody needs it if it never is.
        _connection.Execute("pragma journal_mode = off");
        _connection.Execute("pragma synchronous = off");
        _connection.Execute("begin");
        _connection.Execute(FeatureSql.Schema);
        _insert = new PreparedRow(_connection, FeatureSql.Insert, 9);
        _insertBox = new PreparedRow(_connection, FeatureSql.InsertBox, 5);
    }

    public void Write(in OsmFeature feature) => Add(new StoredFeature(feature.Kind, feature.Id, feature.Geometry.ToNts(), feature.Tags.ToDictionary())
    {
        Version = feature.Info.Version,
        Changeset = feature.Info.Changeset,
        Timestamp = feature.Info.Timestamp > 0 ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(feature.Info.Timestamp, 253_402_300_799)) : null,
        User = feature.User.IsEmpty ? null : System.Text.Encoding.UTF8.GetString(feature.User),
    });

    internal void Add(StoredFeature feature)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ObjectDisposedException.ThrowIf(_closed, this);
        try
        {
            var box = feature.Shape.EnvelopeInternal;
            _insert.Execute(
                (int)feature.Kind, feature.Id, Rows.Bytes(feature.Shape), JsonSerializer.Serialize(feature.Tags, Plain), feature.Version,
                feature.Changeset, feature.Timestamp?.ToUnixTimeSeconds(), feature.User, ++_count);

            // An empty shape lies nowhere: it is kept, and no area finds it.
            if (!box.IsNull)
            {
                _insertBox.Execute(_count, box.MinX, box.MaxX, box.MinY, box.MaxY);
            }
        }
        catch (SqliteException fault)
        {
            throw Failure(fault);
        }
    }

    internal ValueTask CompleteAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, this);
        try
        {
            _connection.Execute(FeatureSql.Finish, _source, now.UtcTicks);
            _connection.Execute("commit");
            CloseFile();
            using (var file = new FileStream(_fresh, FileMode.Open, FileAccess.ReadWrite))
            {
                file.Flush(flushToDisk: true);
            }

            File.Move(_fresh, _target, overwrite: true);
            return ValueTask.CompletedTask;
        }
        catch (Exception fault) when (fault is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Failure(fault);
        }
    }

    public ValueTask DisposeAsync()
    {
        CloseFile();
        File.Delete(_fresh);
        return _turn.DisposeAsync();
    }

    private void CloseFile()
    {
        _closed = true;
        _insert.Dispose();
        _insertBox.Dispose();
        _connection.Dispose();
    }

    private StoreException Failure(Exception fault) =>
        new($"Importing {_source} failed: {fault.Message}", fault is SqliteException { SqliteErrorCode: 13 }, fault);
}
