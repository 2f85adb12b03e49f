namespace OsmTasking.Core.Items;

/// <summary>A request for the next item, or the next few.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="MapperId">Who asks.</param>
/// <param name="Search">What to choose.</param>
/// <param name="Now">The time.</param>
/// <param name="Until">When the lease ends.</param>
public sealed record ItemClaim(long ProjectId, long MapperId, ItemSearch Search, DateTimeOffset Now, DateTimeOffset Until)
{
    /// <summary>Gets how many items the lease shall cover at the most, 1 to 100.</summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// Gets the distance, metres, to keep from whatever others hold; 0 for none. Best effort: of two claims in the same
    /// instant neither sees the other.
    /// </summary>
    public double Spacing { get; init; }

    /// <summary>Gets how many items the mapper may claim in an hour of the clock; 0 for no limit.</summary>
    public int PerHour { get; init; }

    /// <summary>Gets the Idempotency-Key, or <see langword="null"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Gets a digest of the request that the key belongs to.</summary>
    public string Fingerprint { get; init; } = string.Empty;
}

/// <summary>What a store answers to an <see cref="ItemClaim"/>.</summary>
public abstract record ItemClaimResult
{
    private ItemClaimResult()
    {
    }

    /// <summary>The mapper holds these now. Never empty.</summary>
    /// <param name="Items">The items, in the order they were chosen.</param>
    /// <param name="Again">Whether they were held before: the same answer as to an earlier request.</param>
    public sealed record Claimed(IReadOnlyList<Item> Items, bool Again) : ItemClaimResult;

    /// <summary>Nothing is left for this mapper.</summary>
    public sealed record Nothing : ItemClaimResult;

    /// <summary>The quota of the hour is used up.</summary>
    public sealed record QuotaUsedUp : ItemClaimResult;

    /// <summary>The key belongs to a different request.</summary>
    public sealed record KeyReused : ItemClaimResult;
}
