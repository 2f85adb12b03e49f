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

    /// <summary>Gets how many indexes are made at once, 1 to 16. The default is the number of cores.</summary>
    public int IndexBuilders { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 16);
}

/// <summary>How far an import is after the reading.</summary>
/// <param name="What">What is being made: indexes.</param>
/// <param name="Done">How many are.</param>
/// <param name="Total">How many there will be.</param>
public readonly record struct ImportStage(string What, int Done, int Total);

/// <summary>Imports a source into PostGIS: tables with the columns that raw-data-api has.</summary>
/// <remarks>
/// Reading begins at once, while the database is made ready. Rows are made by all lanes at once and sent in binary, for each table on a connection
/// and a thread of its own; a table is indexed as soon as its rows are there, several indexes side by side; then the new tables take the place of the old ones in
/// one transaction. A killed import leaves the old tables as they were; the next one clears away what it left.
/// </remarks>
/// <param name="source">The database, which may still be being opened. It needs ten connections, and one for each index that is made at once.</param>
public sealed class RawDataImport(Task<NpgsqlDataSource> source)
{
    /// <summary>Imports into a database that is open.</summary>
    /// <param name="source">The database. It needs ten connections, and one for each index that is made at once.</param>
    public RawDataImport(NpgsqlDataSource source)
        : this(Task.FromResult(source))
    {
    }

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
            NpgsqlConnection? turn = null;
            // Beside the reading from its first step on: a good part of connecting is done before it waits for anything.
            var prepared = Task.Run(
                async () =>
                {
                    var database = await source.ConfigureAwait(false);
                    turn = database.CreateConnection();
                    await Task.WhenAll(PrepareAsync(turn, cancellationToken), ConnectAheadAsync(database, cancellationToken)).ConfigureAwait(false);
                    return database;
                },
                CancellationToken.None);
            try
            {
                return await RunAsync(prepared, data, name, now, options, progress, stage, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await ((Task)prepared).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await GiveTurnBackAsync(turn).ConfigureAwait(false);
            }
        }
        catch (NpgsqlException fault)
        {
            throw Failure($"Importing {name}", fault);
        }
    }

    /// <summary>Reads at once: until the first rows are made, the database is ready for them.</summary>
    private static async Task<ExtractSummary> RunAsync(
        Task<NpgsqlDataSource> prepared, IOsmSource data, string name, DateTimeOffset now, RawDataOptions options, IProgress<ExtractProgress>? progress, IProgress<ImportStage>? stage, CancellationToken cancellationToken)
    {
        using var tables = CopyTables.Next(prepared, options.Updatable);
        var plan = IndexPlan.Of(tables, options);
        var indexes = new IndexBuilders(prepared, Math.Clamp(options.IndexBuilders, 1, 16), plan, stage, cancellationToken);
        await using var builders = indexes.ConfigureAwait(false);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var loading = OwnThread.Run(() => Load(data, options, tables, kind => indexes.Add(plan[kind]), progress, stop.Token));
        try
        {
            var database = await prepared.ConfigureAwait(false);
            var summary = await loading.ConfigureAwait(false);
            indexes.Add(plan.Rest);
            await indexes.CompleteAsync(stopped => DescribeAsync(database, data, name, now, summary, options, stopped)).ConfigureAwait(false);
            await database.RunAsync(RawDataSql.Swap, cancellationToken).ConfigureAwait(false);
            return summary;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task DescribeAsync(
        NpgsqlDataSource database, IOsmSource data, string name, DateTimeOffset now, ExtractSummary summary, RawDataOptions options, CancellationToken cancellationToken)
    {
        var header = (data as PbfFile)?.ReadHeader();
        await database.RunAsync(RawDataSql.Boundaries, cancellationToken).ConfigureAwait(false);
        await database.ExecuteAsync(
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
    }

    // It waits in the pool for the first table.
    private static async Task ConnectAheadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task PrepareAsync(NpgsqlConnection turn, CancellationToken cancellationToken)
    {
        await turn.OpenAsync(cancellationToken).ConfigureAwait(false);
        await TakeTurnAsync(turn, cancellationToken).ConfigureAwait(false);
        await turn.RunAsync(RawDataSql.Prepare, cancellationToken).ConfigureAwait(false);
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
    private static async ValueTask GiveTurnBackAsync(NpgsqlConnection? connection)
    {
        if (connection is null)
        {
            return;
        }

        await using var disposal = connection.ConfigureAwait(false);
        if (connection.State == System.Data.ConnectionState.Open)
        {
            await connection.RunAsync(RawDataSql.GiveTurnBack, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Fills the tables; those of a kind of objects are complete when that is told.</summary>
    private static ExtractSummary Load(
        IOsmSource data, RawDataOptions options, CopyTables tables, Action<OsmKinds> complete, IProgress<ExtractProgress>? progress, CancellationToken cancellationToken)
    {
        var (problems, locations, left) = (new ProblemCopy(tables.Problems), new LocationCopy(tables.Locations), OsmKinds.All);
        var extract = options.Extract with { OnProblem = problems.Add, OnLocated = options.Updatable ? locations.Write : null, OnHandedOut = End };
        var summary = Extractor.Run(data, extract, () => new CopyLane(tables, options.Updatable), progress, cancellationToken);
        foreach (var unread in new[] { OsmKinds.Nodes, OsmKinds.Ways, OsmKinds.Relations }.Where(kind => left.HasFlag(kind)))
        {
            End(unread);
        }

        problems.Flush();
        return summary;

        void End(OsmKinds kind)
        {
            left &= ~kind;
            complete(kind);
        }
    }
}
