using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Features;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>The features of an extract in a SQLite file of their own, found by an R*Tree.</summary>
/// <remarks>
/// Every import writes a new file and renames it over the old one when it is complete: readers never see half an import,
/// a killed import leaves the old features in place, and a long import never stands in the way of a mapper's lock.
/// </remarks>
public sealed class SqliteFeatureStore(string path) : IFeatureStore
{
    private readonly string _path = Path.GetFullPath(path);

    /// <inheritdoc/>
    public async ValueTask<ExtractSummary> ImportAsync(
        IOsmSource source, string name, DateTimeOffset now, IProgress<ExtractProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(name);
        var import = BeginImport(name, cancellationToken);
        await using var disposal = import.ConfigureAwait(false);
        var summary = Extractor.Run(source, new ExtractOptions(), import, progress, cancellationToken);
        await import.CompleteAsync(now, cancellationToken).ConfigureAwait(false);
        return summary;
    }

    internal SqliteFeatureImport BeginImport(string source, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FileStream? turn = null;
        try
        {
            var directory = Path.GetDirectoryName(_path)!;
            Directory.CreateDirectory(directory);

            // Held by the system: it goes with the process, however that ends.
            turn = new FileStream($"{_path}.importing", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var abandoned in Directory.GetFiles(directory, $"{Path.GetFileName(_path)}.import-*"))
            {
                File.Delete(abandoned);
            }

            return new SqliteFeatureImport(_path, $"{_path}.import-{Guid.NewGuid():N}", source, turn);
        }
        catch (Exception fault)
        {
            turn?.Dispose();
            if (fault is IOException or UnauthorizedAccessException or SqliteException)
            {
                var transient = fault is IOException && turn is null;
                throw new StoreException(
                    $"Importing {source} cannot begin: {fault.Message}{(transient ? " Another import may be under way." : string.Empty)}", transient, fault);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFeature> QueryAsync(Geometry area, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        using var connection = Open(_path, SqliteOpenMode.ReadOnly);
        if (connection is null || area.IsEmpty)
        {
            yield break;
        }

        var box = area.EnvelopeInternal;
        var prepared = PreparedGeometryFactory.Prepare(area);
        using var command = connection.Command(FeatureSql.Query, box.MinX, box.MaxX, box.MinY, box.MaxY);
        using var row = Guarded(command.ExecuteReader);
        while (Guarded(row.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var shape = row.Shape(2);
            if (prepared.Intersects(shape))
            {
                yield return Read(row, shape);
            }
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<FeatureImportInfo?> InfoAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open(_path, SqliteOpenMode.ReadOnly);
        return ValueTask.FromResult(
            connection is not null && Guarded(() => connection.Query(row => new FeatureImportInfo(row.GetString(0), row.Time(1), row.GetInt64(2)), FeatureSql.Info)) is [var info]
                ? info
                : null);
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException fault)
        {
            throw new StoreException($"Reading {_path} failed: {fault.Message}", isTransient: false, fault);
        }
    }

    internal static SqliteConnection? Open(string path, SqliteOpenMode mode)
    {
        if (mode == SqliteOpenMode.ReadOnly && !File.Exists(path))
        {
            return null;
        }

        SqliteLibrary.Version();

        // Not pooled: a pooled connection would go on reading the file that a newer import replaced.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException fault)
        {
            connection.Dispose();
            throw new StoreException($"Opening {path} failed: {fault.Message}", isTransient: false, fault);
        }
    }

    private static StoredFeature Read(SqliteDataReader row, Geometry shape) => new(
        (OsmKind)row.GetInt32(0), row.GetInt64(1), shape, JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!)
    {
        Version = row.GetInt32(4),
        Changeset = row.GetInt64(5),
        Timestamp = row.Long(6) is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        User = row.Text(7),
    };
}
