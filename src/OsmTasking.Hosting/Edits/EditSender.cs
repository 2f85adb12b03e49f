using Microsoft.Extensions.Logging;
using OsmTasking.Core;
using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>Sends edits to OSM, one mapper at a time; any number of processes may do so beside each other.</summary>
/// <remarks>
/// What keeps an edit from being lost or applied twice, whoever dies when:
/// the changeset's id is stored before anything is sent, and one changeset takes one upload; before the first byte the edit is stored as being sent;
/// what was being sent when the answer, or the worker, was lost is never sent again before its changeset is closed, for then an upload that is still on its way is
/// refused, and the count of changes says for good whether it was applied; and every write shows the mapper's lease and the version it read.
/// </remarks>
/// <param name="store">Where edits are.</param>
/// <param name="api">OSM.</param>
/// <param name="tokens">The mappers' rights.</param>
/// <param name="items">What is completed when an edit is applied.</param>
/// <param name="options">Limits and times.</param>
/// <param name="logger">Told of pauses and failures.</param>
public sealed class EditSender(IEditStore store, IOsmApi api, IEditTokens tokens, IEditedItems items, EditOptions options, ILogger<EditSender> logger)
{
    private const int MostEditsOfATurn = 1_000;

    private static readonly EditState[] Open = [EditState.Queued, EditState.ChangesetOpen, EditState.Uploading, EditState.Applied, EditState.RateLimited];

    /// <summary>Gives the mapper whose turn it is their turn.</summary>
    /// <returns><see langword="false"/> when nobody has one.</returns>
    public async ValueTask<bool> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        if (await store.ClaimAsync(options.Lease, cancellationToken).ConfigureAwait(false) is not { } lease)
        {
            return false;
        }

        var end = new TurnEnd(EditTurn.Again, options.PauseAfter(lease.Failures), "the turn failed");
        try
        {
            end = await TurnAsync(lease, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException fault)
        {
            EditLog.StoreFailed(logger, lease.MapperId, fault);
        }

        if (end.Why.Length > 0)
        {
            EditLog.Paused(logger, lease.MapperId, end.Turn, end.Pause, end.Why);
        }

        await store.ReleaseAsync(lease, end.Turn, end.Pause, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async ValueTask<TurnEnd> TurnAsync(EditLease lease, CancellationToken cancellationToken)
    {
        var edits = await store.ListAsync(lease.MapperId, Open, MostEditsOfATurn, cancellationToken).ConfigureAwait(false);
        if (edits.Count == 0)
        {
            return new TurnEnd(EditTurn.Done, TimeSpan.Zero, string.Empty);
        }

        if (await tokens.FindAsync(lease.MapperId, cancellationToken).ConfigureAwait(false) is not { } token)
        {
            return new TurnEnd(EditTurn.Blocked, TimeSpan.Zero, "the mapper has no token");
        }

        var turn = new EditTurnRun(store, api, items, options, lease, token);

        // What an earlier worker left comes first: what is applied, what may be, what has a changeset; then what waits.
        foreach (var group in ByChangeset(edits, EditState.Applied))
        {
            if (await turn.FinishAsync(group, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }

        foreach (var group in ByChangeset(edits, EditState.Uploading))
        {
            if (await turn.ResolveAsync(group, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }

        var batches = ByChangeset(edits, EditState.ChangesetOpen)
            .Concat(EditGroups.Of(edits.Where(edit => edit.State is EditState.Queued or EditState.RateLimited), options.MostElements));
        foreach (var batch in batches)
        {
            if (await turn.SendAsync(batch, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }

        // Resolving may have put edits back into the queue, and there may be more than were listed.
        var more = edits.Count == MostEditsOfATurn || edits.Any(edit => edit.State == EditState.Uploading);
        return new TurnEnd(more ? EditTurn.Again : EditTurn.Done, TimeSpan.Zero, string.Empty);
    }

    private static List<List<Edit>> ByChangeset(IEnumerable<Edit> edits, EditState state) =>
        [.. edits.Where(edit => edit.State == state).GroupBy(edit => edit.Changeset).Select(group => group.ToList())];
}

/// <summary>How a turn ends.</summary>
/// <param name="Turn">What comes next.</param>
/// <param name="Pause">After how long.</param>
/// <param name="Why">Why not at once; empty for a good end.</param>
internal readonly record struct TurnEnd(EditTurn Turn, TimeSpan Pause, string Why);

internal static partial class EditLog
{
    [LoggerMessage(3201, LogLevel.Warning, "The store failed while edits of mapper {MapperId} were sent.")]
    internal static partial void StoreFailed(ILogger logger, long mapperId, Exception fault);

    [LoggerMessage(3202, LogLevel.Information, "Edits of mapper {MapperId} wait ({Turn}, {Pause}): {Why}")]
    internal static partial void Paused(ILogger logger, long mapperId, EditTurn turn, TimeSpan pause, string why);

    [LoggerMessage(3203, LogLevel.Error, "Edits were not sent; another try follows.")]
    internal static partial void Failed(ILogger logger, Exception fault);
}
