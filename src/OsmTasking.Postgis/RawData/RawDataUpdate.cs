using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core;
using OsmTasking.Extraction;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis.RawData;

/// <summary>Where the imported data stand in the history of OSM.</summary>
/// <param name="Sequence">The number of the last change file applied; <see langword="null"/> when the data came without one.</param>
/// <param name="Time">The time up to which changes are in; <see langword="null"/> when not known.</param>
/// <param name="Url">Where change files are; <see langword="null"/> when the data did not say.</param>
public sealed record RawDataPosition(long? Sequence, DateTimeOffset? Time, string? Url);

/// <summary>What an update did.</summary>
/// <param name="Nodes">Nodes changed.</param>
/// <param name="Ways">Ways changed, or made anew since a node of theirs moved.</param>
/// <param name="Relations">Relations changed, or made anew since a member changed.</param>
/// <param name="Features">How many features there are more than before.</param>
public sealed record UpdateSummary(int Nodes, int Ways, int Relations, long Features);

/// <summary>Applies changes to imported OSM data: afterwards the tables are as if the changed data had been imported.</summary>
/// <param name="source">The database.</param>
public sealed class RawDataUpdate(NpgsqlDataSource source)
{
    /// <summary>Tells where the data stand.</summary>
    /// <returns><see langword="null"/> when nothing is imported.</returns>
    /// <exception cref="StoreException">The database failed.</exception>
    public async ValueTask<RawDataPosition?> PositionAsync(CancellationToken cancellationToken = default) =>
        await source.HasRawDataAsync(cancellationToken).ConfigureAwait(false)
        && await source.QueryAsync("Reading the position", UpdateSql.Position, Read, cancellationToken).ConfigureAwait(false) is [var position]
            ? position.Position : null;

    /// <summary>Applies changes in one transaction, and moves the position with them.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="sequence">Their number; changes that are in already are not applied again. <see langword="null"/> for changes that have none.</param>
    /// <param name="time">The time up to which they reach.</param>
    /// <param name="extract">What the data were imported with, if not the defaults of <see cref="RawDataOptions"/>.</param>
    /// <param name="cancellationToken">Gives up; nothing is applied.</param>
    /// <returns><see langword="null"/> when they were in already.</returns>
    /// <exception cref="StoreException">The database failed, nothing that can be updated is imported, or another import or update is under way.</exception>
    public async ValueTask<UpdateSummary?> ApplyAsync(
        ChangedObjects changes, long? sequence = null, DateTimeOffset? time = null, ExtractOptions? extract = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        if (!await source.HasRawDataAsync(cancellationToken).ConfigureAwait(false))
        {
            throw NothingThere();
        }

        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var disposal = connection.ConfigureAwait(false);
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using var transactionDisposal = transaction.ConfigureAwait(false);
            var (position, updatable) = await TakeTurnAsync(connection, cancellationToken).ConfigureAwait(false);
            if (!updatable)
            {
                throw new StoreException("The data were imported without what updates need: import them anew as updatable.");
            }

            if (sequence <= position.Sequence)
            {
                return null;
            }

            var summary = await new UpdateRun(connection, changes, extract ?? new RawDataOptions().Extract, cancellationToken).RunAsync().ConfigureAwait(false);
            await connection.RunAsync(
                UpdateSql.Move,
                cancellationToken,
                Nullable(NpgsqlDbType.Bigint, sequence),
                Nullable(NpgsqlDbType.TimestampTz, time?.UtcDateTime),
                P(summary.Features)).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return summary;
        }
        catch (NpgsqlException fault)
        {
            throw Failure("Applying changes", fault);
        }
    }

    private static async ValueTask<(RawDataPosition Position, bool Updatable)> TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var mine = false;
        await connection.EachAsync(UpdateSql.TakeTurn, row => mine = row.GetBoolean(0), cancellationToken).ConfigureAwait(false);
        if (!mine)
        {
            throw new StoreException("Another import or update is under way in this database; wait until it has ended.", isTransient: true);
        }

        (RawDataPosition Position, bool Updatable)? found = null;
        await connection.EachAsync(UpdateSql.Position, row => found = Read(row), cancellationToken).ConfigureAwait(false);
        return found ?? throw NothingThere();
    }

    private static StoreException NothingThere() => new("Nothing is imported that changes could be applied to: import a file first.");

    private static (RawDataPosition Position, bool Updatable) Read(NpgsqlDataReader row) =>
        (new(row.Long(0), row.IsDBNull(1) ? null : row.Time(1), row.Text(2)), row.GetBoolean(3));
}
