namespace OsmTasking.Core.Items;

/// <summary>One line of an item's history: each write leaves exactly one.</summary>
/// <param name="Item">The item.</param>
/// <param name="Version">The version that the write made.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="ActorId">Who did it.</param>
public sealed record ItemEvent(ItemId Item, long Version, ItemEventKind Kind, DateTimeOffset At, long ActorId)
{
    /// <summary>Gets the place in the project's history, given by the store.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets the status reached, or <see langword="null"/>.</summary>
    public ItemStatus? Status { get; init; }

    /// <summary>Gets the fencing token concerned.</summary>
    public long Token { get; init; }

    /// <summary>Gets a value indicating whether a manager overruled a lease.</summary>
    public bool Forced { get; init; }
}

/// <summary>What can happen to an item.</summary>
public enum ItemEventKind
{
    /// <summary>It was made.</summary>
    Created = 0,

    /// <summary>Somebody took it.</summary>
    Claimed = 1,

    /// <summary>Its holder took it for longer.</summary>
    Extended = 2,

    /// <summary>Its holder gave it back.</summary>
    Released = 3,

    /// <summary>Its holder gave it back for good.</summary>
    Skipped = 4,

    /// <summary>Its status was set.</summary>
    Finished = 5,

    /// <summary>Its content or place was changed.</summary>
    Edited = 6,

    /// <summary>It was deleted.</summary>
    Archived = 7,
}
