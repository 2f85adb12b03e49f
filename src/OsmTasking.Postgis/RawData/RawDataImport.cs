using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Geometries;
using OsmTasking.Extraction.Pbf;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis.RawData;

/// <summary>How OSM data is imported.</summary>
public sealed record RawDataOptions
{
    /// <summary>Gets what of the source becomes rows. The default is every tagged object, closed ways by their topology, as raw-data-api routes them.</summary>
    public ExtractOptions Extract { get; init; } = new() { AreaRules = AreaRules.Topological };

    /// <summary>Gets whether tags are indexed (GIN). The default is yes; large areas are then searched by tag without reading all rows.</summary>
    public bool TagIndexes { get; init; } = true;

    /// <summary>Gets whether changes can be applied later (<see cref="RawDataUpdate"/>). The default is yes; it takes about a third more time and space.</summary>
    public bool Updatable { get; init; } = true;

    /// <summary>Gets how many indexes are built at once, 1 to 16. The default is the number of cores.</summary>
    public int IndexBuilders { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 16);
}

/// <summary>How far an import is after the reading.</summary>
/// <param name="What">What is being made: indexes, statistics.</param>
/// <param name="Done">How many are.</param>
/// <param name="Total">How many there will be.</param>
public readonly record struct ImportStage(string What, int Done, int Total);

/// <summary>Imports a source into PostGIS: tables with the columns that raw-data-api has.</summary>
/// <remarks>
/// Rows are made and sent by all lanes at once, in binary, each lane on connections of its own; indexes are built side by side when all rows are
/// there; then the new tables take the place of the old ones in one transaction. A killed import leaves the old tables as they were; the next
/// one clears away what it left.
/// </remarks>
/// <param name="source">The database. It needs three connections for each core, and one.</param>
public sealed class RawDataImport(NpgsqlDataSource source)
{
    /// <summary>Imports.</summary>
    /// <param name="data">The source of the data.</param>
    /// <param name="name">A name for people: the file.</param>
    /// <param name="now">When it is.</param>
    /// <param name="options">How; <see langword="null"/> for the defaults.</param>
    /// <param name="progress">Receives how far the reading is.</param>
    /// <param name="stage">Receives how far it is with what comes after the reading.</param>
    /// <param name="cancellationToken">Gives up; the old tables stay.</param>
    /// <exception cref="StoreException">The database failed, or another import is under way.</exception>
    /// <exception cref="OsmFormatException">The source is not what it says it is.</exception>
    public async ValueTask<ExtractSummary> RunAsync(
        Extraction.Blocks.IOsmSource data,
        string name,
        DateTimeOffset now,
        RawDataOptions? options = null,
        IProgress<ExtractProgress>? progress = null,
        IProgress<ImportStage>? stage = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new();
        try
        {
            var turn = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = turn.ConfigureAwait(false);
            await TakeTurnAsync(turn, cancellationToken).ConfigureAwait(false);
            try
            {
                return await RunInTurnAsync(data, name, now, options, progress, stage, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await GiveTurnBackAsync(turn).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException fault)
        {
            throw Failure($"Importing {name}", fault);
        }
    }

    private async ValueTask<ExtractSummary> RunInTurnAsync(
        Extraction.Blocks.IOsmSource data, string name, DateTimeOffset now, RawDataOptions options, IProgress<ExtractProgress>? progress, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        await RunAsync(RawDataSql.Prepare, cancellationToken).ConfigureAwait(false);
        var summary = await Task.Run(() => Load(data, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        string[] indexes = [.. RawDataSql.Indexes, .. options.TagIndexes ? RawDataSql.TagIndexes : [], .. options.Updatable ? RawDataSql.UpdateIndexes : []];
        await SideBySideAsync(indexes, "indexes", options, stage, cancellationToken).ConfigureAwait(false);
        await SideBySideAsync(RawDataSql.Analyze, "statistics", options, stage, cancellationToken).ConfigureAwait(false);
        await RunAsync(RawDataSql.Boundaries, cancellationToken).ConfigureAwait(false);
        var header = (data as PbfFile)?.ReadHeader();
        await source.ExecuteAsync(
            "Describing the import",
            RawDataSql.Describe,
            cancellationToken,
            P(name),
            P(now.UtcDateTime),
            Nullable(NpgsqlDbType.TimestampTz, header?.ReplicationTimestamp?.UtcDateTime),
            Nullable(NpgsqlDbType.Bigint, header?.ReplicationSequence),
            Nullable(NpgsqlDbType.Text, header?.ReplicationUrl),
            P(summary.TotalRows),
            P(options.Updatable)).ConfigureAwait(false);
        await RunAsync(RawDataSql.Swap, cancellationToken).ConfigureAwait(false);
        return summary;
    }

    private static async ValueTask TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(RawDataSql.TakeTurn, connection);
        await using var disposal = command.ConfigureAwait(false);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true)
        {
            throw new StoreException("Another import is under way in this database; wait until it has ended.", isTransient: true);
        }
    }

    // A pooled connection would keep the lock until somebody takes it out of the pool again. One that is broken has lost it.
    private static async ValueTask GiveTurnBackAsync(NpgsqlConnection connection)
    {
        if (connection.State == System.Data.ConnectionState.Open)
        {
            var command = new NpgsqlCommand(RawDataSql.GiveTurnBack, connection);
            await using var disposal = command.ConfigureAwait(false);
            await command.ExecuteScalarAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private ExtractSummary Load(Extraction.Blocks.IOsmSource data, RawDataOptions options, IProgress<ExtractProgress>? progress, CancellationToken cancellationToken)
    {
        var lanes = new ConcurrentBag<CopyLane>();
        using var problems = new ProblemCopy(source, CopyStatements.Next);
        using var locations = new LocationCopy(source, CopyStatements.Next);
        try
        {
            var extract = options.Extract with { OnProblem = problems.Add, OnLocated = options.Updatable ? locations.Write : null };
            var summary = Extractor.Run(data, extract, NewLane, progress, cancellationToken);
            problems.Complete();
            locations.Complete();
            return summary;
        }
        finally
        {
            foreach (var lane in lanes)
            {
                lane.Dispose();
            }
        }

        CopyLane NewLane()
        {
            var lane = new CopyLane(source, CopyStatements.Next, options.Updatable);
            lanes.Add(lane);
            return lane;
        }
    }

    private async Task SideBySideAsync(string[] statements, string what, RawDataOptions options, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        var done = 0;
        stage?.Report(new(what, 0, statements.Length));
        await Parallel.ForEachAsync(
            statements,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(options.IndexBuilders, 1, 16), CancellationToken = cancellationToken },
            async (statement, token) =>
            {
                await RunAsync(statement, token).ConfigureAwait(false);
                stage?.Report(new(what, Interlocked.Increment(ref done), statements.Length));
            }).ConfigureAwait(false);
    }

    // Without a time limit: an index on a planet takes hours.
    private async Task RunAsync(string constant, CancellationToken cancellationToken)
    {
        var command = source.CreateCommand(constant);
        await using var disposal = command.ConfigureAwait(false);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
