namespace OsmTasking.Core.Items;

/// <summary>What somebody wants to do with an item.</summary>
/// <param name="MapperId">Who.</param>
public abstract record ItemCommand(long MapperId)
{
    /// <summary>Gets the fencing token that the mapper shows; <see langword="null"/> for old clients that know of none: then the holder's name counts.</summary>
    public long? Token { get; init; }

    /// <summary>Gets a value indicating whether a manager overrules leases. It is written into the history.</summary>
    public bool Force { get; init; }

    /// <summary>Gets the version that <see cref="Content"/> was made from: over another it would undo somebody's change; <see langword="null"/> for any.</summary>
    public long? Seen { get; init; }

    /// <summary>Gets new content to write along, or <see langword="null"/> to leave it.</summary>
    public ItemContent? Content { get; init; }

    /// <summary>Gets a new place to write along, or <see langword="null"/> to leave it.</summary>
    public ItemPin? Pin { get; init; }

    /// <summary>Take the item, or take it for longer.</summary>
    public sealed record Claim(long MapperId) : ItemCommand(MapperId);

    /// <summary>Give the item back as it is.</summary>
    public sealed record Release(long MapperId) : ItemCommand(MapperId);

    /// <summary>Give the item back and never be handed it again.</summary>
    public sealed record Skip(long MapperId) : ItemCommand(MapperId);

    /// <summary>Say what came of it.</summary>
    public sealed record Finish(long MapperId, ItemStatus Status) : ItemCommand(MapperId);

    /// <summary>Change what it says: <see cref="Content"/> and <see cref="Pin"/>.</summary>
    public sealed record Edit(long MapperId) : ItemCommand(MapperId)
    {
        /// <summary>Gets a value indicating whether only the holder may: editors may without.</summary>
        public bool AsHolder { get; init; }
    }

    /// <summary>Delete it.</summary>
    public sealed record Archive(long MapperId) : ItemCommand(MapperId);
}
