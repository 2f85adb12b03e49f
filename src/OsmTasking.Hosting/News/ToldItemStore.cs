using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Hosting.News;

/// <summary>An item store that tells of what was written, after it was: whoever writes, by whatever API.</summary>
internal sealed class ToldItemStore(IItemStore inner, ItemNews news, IItemNewsCarrier? carrier) : IItemStore
{
    public ValueTask<IReadOnlyList<Item>> FindAsync(long projectId, IReadOnlyList<string> externalIds, CancellationToken cancellationToken = default) => inner.FindAsync(projectId, externalIds, cancellationToken);

    public ValueTask<Item?> FindAsync(ItemId id, CancellationToken cancellationToken = default) => inner.FindAsync(id, cancellationToken);

    public ValueTask<IReadOnlyList<Item>> ListAsync(ItemQuery query, CancellationToken cancellationToken = default) => inner.ListAsync(query, cancellationToken);

    public async ValueTask<Item?> CreateAsync(Item item, CancellationToken cancellationToken = default)
    {
        var made = await inner.CreateAsync(item, cancellationToken).ConfigureAwait(false);
        return made is null ? null : Told(made.Id.ProjectId, made);
    }

    public async ValueTask<ItemClaimResult> ClaimAsync(ItemClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var result = await inner.ClaimAsync(claim, cancellationToken).ConfigureAwait(false);
        return result is ItemClaimResult.Claimed { Again: false } ? Told(claim.ProjectId, result) : result;
    }

    public ValueTask<IReadOnlyList<Item>> HeldAsync(long projectId, long mapperId, DateTimeOffset now, CancellationToken cancellationToken = default) => inner.HeldAsync(projectId, mapperId, now, cancellationToken);

    public async ValueTask<WriteResult> WriteAsync(ItemWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        var result = await inner.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        return result == WriteResult.Written ? Told(write.ProjectId, result) : result;
    }

    public ValueTask<StoredAnswer?> AnswerAsync(long projectId, long mapperId, string key, CancellationToken cancellationToken = default) => inner.AnswerAsync(projectId, mapperId, key, cancellationToken);

    public ValueTask<IReadOnlyList<ItemEvent>> HistoryAsync(long projectId, long? number, long before, int take, CancellationToken cancellationToken = default) =>
        inner.HistoryAsync(projectId, number, before, take, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, int>> CountByQuadkeyAsync(ItemQuery query, string within, int digits, CancellationToken cancellationToken = default) =>
        inner.CountByQuadkeyAsync(query, within, digits, cancellationToken);

    public ValueTask<IReadOnlyList<ItemCount>> CountByTagAsync(long projectId, CancellationToken cancellationToken = default) => inner.CountByTagAsync(projectId, cancellationToken);

    public ValueTask<IReadOnlyDictionary<ItemStatus, int>> FinishedAsync(long projectId, long mapperId, CancellationToken cancellationToken = default) => inner.FinishedAsync(projectId, mapperId, cancellationToken);

    public ValueTask<long> CountAsync(long projectId, CancellationToken cancellationToken = default) => inner.CountAsync(projectId, cancellationToken);

    public ValueTask<string> VersionAsync(long projectId, CancellationToken cancellationToken = default) => inner.VersionAsync(projectId, cancellationToken);

    public async ValueTask<ItemImportResult> ImportAsync(ItemImport import, IAsyncEnumerable<ItemDraft> drafts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(import);
        return Told(import.ProjectId, await inner.ImportAsync(import, drafts, cancellationToken).ConfigureAwait(false));
    }

    private T Told<T>(long projectId, T result)
    {
        news.Tell(projectId);
        carrier?.Send(projectId);
        return result;
    }
}
