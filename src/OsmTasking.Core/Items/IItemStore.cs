using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Items;

/// <summary>Keeps items. The remarks of <see cref="ITaskStore"/> hold here too.</summary>
public interface IItemStore
{
    /// <summary>Reads items by their external ids, content included; ids that do not exist are left out.</summary>
    ValueTask<IReadOnlyList<Item>> FindAsync(long projectId, IReadOnlyList<string> externalIds, CancellationToken cancellationToken = default);

    /// <summary>Reads an item by its number, content included, or <see langword="null"/>.</summary>
    ValueTask<Item?> FindAsync(ItemId id, CancellationToken cancellationToken = default);

    /// <summary>Lists items by ascending number, archived ones left out.</summary>
    ValueTask<IReadOnlyList<Item>> ListAsync(ItemQuery query, CancellationToken cancellationToken = default);

    /// <summary>Stores a new item. A live lease of it becomes its maker's.</summary>
    /// <returns>The item with its number, or <see langword="null"/> when the external id is taken. Nothing was written then.</returns>
    ValueTask<Item?> CreateAsync(Item item, CancellationToken cancellationToken = default);

    /// <summary>
    /// Hands out the next item: chooses, leases and records in one statement, so that two mappers asking at once never get
    /// the same. A mapper who holds a live lease already gets that again.
    /// </summary>
    ValueTask<ItemClaimResult> ClaimAsync(ItemClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Reads what a mapper holds.</summary>
    ValueTask<IReadOnlyList<Item>> HeldAsync(long projectId, long mapperId, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Writes everything or nothing; returns after it is on disk.</summary>
    ValueTask<WriteResult> WriteAsync(ItemWrite write, CancellationToken cancellationToken = default);

    /// <summary>Returns the answer kept under an Idempotency-Key, or <see langword="null"/>.</summary>
    ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default);

    /// <summary>Reads history, newest first.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="number">One item, or <see langword="null"/> for the whole project.</param>
    /// <param name="before">Only events before this sequence number: the last one of the page before; <see cref="long.MaxValue"/> for the first page.</param>
    /// <param name="take">How many to return at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<ItemEvent>> HistoryAsync(long projectId, long? number, long before, int take, CancellationToken cancellationToken = default);

    /// <summary>Counts items by quadkey prefix.</summary>
    /// <param name="query">Which items.</param>
    /// <param name="within">The prefix they lie in, "" for the world.</param>
    /// <param name="digits">How long the prefixes are that are counted, 1 to <see cref="Quadkeys.Zoom"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyDictionary<string, int>> CountByQuadkeyAsync(ItemQuery query, string within, int digits, CancellationToken cancellationToken = default);

    /// <summary>Counts items that are not archived by tag and status. An item without tags counts under the tag <see langword="null"/>.</summary>
    ValueTask<IReadOnlyList<ItemCount>> CountByTagAsync(long projectId, CancellationToken cancellationToken = default);

    /// <summary>Counts items that are not archived.</summary>
    ValueTask<long> CountAsync(long projectId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Returns a text that changes with every committed change of a project's items, their tags and taggings; cheap to read. What is read
    /// after it is as new as it or newer.
    /// </summary>
    ValueTask<string> VersionAsync(long projectId, CancellationToken cancellationToken = default);

    /// <summary>Upserts many items by their external ids, in one transaction that shows all of them at once.</summary>
    /// <param name="import">What to do.</param>
    /// <param name="drafts">The items, streamed; each external id at most once.</param>
    /// <param name="cancellationToken">Gives up; then nothing was written.</param>
    ValueTask<ItemImportResult> ImportAsync(ItemImport import, IAsyncEnumerable<ItemDraft> drafts, CancellationToken cancellationToken = default);
}

/// <summary>Which items.</summary>
/// <param name="ProjectId">Of which project.</param>
public sealed record ItemQuery(long ProjectId)
{
    /// <summary>Gets the time at which leases are judged.</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>Gets the status, or <see langword="null"/> for any.</summary>
    public ItemStatus? Status { get; init; }

    /// <summary>Gets whether somebody holds it, or <see langword="null"/> for either.</summary>
    public bool? Locked { get; init; }

    /// <summary>Gets the corners, south-west then north-east, that the pin lies strictly between; <see langword="null"/> for anywhere.</summary>
    public (ItemPin SouthWest, ItemPin NorthEast)? Box { get; init; }

    /// <summary>Gets after when it was made, exclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Gets before when it was made, exclusive.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Gets tags of which it has at least one; empty for any item.</summary>
    public IReadOnlyList<Guid> Tags { get; init; } = [];

    /// <summary>Gets the number after which to go on: the last one of the page before.</summary>
    public long After { get; init; }

    /// <summary>Gets how many to pass over; for clients that count pages.</summary>
    public int Skip { get; init; }

    /// <summary>Gets how many at the most.</summary>
    public int Take { get; init; } = 100;

    /// <summary>Gets a value indicating whether features are wanted too.</summary>
    public bool WithFeatures { get; init; }

    /// <summary>Gets a start on the ring of random keys; <see langword="null"/> for the order of numbers.</summary>
    public int? Shuffle { get; init; }
}

/// <summary>How many items have a tag and a status.</summary>
public sealed record ItemCount(string? Tag, ItemStatus Status, long Count);

/// <summary>An item as an import brings it.</summary>
public sealed record ItemDraft(string ExternalId, ItemPin Pin, string Instructions)
{
    /// <summary>Gets the metadata, a JSON object.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Gets a GeoJSON FeatureCollection, or <see langword="null"/>.</summary>
    public string? Features { get; init; }
}

/// <summary>How to import.</summary>
/// <param name="ProjectId">Into which project.</param>
/// <param name="ActorId">Who does it.</param>
/// <param name="Now">The time.</param>
public sealed record ItemImport(long ProjectId, long ActorId, DateTimeOffset Now)
{
    /// <summary>Gets a value indicating whether items that were fixed and are in the file again become open again. Verdicts (not an error, unfixable) stand.</summary>
    public bool Reopen { get; init; }

    /// <summary>Gets a value indicating whether open items that are not in the file, and that nobody holds, become already fixed.</summary>
    public bool MarkMissing { get; init; }

    /// <summary>Gets how many items the project may have afterwards; 0 for no limit.</summary>
    public int MostItems { get; init; }
}

/// <summary>What an import did.</summary>
/// <param name="Created">Items that are new.</param>
/// <param name="Changed">Items whose place or content changed.</param>
/// <param name="Unchanged">Items that were so already.</param>
/// <param name="Reopened">Items that became open again.</param>
/// <param name="Missing">Items that became already fixed.</param>
/// <param name="TooMany">Whether the project would have had too many items: nothing was written.</param>
public sealed record ItemImportResult(int Created, int Changed, int Unchanged, int Reopened, int Missing, bool TooMany = false);
