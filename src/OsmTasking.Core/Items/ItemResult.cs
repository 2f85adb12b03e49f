namespace OsmTasking.Core.Items;

/// <summary>What <see cref="ItemMachine"/> answers.</summary>
public abstract record ItemResult
{
    private ItemResult()
    {
    }

    /// <summary>Do it: the item as it becomes, and the line its history gains.</summary>
    public sealed record Accepted(Item Next, ItemEvent Event) : ItemResult;

    /// <summary>It is so already: the same request came before. Nothing is written.</summary>
    public sealed record Already(Item Item) : ItemResult;

    /// <summary>Refused.</summary>
    public sealed record Refused(ItemRefusal Refusal) : ItemResult;
}

/// <summary>Why not.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Item">The item concerned; number 0 when it is none in particular.</param>
public sealed record ItemRefusal(ItemRefusalReason Reason, ItemId Item)
{
    /// <summary>Gets who holds the item, if that is the reason.</summary>
    public long? HolderId { get; init; }

    /// <summary>Gets when it may be tried again, if that is known.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Reasons to refuse.</summary>
public enum ItemRefusalReason
{
    /// <summary>There is no such item, or it was deleted.</summary>
    NoSuchItem,

    /// <summary>Another mapper holds a live lease.</summary>
    HeldByOther,

    /// <summary>A live lease is needed and there is none.</summary>
    NoLease,

    /// <summary>The token shown is an old one: the item changed hands since.</summary>
    StaleToken,

    /// <summary>The Idempotency-Key belongs to a different request.</summary>
    KeyReused,

    /// <summary>Nothing is left that could be handed out.</summary>
    NothingLeft,

    /// <summary>A quota is used up.</summary>
    QuotaUsedUp,

    /// <summary>Others kept changing the same items.</summary>
    Contended,
}
