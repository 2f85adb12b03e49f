using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Items in PostgreSQL.</summary>
public sealed partial class PostgisItemStore(NpgsqlDataSource source) : IItemStore
{
    private const int MaxAttempts = 32;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Item>> FindAsync(long projectId, IReadOnlyList<string> externalIds, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading items", ItemSql.Find, ItemRows.Read, cancellationToken, P(projectId), P(externalIds.ToArray())).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<Item?> FindAsync(ItemId id, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading an item", ItemSql.FindNumber, ItemRows.Read, cancellationToken, P(id.ProjectId), P(id.Number)).ConfigureAwait(false) is [var item] ? item : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Item>> ListAsync(ItemQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Shuffle is { } start
            ? await source.QueryAsync(
                "Listing items", ItemSql.ListShuffled, ItemRows.Read, cancellationToken, [.. Filter(query), P(query.WithFeatures), P((long)query.Skip), P((long)query.Take), P(start)]).ConfigureAwait(false)
            : await source.QueryAsync(
                "Listing items", query is { Status: ItemStatus.Open, Box: not null } ? ItemSql.ListOpenInBox : ItemSql.List, ItemRows.Read, cancellationToken, [.. Filter(query), P(query.WithFeatures), P((long)query.Skip), P((long)query.Take)]).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Item?> CreateAsync(Item item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        try
        {
            var number = (await source.QueryAsync(
                "Creating an item", ItemSql.Create, row => row.Long(0), cancellationToken, P(item.Id.ProjectId), Nullable(NpgsqlDbType.Jsonb, ItemRows.Json(item)),
                P(RandomNumberGenerator.GetInt32(int.MaxValue))).ConfigureAwait(false))[0];
            return number is { } given ? await FindAsync(item.Id with { Number = given }, cancellationToken).ConfigureAwait(false) : null;
        }
        catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return null; // Somebody else took the external id between the look and the insert.
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ItemClaimResult> ClaimAsync(ItemClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var (search, low, high) = (claim.Search, claim.Search.SouthWest, claim.Search.NorthEast);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var again = false;
                var items = await source.QueryAsync(
                    "Claiming an item",
                    ItemSql.Claim,
                    row =>
                    {
                        again = row.GetBoolean(21);
                        return ItemRows.Read(row);
                    },
                    cancellationToken,
                    P(claim.ProjectId), P(claim.MapperId), P(claim.Now.UtcDateTime), P(claim.Until.UtcDateTime), P((short)search.Order), P(search.Key), P(search.After),
                    P(new[] { search.From.Longitude, search.From.Latitude }), P(new[] { low.Longitude, low.Latitude, high.Longitude, high.Latitude }),
                    P(new[] { search.Centre.Longitude, search.Centre.Latitude }), Nullable(NpgsqlDbType.Double, search.Radius), P(claim.Count), P(claim.Spacing),
                    P(ItemQuota.HourOf(claim.Now).UtcDateTime), P(claim.PerHour), Nullable(NpgsqlDbType.Text, claim.Key), P(claim.Fingerprint)).ConfigureAwait(false);
                return items.Count == 0 ? new ItemClaimResult.Nothing() : new ItemClaimResult.Claimed(items, again);
            }
            catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: "OT003" })
            {
                return new ItemClaimResult.QuotaUsedUp();
            }
            catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: "OT004" })
            {
                return new ItemClaimResult.KeyReused();
            }
            catch (StoreException fault) when (attempt < MaxAttempts && fault.InnerException is PostgresException
            {
                // A second claim of the same mapper was first, or others took every candidate.
                SqlState: Conflict or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected,
            })
            {
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Item>> HeldAsync(long projectId, long mapperId, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading leases", ItemSql.Held, ItemRows.Read, cancellationToken, P(projectId), P(mapperId), P(now.UtcDateTime)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<WriteResult> WriteAsync(ItemWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            await source.ExecuteAsync(
                "Writing items", ItemSql.Apply, cancellationToken, P(write.ProjectId), Nullable(NpgsqlDbType.Jsonb, ItemRows.Json(write.Items)), P(write.WithContent),
                Nullable(NpgsqlDbType.Jsonb, ItemRows.Json(write.Events)), Nullable(NpgsqlDbType.Jsonb, write.Once is { } once ? ItemRows.Json(once) : null)).ConfigureAwait(false);
            return WriteResult.Written;
        }
        catch (StoreException fault) when (fault.InnerException is PostgresException
        {
            SqlState: Conflict or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected,
        })
        {
            return WriteResult.Conflict;
        }
        catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: Repeated })
        {
            return WriteResult.Repeated;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default) =>
        await source.QueryAsync(
            "Reading an answer", ItemSql.Answer, row => new StoredAnswer(mapperId, key, row.GetString(0), row.GetString(1)), cancellationToken,
            P(projectId), P(mapperId), P(key)).ConfigureAwait(false) is [var answer] ? answer : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ItemEvent>> HistoryAsync(long projectId, long? number, long before, int take, CancellationToken cancellationToken = default) =>
        await source.QueryAsync(
            "Reading history", ItemSql.History, ItemRows.ReadEvent, cancellationToken,
            P(projectId), Nullable(NpgsqlDbType.Bigint, number), P(before), P((long)take)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, int>> CountByQuadkeyAsync(ItemQuery query, string within, int digits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return (await source.QueryAsync(
            "Counting items", ItemSql.CountByQuadkey, row => (Key: row.GetString(0), Count: (int)row.GetInt64(1)), cancellationToken,
            [.. Filter(query), P(digits), P(within)]).ConfigureAwait(false)).ToDictionary(entry => entry.Key, entry => entry.Count, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ItemCount>> CountByTagAsync(long projectId, CancellationToken cancellationToken = default) =>
        await source.QueryAsync(
            "Counting items", ItemSql.CountByTag, row => new ItemCount(row.Text(0), (ItemStatus)row.GetInt16(1), row.GetInt64(2)), cancellationToken, P(projectId)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<ItemStatus, int>> FinishedAsync(long projectId, long mapperId, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync(
            "Counting results", ItemSql.Finished, row => (Status: (ItemStatus)row.GetInt16(0), Count: (int)row.GetInt64(1)), cancellationToken, P(projectId), P(mapperId)).ConfigureAwait(false))
        .ToDictionary(entry => entry.Status, entry => entry.Count);

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(long projectId, CancellationToken cancellationToken = default) =>
        (await source.QueryAsync("Counting items", ItemSql.Count, row => row.GetInt64(0), cancellationToken, P(projectId)).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async ValueTask<string> VersionAsync(long projectId, CancellationToken cancellationToken = default) =>
        await source.QueryAsync("Reading a version", ItemSql.Version, row => row.GetString(0), cancellationToken, P(projectId)).ConfigureAwait(false) is [var version] ? version : "0";

    private static NpgsqlParameter[] Filter(ItemQuery query) =>
    [
        P(query.ProjectId), P(query.After), Nullable(NpgsqlDbType.Smallint, (short?)query.Status), Nullable(NpgsqlDbType.Boolean, query.Locked), P(query.Now.UtcDateTime),
        Nullable(NpgsqlDbType.Array | NpgsqlDbType.Double, query.Box is var (low, high) ? new[] { low.Longitude, low.Latitude, high.Longitude, high.Latitude } : null),
        Nullable(NpgsqlDbType.TimestampTz, query.From?.UtcDateTime), Nullable(NpgsqlDbType.TimestampTz, query.To?.UtcDateTime),
        Nullable(NpgsqlDbType.Array | NpgsqlDbType.Uuid, query.Tags.Count == 0 ? null : query.Tags.ToArray()),
    ];
}
