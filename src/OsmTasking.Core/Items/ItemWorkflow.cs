using System.Security.Cryptography;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Core.Items;

/// <summary>
/// Carries requests on items through: reads, lets <see cref="ItemMachine"/> decide, writes once, and decides anew when
/// another writer was first.
/// </summary>
public sealed class ItemWorkflow
{
    private const int MaxAttempts = 32;

    private readonly IItemStore _store;
    private readonly TimeProvider _time;
    private readonly IItemHint? _hint;

    /// <summary>Creates a workflow over a store.</summary>
    /// <param name="store">Where items are kept.</param>
    /// <param name="time">The clock; one reading serves each decision.</param>
    /// <param name="hint">Where open items may lie; <see langword="null"/> for none.</param>
    public ItemWorkflow(IItemStore store, TimeProvider time, IItemHint? hint = null) => (_store, _time, _hint) = (store, time, hint);

    /// <summary>Hands the next item out.</summary>
    /// <param name="project">The project: how long leases last, spacing and quota are its settings.</param>
    /// <param name="mapperId">Who asks.</param>
    /// <param name="pick">How to choose.</param>
    /// <param name="count">How many items the lease shall cover at the most, 1 to 100.</param>
    /// <param name="key">The Idempotency-Key, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The store failed. Ask again: whoever holds a lease gets the same one.</exception>
    public async ValueTask<ItemOutcome> NextAsync(
        ItemProject project, long mapperId, ItemPick pick, int count = 1, string? key = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(pick);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100);
        var draw = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        var now = _time.GetUtcNow();
        var claim = new ItemClaim(project.Id, mapperId, ItemSearch.Of(pick, draw), now, now + TimeSpan.FromMinutes(project.Settings.LeaseMinutes))
        {
            Count = count,
            Spacing = project.Settings.Spacing,
            PerHour = project.Settings.ClaimsPerHour,
            Key = key,
            Fingerprint = ItemAnswer.Digest($"next {pick} {count}"),
        };
        return await ClaimAsync(claim, pick, draw, cancellationToken).ConfigureAwait(false) switch
        {
            ItemClaimResult.Claimed(var items, var again) => new ItemOutcome.Done(items, again),
            ItemClaimResult.QuotaUsedUp => Refuse(ItemRefusalReason.QuotaUsedUp, project.Id, ItemQuota.HourOf(now).AddHours(1)),
            ItemClaimResult.KeyReused => Refuse(ItemRefusalReason.KeyReused, project.Id),
            _ => Refuse(ItemRefusalReason.NothingLeft, project.Id),
        };
    }

    /// <summary>Claims where the hint says that something is, and if nothing is there, anywhere.</summary>
    private async ValueTask<ItemClaimResult> ClaimAsync(ItemClaim claim, ItemPick pick, long draw, CancellationToken cancellationToken)
    {
        if (_hint is not { } hint || pick is not (ItemPick.Viewport or ItemPick.Within))
        {
            return await _store.ClaimAsync(claim, cancellationToken).ConfigureAwait(false);
        }

        // More guesses than these cost more than looking everywhere.
        const int Guesses = 2;
        var search = claim.Search;
        var cells = await hint.CellsAsync(claim.ProjectId, cancellationToken).ConfigureAwait(false);
        for (var guess = 0; guess < Guesses && cells?.Choose(search.SouthWest, search.NorthEast, (draw >>> 11) / (double)(1L << 53)) is { } cell; guess++)
        {
            var (low, high) = Quadkeys.BoxOf(cell);
            if (await _store.ClaimAsync(claim with { Search = search.In(low, high, draw) }, cancellationToken).ConfigureAwait(false) is var found and not ItemClaimResult.Nothing)
            {
                return found;
            }

            await hint.DryAsync(claim.ProjectId, cell, cancellationToken).ConfigureAwait(false);
            cells = cells.Without(cell);
        }

        return await _store.ClaimAsync(claim, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Executes a request: all of it, or nothing.</summary>
    /// <param name="request">The request.</param>
    /// <param name="lifetime">How long leases last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreException">The store failed; whether the request happened is not known. Repeat it with the same key.</exception>
    public async ValueTask<ItemOutcome> ExecuteAsync(ItemRequest request, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Orders.Count == 0)
        {
            return new ItemOutcome.Done([], Replayed: false);
        }

        var mapperId = request.Orders[0].Command.MapperId;
        var fingerprint = request.Key is null ? string.Empty : request.Fingerprint ?? ItemAnswer.Fingerprint(request);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (request.Key is { } key && await _store.AnswerAsync(request.ProjectId, mapperId, key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                return stored.Fingerprint == fingerprint
                    ? new ItemOutcome.Done(ItemAnswer.Read(stored.Answer), Replayed: true)
                    : Refuse(ItemRefusalReason.KeyReused, request.ProjectId);
            }

            var (answer, write) = await PlanAsync(request, lifetime, cancellationToken).ConfigureAwait(false);
            if (write is null || answer is not ItemOutcome.Done done)
            {
                return answer;
            }

            var once = request.Key is null ? null : new StoredAnswer(mapperId, request.Key, fingerprint, ItemAnswer.Write(done.Items));
            if (await _store.WriteAsync(write with { Once = once }, cancellationToken).ConfigureAwait(false) == WriteResult.Written)
            {
                return answer;
            }
        }

        return Refuse(ItemRefusalReason.Contended, request.ProjectId);
    }

    private async ValueTask<(ItemOutcome Answer, ItemWrite? Write)> PlanAsync(ItemRequest request, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var found = await _store.FindAsync(request.ProjectId, [.. request.Orders.Select(order => order.ExternalId)], cancellationToken).ConfigureAwait(false);
        var byId = found.ToDictionary(item => item.ExternalId, StringComparer.Ordinal);

        // The clock is read after the items, so a lease never looks older than it is.
        var now = _time.GetUtcNow();
        var (answer, changed, events, withContent) = (new List<Item>(), new List<Item>(), new List<ItemEvent>(), false);
        foreach (var (externalId, command) in request.Orders)
        {
            if (!byId.TryGetValue(externalId, out var item))
            {
                return (Refuse(ItemRefusalReason.NoSuchItem, request.ProjectId), null);
            }

            switch (ItemMachine.Decide(item, command, now, lifetime))
            {
                case ItemResult.Refused(var refusal):
                    return (new ItemOutcome.Refused(refusal), null);
                case ItemResult.Already(var same):
                    answer.Add(same);
                    break;
                case ItemResult.Accepted(var next, var happened):
                    answer.Add(next);
                    changed.Add(next);
                    events.Add(happened);
                    withContent |= command.Content is not null || command.Pin is not null;
                    break;
            }
        }

        return changed.Count == 0
            ? (new ItemOutcome.Done(answer, Replayed: true), null)
            : (new ItemOutcome.Done(answer, Replayed: false), new ItemWrite(request.ProjectId, changed, events) { WithContent = withContent });
    }

    private static ItemOutcome.Refused Refuse(ItemRefusalReason reason, long projectId, DateTimeOffset? until = null) =>
        new(new ItemRefusal(reason, new ItemId(projectId, 0)) { Until = until });
}
