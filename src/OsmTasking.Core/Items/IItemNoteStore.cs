namespace OsmTasking.Core.Items;

/// <summary>Keeps the tags of projects, which items have which, and comments. The remarks of <see cref="Tasks.ITaskStore"/> hold here too.</summary>
public interface IItemNoteStore
{
    /// <summary>Lists the tags of a project by name.</summary>
    ValueTask<IReadOnlyList<ItemTag>> TagsAsync(long projectId, CancellationToken cancellationToken = default);

    /// <summary>Writes a tag, new or known by its id.</summary>
    /// <returns><see langword="false"/> when another tag of the project has the name.</returns>
    ValueTask<bool> SaveTagAsync(ItemTag tag, CancellationToken cancellationToken = default);

    /// <summary>Deletes a tag; items lose it.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    ValueTask<bool> DeleteTagAsync(long projectId, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Lists which of some items have which tags.</summary>
    ValueTask<IReadOnlyList<ItemTagging>> TaggingsAsync(long projectId, IReadOnlyList<long> numbers, CancellationToken cancellationToken = default);

    /// <summary>Gives an item a tag; once more changes nothing.</summary>
    ValueTask TagAsync(ItemTagging tagging, CancellationToken cancellationToken = default);

    /// <summary>Takes a tag from an item.</summary>
    /// <returns><see langword="false"/> when it had none.</returns>
    ValueTask<bool> UntagAsync(ItemId item, Guid tag, CancellationToken cancellationToken = default);

    /// <summary>Lists the comments on an item, oldest first.</summary>
    ValueTask<IReadOnlyList<ItemComment>> CommentsAsync(ItemId item, CancellationToken cancellationToken = default);

    /// <summary>Adds a comment.</summary>
    ValueTask AddCommentAsync(ItemComment comment, CancellationToken cancellationToken = default);

    /// <summary>Deletes a comment.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    ValueTask<bool> DeleteCommentAsync(ItemId item, Guid id, CancellationToken cancellationToken = default);
}

/// <summary>A label that items of a project can have.</summary>
public sealed record ItemTag(long ProjectId, Guid Id, string Name)
{
    /// <summary>Gets a JSON object with whatever its maker wanted to keep.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Gets when it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Gets when it was last written.</summary>
    public DateTimeOffset Updated { get; init; }
}

/// <summary>An item has a tag.</summary>
public sealed record ItemTagging(ItemId Item, Guid Tag, DateTimeOffset At);

/// <summary>Something said about an item.</summary>
public sealed record ItemComment(ItemId Item, Guid Id, long CreatedBy, string Body)
{
    /// <summary>Gets the place it is about, or <see langword="null"/>.</summary>
    public ItemPin? Pin { get; init; }

    /// <summary>Gets a JSON object with whatever its writer wanted to keep.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Gets when it was said.</summary>
    public DateTimeOffset Created { get; init; }
}
