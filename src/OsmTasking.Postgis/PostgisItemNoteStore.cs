using Npgsql;
using NpgsqlTypes;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.Postgis.Sql;
using static OsmTasking.Postgis.PostgisConnection;

namespace OsmTasking.Postgis;

/// <summary>Tags and comments of items in PostgreSQL.</summary>
public sealed class PostgisItemNoteStore(NpgsqlDataSource source) : IItemNoteStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ItemTag>> TagsAsync(long projectId, CancellationToken cancellationToken = default) => await source.QueryAsync(
        "Reading tags",
        ItemNoteSql.Tags,
        row => new ItemTag(row.GetInt64(0), row.GetGuid(1), row.GetString(2)) { Metadata = row.GetString(3), Created = row.Time(4), Updated = row.Time(5) },
        cancellationToken,
        P(projectId)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> SaveTagAsync(ItemTag tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        try
        {
            return await source.ExecuteAsync(
                "Saving a tag", ItemNoteSql.SaveTag, cancellationToken,
                P(tag.ProjectId), P(tag.Id), P(tag.Name), P(tag.Metadata), P(tag.Created.UtcDateTime), P(tag.Updated.UtcDateTime)).ConfigureAwait(false) == 1;
        }
        catch (StoreException fault) when (fault.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteTagAsync(long projectId, Guid id, CancellationToken cancellationToken = default) =>
        await source.ExecuteAsync("Deleting a tag", ItemNoteSql.DeleteTag, cancellationToken, P(projectId), P(id)).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ItemTagging>> TaggingsAsync(long projectId, IReadOnlyList<long> numbers, CancellationToken cancellationToken = default) =>
        await source.QueryAsync(
            "Reading tags", ItemNoteSql.Taggings, row => new ItemTagging(new ItemId(projectId, row.GetInt64(0)), row.GetGuid(1), row.Time(2)), cancellationToken,
            P(projectId), P(numbers.ToArray())).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask TagAsync(ItemTagging tagging, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tagging);
        await source.ExecuteAsync(
            "Tagging an item", ItemNoteSql.Tag, cancellationToken, P(tagging.Item.ProjectId), P(tagging.Tag), P(tagging.Item.Number), P(tagging.At.UtcDateTime)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> UntagAsync(ItemId item, Guid tag, CancellationToken cancellationToken = default) =>
        await source.ExecuteAsync("Untagging an item", ItemNoteSql.Untag, cancellationToken, P(item.ProjectId), P(tag), P(item.Number)).ConfigureAwait(false) == 1;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ItemComment>> CommentsAsync(ItemId item, CancellationToken cancellationToken = default) => await source.QueryAsync(
        "Reading comments",
        ItemNoteSql.Comments,
        row => new ItemComment(item, row.GetGuid(0), row.GetInt64(1), row.GetString(2))
        {
            Pin = row.IsDBNull(3) ? null : new ItemPin(row.GetDouble(3), row.GetDouble(4)),
            Metadata = row.GetString(5),
            Created = row.Time(6),
        },
        cancellationToken,
        P(item.ProjectId),
        P(item.Number)).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask AddCommentAsync(ItemComment comment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comment);
        await source.ExecuteAsync(
            "Adding a comment", ItemNoteSql.AddComment, cancellationToken, P(comment.Item.ProjectId), P(comment.Item.Number), P(comment.Id), P(comment.CreatedBy), P(comment.Body),
            Nullable(NpgsqlDbType.Double, comment.Pin?.Longitude), Nullable(NpgsqlDbType.Double, comment.Pin?.Latitude), P(comment.Metadata),
            P(comment.Created.UtcDateTime)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteCommentAsync(ItemId item, Guid id, CancellationToken cancellationToken = default) =>
        await source.ExecuteAsync("Deleting a comment", ItemNoteSql.DeleteComment, cancellationToken, P(item.ProjectId), P(item.Number), P(id)).ConfigureAwait(false) == 1;
}
