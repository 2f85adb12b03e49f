using System.Data;
using System.Text.Json;
using Npgsql;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Exports;
using OsmTasking.Extraction.Filters;
using OsmTasking.Postgis.Exports;
using OsmTasking.Postgis.RawData;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Exports from the tables of <see cref="RawData.RawDataImport"/>: the server narrows down by place, id and tags, rows stream by.</summary>
public sealed class PostgisExportSource(NpgsqlDataSource database) : IExportSource
{
    /// <inheritdoc/>
    public async ValueTask<ExportData?> DescribeAsync(CancellationToken cancellationToken = default) =>
        await database.HasRawDataAsync(cancellationToken).ConfigureAwait(false) &&
        await database.QueryAsync("Reading what was imported", ExportSql.Describe, ReadData, cancellationToken).ConfigureAwait(false) is [var data]
            ? data : null;

    /// <inheritdoc/>
    public async ValueTask<long> ReadAsync(ExportQuery query, IFeatureSink sink, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(sink);
        if (!await database.HasRawDataAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        try
        {
            var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            var guard = new NpgsqlCommand(ExportSql.Begin, connection);
            await using var guardDisposal = guard.ConfigureAwait(false);
            await guard.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            var told = progress is null ? null : await ExpectAsync(connection, query, progress, cancellationToken).ConfigureAwait(false);
            var clip = query.Relation == AreaRelation.Clip ? new ExportFilter(query, sink, isPlaceOnly: true) : null;
            var run = new Run(connection, query, clip ?? sink, told);
            foreach (var (kind, select, shapes) in ExportStatement.Tables)
            {
                await run.ReadAsync(kind, select, shapes, cancellationToken).ConfigureAwait(false);
            }

            return clip?.Count ?? run.Rows;
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.QueryCanceled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The export was stopped.", fault, cancellationToken);
        }
        catch (NpgsqlException fault)
        {
            throw Failure("Reading features", fault);
        }
    }

    private static ExportData ReadData(NpgsqlDataReader row) =>
        new(row.GetString(0), row.Time(1), row.IsDBNull(2) ? null : row.Time(2), row.Long(3));

    /// <summary>Asks the planner how many rows there will be.</summary>
    private static async ValueTask<Share> ExpectAsync(NpgsqlConnection connection, ExportQuery query, IProgress<double> progress, CancellationToken cancellationToken)
    {
        double rows = 0;
        foreach (var (_, select, shapes) in ExportStatement.Tables)
        {
            var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 0 };
            await using var disposal = command.ConfigureAwait(false);
            if (ExportStatement.TryWrite(query, select, shapes, command, explain: true))
            {
                using var plan = JsonDocument.Parse((string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!);
                rows += plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
            }
        }

        return new Share(progress, Math.Max(rows, 1));
    }

    private sealed record Share(IProgress<double> Progress, double Expected);

    private sealed class Run(NpgsqlConnection connection, ExportQuery query, IFeatureSink sink, Share? told)
    {
        private const int TellEvery = 4096;
        private readonly FeatureRow _row = new(query);
        private byte[] _bytes = new byte[1 << 16];

        internal long Rows { get; private set; }

        internal async ValueTask ReadAsync(OsmKind kind, string select, Extraction.Geometries.Shapes shapes, CancellationToken cancellationToken)
        {
            // Without a time limit: the job has one.
            var command = new NpgsqlCommand { Connection = connection, CommandTimeout = 0 };
            await using var disposal = command.ConfigureAwait(false);
            if (!ExportStatement.TryWrite(query, select, shapes, command, explain: false))
            {
                return;
            }

            var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
            await using var readerDisposal = reader.ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                Take(reader, kind);
                if (told is not null && Rows % TellEvery == 0)
                {
                    // What is estimated may be far off; the end is told by the end.
                    told.Progress.Report(Rows / (Rows + Math.Max(told.Expected - Rows, told.Expected * 0.02)));
                }
            }
        }

        private void Take(NpgsqlDataReader reader, OsmKind kind)
        {
            var length = (int)reader.GetBytes(0, 0, null, 0, 0);
            if (length > _bytes.Length)
            {
                _bytes = new byte[Math.Max(length, _bytes.Length * 2)];
            }

            reader.GetBytes(0, 0, _bytes, 0, length);
            RowBytes.Read(_bytes.AsSpan(0, length), kind, _row);
            sink.Write(_row.Feature);
            Rows++;
        }
    }
}
