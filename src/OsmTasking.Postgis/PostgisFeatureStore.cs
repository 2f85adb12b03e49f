using System.Runtime.CompilerServices;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Features;
using OsmTasking.Postgis.RawData;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>The features of an extract in the tables of <see cref="RawDataImport"/>.</summary>
public sealed class PostgisFeatureStore(NpgsqlDataSource database) : IFeatureStore
{
    /// <inheritdoc/>
    public ValueTask<ExtractSummary> ImportAsync(
        IOsmSource source, string name, DateTimeOffset now, IProgress<ExtractProgress>? progress = null, CancellationToken cancellationToken = default) =>
        new RawDataImport(database).RunAsync(source, name, now, null, progress, null, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredFeature> QueryAsync(Geometry area, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(area);
        if (area.IsEmpty || !await database.HasRawDataAsync(cancellationToken).ConfigureAwait(false))
        {
            yield break;
        }

        var command = database.CreateCommand(RawDataSql.Query);
        await using var disposal = command.ConfigureAwait(false);
        command.Parameters.Add(P(Shapes.Bytes(area)));
        var reader = await Guarded(command.ExecuteReaderAsync(cancellationToken)).ConfigureAwait(false);
        await using var readerDisposal = reader.ConfigureAwait(false);
        while (await Guarded(reader.ReadAsync(cancellationToken)).ConfigureAwait(false))
        {
            yield return Read(reader);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FeatureImportInfo?> InfoAsync(CancellationToken cancellationToken = default) =>
        await database.HasRawDataAsync(cancellationToken).ConfigureAwait(false) &&
        await database.QueryAsync("Reading what was imported", RawDataSql.Info, row => new FeatureImportInfo(row.GetString(0), row.Time(1), row.GetInt64(2)), cancellationToken).ConfigureAwait(false) is [var info]
            ? info : null;

    private static async Task<T> Guarded<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (NpgsqlException fault)
        {
            throw Failure("Reading features", fault);
        }
    }

    private static StoredFeature Read(NpgsqlDataReader row) => new(
        row.GetString(0) switch { "N" => OsmKind.Node, "W" => OsmKind.Way, _ => OsmKind.Relation },
        row.GetInt64(1),
        Shapes.Read(row.GetFieldValue<byte[]>(2)),
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!)
    {
        Version = row.Int(4) ?? 0,
        Changeset = row.Long(5) ?? 0,
        Timestamp = row.IsDBNull(6) ? null : new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(6), DateTimeKind.Utc)),
        User = row.Text(7),
    };
}
