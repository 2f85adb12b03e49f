using System.Text.Json;
using OsmTasking.Core.Items;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Tags and comments of items in a SQLite file.</summary>
public sealed class SqliteItemNoteStore(SqliteDatabase database) : IItemNoteStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ItemTag>> TagsAsync(long projectId, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<ItemTag>>(
        "Reading tags",
        connection => connection.Query(
            row => new ItemTag(row.GetInt64(0), Guid.Parse(row.GetString(1)), row.GetString(2)) { Metadata = row.GetString(3), Created = row.Time(4), Updated = row.Time(5) },
            ItemNoteSql.Tags,
            projectId),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> SaveTagAsync(ItemTag tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return database.WriteAsync(
            "Saving a tag",
            connection => connection.Scalar(ItemNoteSql.TagNameTaken, tag.ProjectId, tag.Name, ItemRows.Key(tag.Id)) is not null
                ? (false, false)
                : (connection.Execute(ItemNoteSql.Noted, tag.ProjectId) == 1 && connection.Execute(
                    ItemNoteSql.SaveTag, tag.ProjectId, ItemRows.Key(tag.Id), tag.Name, tag.Metadata, tag.Created.UtcTicks, tag.Updated.UtcTicks) == 1, true),
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteTagAsync(long projectId, Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("Deleting a tag", ItemNoteSql.DeleteTag, cancellationToken, projectId, ItemRows.Key(id));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ItemTagging>> TaggingsAsync(long projectId, IReadOnlyList<long> numbers, CancellationToken cancellationToken = default) =>
        database.ReadAsync<IReadOnlyList<ItemTagging>>(
            "Reading tags",
            connection => connection.Query(
                row => new ItemTagging(new ItemId(projectId, row.GetInt64(0)), Guid.Parse(row.GetString(1)), row.Time(2)),
                ItemNoteSql.Taggings,
                projectId,
                JsonSerializer.Serialize(numbers)),
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TagAsync(ItemTagging tagging, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tagging);
        await ChangeAsync(
            "Tagging an item", ItemNoteSql.Tag, cancellationToken, tagging.Item.ProjectId, ItemRows.Key(tagging.Tag), tagging.Item.Number, tagging.At.UtcTicks).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> UntagAsync(ItemId item, Guid tag, CancellationToken cancellationToken = default) =>
        ChangeAsync("Untagging an item", ItemNoteSql.Untag, cancellationToken, item.ProjectId, ItemRows.Key(tag), item.Number);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ItemComment>> CommentsAsync(ItemId item, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<ItemComment>>(
        "Reading comments",
        connection => connection.Query(
            row => new ItemComment(item, Guid.Parse(row.GetString(0)), row.GetInt64(1), row.GetString(2))
            {
                Pin = row.IsDBNull(3) ? null : new ItemPin(row.GetDouble(3), row.GetDouble(4)),
                Metadata = row.GetString(5),
                Created = row.Time(6),
            },
            ItemNoteSql.Comments,
            item.ProjectId,
            item.Number),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask AddCommentAsync(ItemComment comment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(comment);
        await ChangeAsync(
            "Adding a comment", ItemNoteSql.AddComment, cancellationToken, comment.Item.ProjectId, comment.Item.Number, ItemRows.Key(comment.Id), comment.CreatedBy, comment.Body,
            comment.Pin?.Longitude, comment.Pin?.Latitude, comment.Metadata, comment.Created.UtcTicks).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteCommentAsync(ItemId item, Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync("Deleting a comment", ItemNoteSql.DeleteComment, cancellationToken, item.ProjectId, item.Number, ItemRows.Key(id));

    private ValueTask<bool> ChangeAsync(string what, string constant, CancellationToken cancellationToken, params object?[] values) =>
        database.WriteAsync(
            what,
            connection =>
            {
                var changed = connection.Execute(constant, values) == 1;
                if (changed)
                {
                    connection.Execute(ItemNoteSql.Noted, values[0]);
                }

                return (changed, true);
            },
            cancellationToken);
}
