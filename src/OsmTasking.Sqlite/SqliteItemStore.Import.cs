using Microsoft.Data.Sqlite;
using OsmTasking.Core.Items;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

public sealed partial class SqliteItemStore
{
    /// <inheritdoc/>
    /// <remarks>The drafts are read to their end before the writing begins, so that a slow sender holds nobody up: they are kept in memory.</remarks>
    public async ValueTask<ItemImportResult> ImportAsync(ItemImport import, IAsyncEnumerable<ItemDraft> drafts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(import);
        ArgumentNullException.ThrowIfNull(drafts);
        var all = new List<ItemDraft>();
        await foreach (var draft in drafts.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            all.Add(draft);
        }

        return await database.WriteAsync(
            "Importing items",
            connection =>
            {
                var result = Import(connection, import, all, cancellationToken);
                return import.MostItems > 0 && connection.Scalar(ItemSql.Count, import.ProjectId) > import.MostItems
                    ? (new ItemImportResult(0, 0, 0, 0, 0, TooMany: true), false)
                    : (result, true);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static ItemImportResult Import(SqliteConnection connection, ItemImport import, List<ItemDraft> drafts, CancellationToken cancellationToken)
    {
        var (created, changed, reopened, missing) = (0, 0, 0, 0);
        foreach (var draft in drafts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var known = connection.Query(
                row => (Number: row.GetInt64(0), Version: row.GetInt64(1), Status: (ItemStatus)row.GetInt32(2), Archived: row.GetBoolean(3), Token: row.GetInt64(4), Digest: row.GetFieldValue<byte[]>(6)),
                ItemSql.Known, import.ProjectId, draft.ExternalId);
            if (known is not [var item])
            {
                Create(connection, import, draft);
                created++;
                continue;
            }

            var version = item.Version;
            if (item.Archived || !item.Digest.AsSpan().SequenceEqual(ItemDigest.Of(draft.Pin, draft.Instructions, draft.Metadata, draft.Features)))
            {
                Change(connection, import, draft, item.Number);
                Tell(connection, import, item.Number, ++version, ItemEventKind.Edited, null, item.Token);
                changed++;
            }

            if (import.Reopen && item.Status is ItemStatus.Fixed or ItemStatus.FixedVerified or ItemStatus.AlreadyFixed)
            {
                connection.Execute(ItemSql.SetStatus, import.ProjectId, item.Number, (int)ItemStatus.Open, import.Now.UtcTicks);
                Tell(connection, import, item.Number, version + 1, ItemEventKind.Finished, ItemStatus.Open, item.Token);
                reopened++;
            }
        }

        if (import.MarkMissing)
        {
            var named = drafts.Select(draft => draft.ExternalId).ToHashSet(StringComparer.Ordinal);
            foreach (var (number, externalId, version, token) in connection.Query(
                row => (row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)), ItemSql.OpenAndFree, import.ProjectId, import.Now.UtcTicks))
            {
                if (!named.Contains(externalId))
                {
                    connection.Execute(ItemSql.SetStatus, import.ProjectId, number, (int)ItemStatus.AlreadyFixed, import.Now.UtcTicks);
                    Tell(connection, import, number, version + 1, ItemEventKind.Finished, ItemStatus.AlreadyFixed, token);
                    missing++;
                }
            }
        }

        return new ItemImportResult(created, changed, drafts.Count - created - changed, reopened, missing);
    }

    private static void Create(SqliteConnection connection, ItemImport import, ItemDraft draft)
    {
        var number = Insert(connection, new Item(new ItemId(import.ProjectId, 0), draft.ExternalId, draft.Pin, Content(draft))
        {
            CreatedBy = import.ActorId,
            Created = import.Now,
            Updated = import.Now,
        });
        Tell(connection, import, number, 1, ItemEventKind.Created, ItemStatus.Open, 0);
    }

    private static void Change(SqliteConnection connection, ItemImport import, ItemDraft draft, long number)
    {
        var quadkey = Quadkeys.At(draft.Pin);
        connection.Execute(ItemSql.Touch, import.ProjectId, number, import.Now.UtcTicks);
        connection.Execute(
            ItemSql.Move, import.ProjectId, number, draft.Pin.Longitude, draft.Pin.Latitude, quadkey, ItemRows.Priority(connection, import.ProjectId, quadkey));
        connection.Execute(ItemSql.UpdateContent, ItemRows.Content(import.ProjectId, number, draft.Pin, Content(draft)));
    }

    private static void Tell(SqliteConnection connection, ItemImport import, long number, long version, ItemEventKind kind, ItemStatus? status, long token) =>
        connection.Execute(
            ItemSql.InsertEvent,
            ItemRows.Values(new ItemEvent(new ItemId(import.ProjectId, number), version, kind, import.Now, import.ActorId) { Status = status, Token = token }));

    private static ItemContent Content(ItemDraft draft) => new(draft.Instructions) { Metadata = draft.Metadata, Features = draft.Features };
}
