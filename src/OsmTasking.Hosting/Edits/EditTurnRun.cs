using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>One mapper's turn. Each step answers <see langword="null"/> to go on, or how the turn ends.</summary>
internal sealed class EditTurnRun(IEditStore store, IOsmApi api, IEditedItems items, EditOptions options, EditLease lease, string token)
{
    private const int MostTries = 4;

    private readonly EditComposer _composer = new(api, token);

    /// <summary>Sends edits that share a changeset, or are to share one.</summary>
    internal async ValueTask<TurnEnd?> SendAsync(IReadOnlyList<Edit> batch, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var composed = await _composer.ComposeAsync(batch, cancellationToken).ConfigureAwait(false);
            if (composed.Failure is { } failure)
            {
                return await EndAsync(batch, failure, cancellationToken).ConfigureAwait(false);
            }

            if (composed.HandedBack.Count > 0 && !await SaveAsync(composed.HandedBack, cancellationToken).ConfigureAwait(false))
            {
                return Lost;
            }

            if (composed.Upload.Edits.Count == 0)
            {
                await LetGoAsync(batch[0].Changeset, cancellationToken).ConfigureAwait(false);
                return null;
            }

            var (upload, end) = await OpenAsync(composed.Upload, cancellationToken).ConfigureAwait(false);
            if (upload is null)
            {
                return end;
            }

            var changeset = upload.Edits[0].Changeset!.Value;
            if (await DecideAsync(upload.Edits, new EditCommand.Send(), cancellationToken).ConfigureAwait(false) is not { } sending)
            {
                return Lost;
            }

            switch (await api.UploadAsync(token, changeset, upload.Changes, cancellationToken).ConfigureAwait(false))
            {
                case OsmAnswer<IReadOnlyList<UploadedElement>>.Done(var uploaded):
                    return await AppliedAsync(sending, upload, uploaded, cancellationToken).ConfigureAwait(false);
                case OsmAnswer<IReadOnlyList<UploadedElement>>.Unknown(var what):
                    return Pause(what); // They stay as being sent; the next turn finds out.
                case OsmAnswer<IReadOnlyList<UploadedElement>>.Refused(var why):
                    var (again, over, stop) = await RefusedAsync(sending, why, tries, cancellationToken).ConfigureAwait(false);
                    if (over || again is null)
                    {
                        return stop;
                    }

                    batch = again;
                    break;
            }
        }
    }

    /// <summary>Finds out whether OSM took edits that were being sent when the answer, or the worker, was lost.</summary>
    internal async ValueTask<TurnEnd?> ResolveAsync(IReadOnlyList<Edit> sending, CancellationToken cancellationToken)
    {
        var changeset = sending[0].Changeset!.Value;

        // Closing is the fence: whatever is still on its way is refused from then on, and the count is final.
        if (await api.CloseChangesetAsync(token, changeset, cancellationToken).ConfigureAwait(false) is OsmAnswer<bool>.Refused { Why: { Kind: OsmRefusalKind.NoRight or OsmRefusalKind.TooFast } why })
        {
            return Stop(why);
        }

        switch (await api.ReadChangesetAsync(token, changeset, cancellationToken).ConfigureAwait(false))
        {
            case OsmAnswer<OsmChangeset>.Done({ ChangesCount: > 0 }):
                return await DecideAsync(sending, new EditCommand.Apply([]), cancellationToken).ConfigureAwait(false) is { } applied
                    ? await FinishAsync(applied, cancellationToken).ConfigureAwait(false) : Lost;
            case OsmAnswer<OsmChangeset>.Done({ IsOpen: false }):
                return await DecideAsync(sending, new EditCommand.Requeue(), cancellationToken).ConfigureAwait(false) is null ? Lost : null;
            case OsmAnswer<OsmChangeset>.Done:
                return Pause("the changeset does not close, so that it may still take the upload");
            case OsmAnswer<OsmChangeset>.Refused { Why.Kind: OsmRefusalKind.NotFound or OsmRefusalKind.Gone }:
                return await DecideAsync(sending, new EditCommand.Requeue(), cancellationToken).ConfigureAwait(false) is null ? Lost : null;
            case OsmAnswer<OsmChangeset>.Refused(var refusal):
                return Stop(refusal);
            case OsmAnswer<OsmChangeset>.Unknown(var what):
                return Pause(what);
            default:
                return Pause("no answer");
        }
    }

    /// <summary>Completes the items of edits that OSM took, and closes their changeset.</summary>
    internal async ValueTask<TurnEnd?> FinishAsync(IReadOnlyList<Edit> applied, CancellationToken cancellationToken)
    {
        foreach (var edit in applied.Where(edit => edit.Item is not null))
        {
            await items.CompleteAsync(edit, cancellationToken).ConfigureAwait(false);
        }

        // A changeset that cannot be closed closes by itself in an hour; that must not keep the edit from its end.
        await LetGoAsync(applied[0].Changeset, cancellationToken).ConfigureAwait(false);
        return await DecideAsync(applied, new EditCommand.Close(), cancellationToken).ConfigureAwait(false) is null ? Lost : null;
    }

    private static TurnEnd Lost => new(EditTurn.Again, TimeSpan.Zero, "the edits or the lease are another's by now");

    private TurnEnd Pause(string why, TimeSpan? asked = null)
    {
        var pause = options.PauseAfter(lease.Failures);
        return new TurnEnd(EditTurn.Again, asked > pause ? asked.Value : pause, why);
    }

    private TurnEnd Stop(OsmRefusal why) =>
        why.Kind == OsmRefusalKind.NoRight ? new TurnEnd(EditTurn.Blocked, TimeSpan.Zero, why.Text) : Pause(why.Text, why.RetryAfter);

    /// <summary>Gives the edits a changeset, unless they have one, and stores its id.</summary>
    private async ValueTask<(EditUpload? Upload, TurnEnd? End)> OpenAsync(EditUpload upload, CancellationToken cancellationToken)
    {
        if (upload.Edits[0].Changeset is not null)
        {
            return (upload, null);
        }

        switch (await api.CreateChangesetAsync(token, ChangesetTags.Of(upload.Edits, options.CreatedBy, options.Server), cancellationToken).ConfigureAwait(false))
        {
            case OsmAnswer<long>.Done(var changeset):
                if (await DecideAsync(upload.Edits, new EditCommand.Open(changeset), cancellationToken).ConfigureAwait(false) is { } open)
                {
                    return (upload.With(open), null);
                }

                await LetGoAsync(changeset, cancellationToken).ConfigureAwait(false);
                return (null, Lost);
            case OsmAnswer<long>.Refused(var why):
                return (null, await EndAsync(upload.Edits, why, cancellationToken).ConfigureAwait(false));
            case OsmAnswer<long>.Unknown(var what):
                return (null, Pause(what)); // If there is one, it stays empty and closes by itself.
            default:
                return (null, Pause("no answer"));
        }
    }

    private async ValueTask<TurnEnd?> AppliedAsync(IReadOnlyList<Edit> sending, EditUpload upload, IReadOnlyList<UploadedElement> uploaded, CancellationToken cancellationToken)
    {
        var shares = upload.With(sending).Share(uploaded).ToList();
        var applied = new List<Edit>(shares.Count);
        foreach (var (edit, share) in shares)
        {
            if (EditMachine.Decide(edit, new EditCommand.Apply(share)) is EditDecision.Accepted(var next))
            {
                applied.Add(next);
            }
        }

        return await SaveAsync(applied, cancellationToken).ConfigureAwait(false) ? await FinishAsync(applied, cancellationToken).ConfigureAwait(false) : Lost;
    }

    /// <summary>Decides how to go on after a refusal of an upload: with which edits to try again, or how it ends.</summary>
    private async ValueTask<(IReadOnlyList<Edit>? Again, bool Over, TurnEnd? End)> RefusedAsync(IReadOnlyList<Edit> sending, OsmRefusal why, int tries, CancellationToken cancellationToken)
    {
        switch (why.Kind)
        {
            case OsmRefusalKind.VersionMismatch or OsmRefusalKind.NotFound or OsmRefusalKind.Gone when tries < MostTries:
                return Again(await DecideAsync(sending, new EditCommand.Requeue(KeepChangeset: why.Kind != OsmRefusalKind.NotFound), cancellationToken).ConfigureAwait(false));
            case OsmRefusalKind.ChangesetClosed or OsmRefusalKind.ChangesetFull or OsmRefusalKind.WrongChangeset when tries < 2:
                return Again(await DecideAsync(sending, new EditCommand.Requeue(), cancellationToken).ConfigureAwait(false));
            case OsmRefusalKind.TooFast or OsmRefusalKind.NoRight:
                await LetGoAsync(sending[0].Changeset, cancellationToken).ConfigureAwait(false);
                return (null, true, await EndAsync(sending, why, cancellationToken).ConfigureAwait(false));
            case var _ when sending.Count > 1:
                // Which of them is at fault is not always told: halves, until it stands alone. For a box that is too large, halves are smaller.
                await LetGoAsync(sending[0].Changeset, cancellationToken).ConfigureAwait(false);
                if (await DecideAsync(sending, new EditCommand.Requeue(), cancellationToken).ConfigureAwait(false) is not { } queued)
                {
                    return (null, true, Lost);
                }

                var (one, other) = EditGroups.Split(queued);
                var end = await SendAsync(one, cancellationToken).ConfigureAwait(false) ?? await SendAsync(other, cancellationToken).ConfigureAwait(false);
                return (null, true, end);
            default:
                await LetGoAsync(sending[0].Changeset, cancellationToken).ConfigureAwait(false);
                return (null, true, await EndAsync(sending, why, cancellationToken).ConfigureAwait(false));
        }

        static (IReadOnlyList<Edit>? Again, bool Over, TurnEnd? End) Again(IReadOnlyList<Edit>? queued) => queued is null ? (null, true, Lost) : (queued, false, null);
    }

    /// <summary>Ends the way of edits that OSM surely has not taken.</summary>
    private async ValueTask<TurnEnd?> EndAsync(IReadOnlyList<Edit> edits, OsmRefusal why, CancellationToken cancellationToken)
    {
        EditCommand command = why.Kind switch
        {
            OsmRefusalKind.TooFast => new EditCommand.Slow(why.Text),
            OsmRefusalKind.NoRight => new EditCommand.Requeue { NoRight = why.Text },
            OsmRefusalKind.Precondition => new EditCommand.HandBack(EditFault.Precondition, why.Text),
            OsmRefusalKind.TooLarge => new EditCommand.HandBack(EditFault.TooLarge, why.Text),
            OsmRefusalKind.VersionMismatch => new EditCommand.HandBack(EditFault.Clash, why.Text),
            OsmRefusalKind.Gone => new EditCommand.HandBack(EditFault.Gone, why.Text),
            _ => new EditCommand.HandBack(EditFault.Refused, why.Text),
        };
        var saved = await DecideAsync(edits, command, cancellationToken).ConfigureAwait(false) is not null;
        return !saved ? Lost : why.Kind is OsmRefusalKind.TooFast or OsmRefusalKind.NoRight ? Stop(why) : null;
    }

    private async ValueTask<TurnEnd?> EndAsync(IReadOnlyList<Edit> edits, ComposeFailure failure, CancellationToken cancellationToken) =>
        failure.Refusal is { Kind: OsmRefusalKind.TooFast or OsmRefusalKind.NoRight } why ? await EndAsync(edits, why, cancellationToken).ConfigureAwait(false) : Pause(failure.What);

    private async ValueTask LetGoAsync(long? changeset, CancellationToken cancellationToken)
    {
        if (changeset is { } id)
        {
            await api.CloseChangesetAsync(token, id, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<Edit>?> DecideAsync(IReadOnlyList<Edit> edits, EditCommand command, CancellationToken cancellationToken)
    {
        var next = new List<Edit>(edits.Count);
        foreach (var edit in edits)
        {
            if (EditMachine.Decide(edit, command) is not EditDecision.Accepted(var accepted))
            {
                return null;
            }

            next.Add(accepted);
        }

        return await SaveAsync(next, cancellationToken).ConfigureAwait(false) ? next : null;
    }

    private ValueTask<bool> SaveAsync(IReadOnlyList<Edit> edits, CancellationToken cancellationToken) => store.TrySaveAsync(lease, edits, options.Lease, cancellationToken);
}
