using System.Text;
using Microsoft.Data.Sqlite;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Exports;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Exports from the file of a <see cref="SqliteFeatureStore"/>: the R*Tree narrows down by place, the rest is looked at in memory.</summary>
/// <param name="path">The file of the features.</param>
public sealed class SqliteExportSource(string path) : IExportSource
{
    private const int TellEvery = 1024;

    private readonly string _path = Path.GetFullPath(path);

    /// <inheritdoc/>
    public async ValueTask<ExportData?> DescribeAsync(CancellationToken cancellationToken = default) =>
        await new SqliteFeatureStore(_path).InfoAsync(cancellationToken).ConfigureAwait(false) is { } info ? new(info.Source, info.ImportedAt, null, null) : null;

    /// <inheritdoc/>
    public ValueTask<long> ReadAsync(ExportQuery query, IFeatureSink sink, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sink);
        using var connection = SqliteFeatureStore.Open(_path, SqliteOpenMode.ReadOnly);
        if (connection is null)
        {
            return ValueTask.FromResult(0L);
        }

        try
        {
            return ValueTask.FromResult(Read(connection, query, sink, progress, cancellationToken));
        }
        catch (SqliteException fault)
        {
            throw new StoreException($"Reading {_path} failed: {fault.Message}", isTransient: false, fault);
        }
    }

    private static long Read(SqliteConnection connection, ExportQuery query, IFeatureSink sink, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var filter = new ExportFilter(query, sink);
        using var command = Command(connection, query);
        var expected = progress is null || query.Area is null ? 0 : connection.Scalar(FeatureSql.CountInBox, Box(query)) ?? 0;
        var row = new FeatureRow();
        long rows = 0;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            (row.Kind, row.Id, row.Version, row.Changeset) = ((OsmKind)reader.GetInt32(0), reader.GetInt64(1), reader.GetInt32(4), reader.GetInt64(5));
            row.Timestamp = reader.IsDBNull(6) ? 0 : reader.GetInt64(6);
            row.Fill(Encoding.UTF8.GetBytes(reader.GetString(3)), reader.GetFieldValue<byte[]>(2));
            filter.Write(row.Feature);
            if (++rows % TellEvery == 0 && expected > 0)
            {
                progress!.Report((double)rows / expected);
            }
        }

        return filter.Count;
    }

    private static SqliteCommand Command(SqliteConnection connection, ExportQuery query) =>
        query.Id is { } id ? connection.Command(FeatureSql.ById, id)
        : query.Area is null ? connection.Command(FeatureSql.All)
        : connection.Command(FeatureSql.Query, Box(query));

    private static object?[] Box(ExportQuery query)
    {
        var box = query.Area!.EnvelopeInternal;
        return [box.MinX, box.MaxX, box.MinY, box.MaxY];
    }
}
