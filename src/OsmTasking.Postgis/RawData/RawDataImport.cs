using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Blocks;
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
/// Rows are made and sent by all lanes at once, in binary, each lane on connections of its own; a table is indexed as soon as its rows are
/// there, several side by side; then the new tables take the place of the old ones in one transaction. A killed import leaves the old tables as they were; the next
/// one clears away what it left.
/// </remarks>
/// <param name="source">The database. It needs four connections for each core, and one.</param>
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
        IOsmSource data,
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
        IOsmSource data, string name, DateTimeOffset now, RawDataOptions options, IProgress<ExtractProgress>? progress, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        await source.RunAsync(RawDataSql.Prepare, cancellationToken).ConfigureAwait(false);
        string[] later = [.. options.Updatable ? RawDataSql.UpdateIndexes : [], .. options.TagIndexes ? RawDataSql.TagIndexes : []];
        var total = new[] { RawDataSql.Nodes, RawDataSql.Lines, RawDataSql.Polygons, RawDataSql.Relations, options.Updatable ? RawDataSql.Locations : [], later }.Sum(table => table.Length);
        var indexes = new IndexBuilders(source, Math.Clamp(options.IndexBuilders, 1, 16), total, stage, cancellationToken);
        await using var builders = indexes.ConfigureAwait(false);
        var summary = await Task.Run(() => Load(data, options, indexes, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        Array.ForEach(later, index => indexes.Add(index));
        await indexes.CompleteAsync().ConfigureAwait(false);
        await source.RunAsync(RawDataSql.Boundaries, cancellationToken).ConfigureAwait(false);
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
        await source.RunAsync(RawDataSql.Swap, cancellationToken).ConfigureAwait(false);
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

    private ExtractSummary Load(IOsmSource data, RawDataOptions options, IndexBuilders indexes, IProgress<ExtractProgress>? progress, CancellationToken cancellationToken)
    {
        var lanes = new ConcurrentBag<CopyLane>();
        var complete = OsmKinds.None;
        using var problems = new ProblemCopy(source, CopyStatements.Next);
        using var locations = new LocationCopy(source, CopyStatements.Next);
        try
        {
            var extract = options.Extract with { OnProblem = problems.Add, OnLocated = options.Updatable ? Locate : null, OnHandedOut = Index };
            var summary = Extractor.Run(data, extract, NewLane, progress, cancellationToken);
            problems.Complete();
            foreach (var unread in new[] { OsmKinds.Nodes, OsmKinds.Ways, OsmKinds.Relations }.Where(kind => !complete.HasFlag(kind)))
            {
                Index(unread);
            }

            return summary;
        }
        finally
        {
            foreach (var lane in lanes)
            {
                lane.Dispose();
            }
        }

        void Locate(Extraction.Locations.NodeLocations nodes)
        {
            locations.Write(nodes);
            locations.Complete();
            indexes.Add(RawDataSql.Locations);
        }

        void Index(OsmKinds kind)
        {
            complete |= kind;
            switch (kind)
            {
                case OsmKinds.Nodes:
                    indexes.Add(RawDataSql.Nodes);
                    break;
                case OsmKinds.Ways:
                    indexes.Add(RawDataSql.Polygons);
                    indexes.Add(RawDataSql.Lines);
                    break;
                default:
                    indexes.Add(RawDataSql.Relations);
                    break;
            }
        }

        CopyLane NewLane()
        {
            var lane = new CopyLane(source, CopyStatements.Next, options.Updatable);
            lanes.Add(lane);
            return lane;
        }
    }
}
