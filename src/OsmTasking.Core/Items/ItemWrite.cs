using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Items;

/// <summary>What <see cref="ItemMachine"/> decided, to be written whole or not at all.</summary>
/// <param name="ProjectId">The project of all the items.</param>
/// <param name="Items">Items as they become; each is written only over the version before its own.</param>
/// <param name="Events">Their history.</param>
public sealed record ItemWrite(long ProjectId, IReadOnlyList<Item> Items, IReadOnlyList<ItemEvent> Events)
{
    /// <summary>Gets a value indicating whether content and pins are written too.</summary>
    public bool WithContent { get; init; }

    /// <summary>Gets what is kept under the caller's Idempotency-Key, or <see langword="null"/>.</summary>
    public StoredAnswer? Once { get; init; }
}
