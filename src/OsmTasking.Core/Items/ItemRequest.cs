namespace OsmTasking.Core.Items;

/// <summary>What somebody wants done with items of one project: all of it, or nothing.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Orders">Which items, and what with each. All of the same mapper.</param>
public sealed record ItemRequest(long ProjectId, IReadOnlyList<ItemWish> Orders)
{
    /// <summary>Gets the Idempotency-Key: a request sent again with it gets the first answer, and nothing happens twice.</summary>
    public string? Key { get; init; }

    /// <summary>Gets a digest of what was asked, where the orders were made from what was read before; <see langword="null"/> for one over the orders.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>Makes a request on one item.</summary>
    public static ItemRequest For(long projectId, string externalId, ItemCommand command) => new(projectId, [new ItemWish(externalId, command)]);
}

/// <summary>A command on an item.</summary>
public sealed record ItemWish(string ExternalId, ItemCommand Command);

/// <summary>What came of an <see cref="ItemRequest"/> or of asking for the next item.</summary>
public abstract record ItemOutcome
{
    private ItemOutcome()
    {
    }

    /// <summary>Done: the items as they are now.</summary>
    /// <param name="Items">In the order of the request.</param>
    /// <param name="Replayed">Whether it was done before and nothing was written now.</param>
    public sealed record Done(IReadOnlyList<Item> Items, bool Replayed) : ItemOutcome;

    /// <summary>Refused; nothing was written.</summary>
    public sealed record Refused(ItemRefusal Refusal) : ItemOutcome;
}
