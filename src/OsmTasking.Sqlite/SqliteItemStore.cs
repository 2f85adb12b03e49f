using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Items in a SQLite file.</summary>
public sealed partial class SqliteItemStore(SqliteDatabase database) : IItemStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Item>> FindAsync(long projectId, IReadOnlyList<string> externalIds, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Item>>(
            "Reading items", connection => connection.Query(ItemRows.Read, ItemSql.Find, projectId, JsonSerializer.Serialize(externalIds)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Item?> FindAsync(ItemId id, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading an item", connection => connection.Query(ItemRows.Read, ItemSql.FindNumber, id.ProjectId, id.Number) is [var item] ? item : null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Item>> ListAsync(ItemQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return database.ReadAsync<IReadOnlyList<Item>>(
            "Listing items",
            connection => query.Shuffle is { } start
                ? connection.Query(ItemRows.Read, ItemSql.ListShuffled, [.. ItemRows.Filter(query), query.WithFeatures, query.Skip, query.Take, start])
                : connection.Query(ItemRows.Read, ItemSql.List, [.. ItemRows.Filter(query), query.WithFeatures, query.Skip, query.Take]),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Item?> CreateAsync(Item item, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(item);
        return database.WriteAsync<Item?>(
            "Creating an item",
            connection =>
            {
                if (connection.Scalar(ItemSql.NumberOf, item.Id.ProjectId, item.ExternalId) is not null)
                {
                    return (null, false);
                }

                var number = Insert(connection, item);
                connection.Execute(
                    ItemSql.InsertEvent, ItemRows.Values(new ItemEvent(item.Id with { Number = number }, 1, ItemEventKind.Created, item.Created, item.CreatedBy) { Status = item.Status, Token = item.Token }));
                return (connection.Query(ItemRows.Read, ItemSql.FindNumber, item.Id.ProjectId, number)[0], true);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ItemClaimResult> ClaimAsync(ItemClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return database.WriteAsync(
            "Claiming an item",
            connection =>
            {
                var result = Claim(connection, claim);
                return (result, result is ItemClaimResult.Claimed);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Item>> HeldAsync(long projectId, long mapperId, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<Item>>(
            "Reading leases", connection => connection.Query(ItemRows.Read, ItemSql.Held, projectId, mapperId, now.UtcTicks), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WriteResult> WriteAsync(ItemWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        return database.WriteAsync(
            "Writing items",
            connection =>
            {
                var result = Write(connection, write);
                return (result, result == WriteResult.Written);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default) =>
        database.ReadAsync("Reading an answer", connection => Answer(connection, projectId, mapperId, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ItemEvent>> HistoryAsync(long projectId, long? number, long before, int take, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ItemEvent>>(
            "Reading history", connection => connection.Query(ItemRows.ReadEvent, ItemSql.History, projectId, number, before, take), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, int>> CountByQuadkeyAsync(ItemQuery query, string within, int digits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return database.ReadAsync<IReadOnlyDictionary<string, int>>(
            "Counting items",
            connection => connection.Query(row => (Key: row.GetString(0), Count: row.GetInt32(1)), ItemSql.CountByQuadkey, [.. ItemRows.Filter(query), digits, within])
                .ToDictionary(entry => entry.Key, entry => entry.Count, StringComparer.Ordinal),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ItemCount>> CountByTagAsync(long projectId, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<ItemCount>>(
        "Counting items", connection => connection.Query(row => new ItemCount(row.Text(0), (ItemStatus)row.GetInt32(1), row.GetInt64(2)), ItemSql.CountByTag, projectId), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> CountAsync(long projectId, CancellationToken cancellationToken = default) =>
        database.ReadAsync("Counting items", connection => connection.Scalar(ItemSql.Count, projectId) ?? 0, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string> VersionAsync(long projectId, CancellationToken cancellationToken = default) => database.ReadAsync(
        "Reading a version", connection => connection.Query(row => row.GetString(0), ItemSql.Version, projectId) is [var version] ? version : "0", cancellationToken);

    private static ItemClaimResult Claim(SqliteConnection connection, ItemClaim claim)
    {
        if (claim.Key is { } key && Answer(connection, claim.ProjectId, claim.MapperId, key) is { } stored)
        {
            return stored.Fingerprint == claim.Fingerprint ? new ItemClaimResult.Claimed(ItemAnswer.Read(stored.Answer), Again: true) : new ItemClaimResult.KeyReused();
        }

        var items = connection.Query(ItemRows.Read, ItemSql.Held, claim.ProjectId, claim.MapperId, claim.Now.UtcTicks);
        var again = items.Count > 0;
        if (!again)
        {
            var picked = ItemPicker.Pick(connection, claim);
            if (picked.Count == 0)
            {
                return new ItemClaimResult.Nothing();
            }

            if (claim.PerHour > 0 && connection.Execute(
                ItemSql.Use, claim.ProjectId, claim.MapperId, (int)ItemUse.Claims, ItemQuota.HourOf(claim.Now).UtcTicks, claim.PerHour, picked.Count) == 0)
            {
                return new ItemClaimResult.QuotaUsedUp();
            }

            foreach (var number in picked)
            {
                connection.Execute(ItemSql.Take, claim.ProjectId, number, claim.MapperId, claim.Until.UtcTicks, claim.Now.UtcTicks);
                connection.Execute(ItemSql.TakenEvent, claim.ProjectId, number, claim.Now.UtcTicks, claim.MapperId);
                items.Add(connection.Query(ItemRows.Read, ItemSql.FindNumber, claim.ProjectId, number)[0]);
            }
        }

        if (claim.Key is not null)
        {
            connection.Execute(ItemSql.InsertAnswer, claim.ProjectId, claim.MapperId, claim.Key, claim.Fingerprint, ItemAnswer.Write(items));
        }

        return new ItemClaimResult.Claimed(items, again);
    }

    private static WriteResult Write(SqliteConnection connection, ItemWrite write)
    {
        if (write.Once is { } once && connection.Execute(ItemSql.InsertAnswer, write.ProjectId, once.MapperId, once.Key, once.Fingerprint, once.Answer) == 0)
        {
            return WriteResult.Repeated;
        }

        foreach (var item in write.Items)
        {
            if (connection.Execute(
                ItemSql.Update, write.ProjectId, item.Id.Number, item.Version, (int)item.Status, item.Archived, item.Token, item.Lease?.HolderId, Until(item), item.FinishedBy,
                item.Updated.UtcTicks) == 0)
            {
                return WriteResult.Conflict;
            }

            if (write.WithContent)
            {
                connection.Execute(
                    ItemSql.Move, write.ProjectId, item.Id.Number, item.Pin.Longitude, item.Pin.Latitude, item.Quadkey, ItemRows.Priority(connection, write.ProjectId, item.Quadkey));
                connection.Execute(ItemSql.UpdateContent, ItemRows.Content(write.ProjectId, item.Id.Number, item.Pin, item.Content));
            }
        }

        foreach (var happened in write.Events)
        {
            connection.Execute(ItemSql.InsertEvent, ItemRows.Values(happened));
            if (happened.Kind == ItemEventKind.Skipped)
            {
                connection.Execute(ItemSql.InsertSkip, write.ProjectId, happened.ActorId, happened.Item.Number);
            }
        }

        return WriteResult.Written;
    }

    private static long Insert(SqliteConnection connection, Item item)
    {
        var number = connection.Scalar(ItemSql.NextNumber, item.Id.ProjectId) ?? 0;
        connection.Execute(
            ItemSql.Insert, item.Id.ProjectId, number, item.ExternalId, (int)item.Status, item.Pin.Longitude, item.Pin.Latitude, item.Quadkey,
            ItemRows.Priority(connection, item.Id.ProjectId, item.Quadkey), RandomNumberGenerator.GetInt32(int.MaxValue), item.Token, item.Lease?.HolderId, Until(item),
            item.FinishedBy, item.CreatedBy, item.Created.UtcTicks, item.Updated.UtcTicks);
        connection.Execute(ItemSql.InsertContent, ItemRows.Content(item.Id.ProjectId, number, item.Pin, item.Content));
        return number;
    }

    private static StoredAnswer? Answer(SqliteConnection connection, long projectId, long mapperId, string key) => connection.Query(
        row => new StoredAnswer(mapperId, key, row.GetString(0), row.GetString(1)), ItemSql.Answer, projectId, mapperId, key) is [var answer] ? answer : null;

    private static long Until(Item item) => item.Lease?.Until.UtcTicks ?? 0;
}
