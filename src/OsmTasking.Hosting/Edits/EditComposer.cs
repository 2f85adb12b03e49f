using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>Why an upload could not be composed: OSM could not be read.</summary>
internal sealed record ComposeFailure(string What, OsmRefusal? Refusal);

/// <summary>An upload, and the edits that go back to the mapper instead, as they shall be stored.</summary>
internal sealed record Composed(EditUpload Upload, IReadOnlyList<Edit> HandedBack, ComposeFailure? Failure);

/// <summary>Reads what OSM has and merges edits with it.</summary>
internal sealed class EditComposer(IOsmApi api, string token)
{
    internal async ValueTask<Composed> ComposeAsync(IReadOnlyList<Edit> batch, CancellationToken cancellationToken)
    {
        var upload = new EditUpload();
        var back = new List<Edit>();
        var ids = batch.SelectMany(edit => edit.Changes).Where(change => change is not ElementChange.Create).Select(change => change.Element).ToHashSet();
        IReadOnlyDictionary<OsmElementId, OsmElement> now = new Dictionary<OsmElementId, OsmElement>();
        if (ids.Count > 0)
        {
            switch (await api.ReadElementsAsync(token, ids, cancellationToken).ConfigureAwait(false))
            {
                case OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Done(var read):
                    now = read;
                    break;
                case OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Refused(var why):
                    return new Composed(upload, back, new ComposeFailure(why.Text, why));
                case OsmAnswer<IReadOnlyDictionary<OsmElementId, OsmElement>>.Unknown(var what):
                    return new Composed(upload, back, new ComposeFailure(what, null));
            }
        }

        foreach (var edit in batch)
        {
            var ready = new List<ElementChange>();
            EditCommand.HandBack? handBack = null;
            foreach (var change in edit.Changes)
            {
                var element = now.GetValueOrDefault(change.Element);
                var (seen, failure) = await SeenAsync(change, element, cancellationToken).ConfigureAwait(false);
                if (failure is not null)
                {
                    return new Composed(new EditUpload(), [], failure);
                }

                switch (EditMerge.Merge(change, seen, element))
                {
                    case MergeResult.Ready(var merged):
                        ready.Add(merged);
                        break;
                    case MergeResult.Gone:
                        handBack ??= new(EditFault.Gone, $"{change.Element} is deleted.");
                        break;
                    case MergeResult.Clash(var what):
                        handBack ??= new(EditFault.Clash, $"{what}.");
                        break;
                }
            }

            handBack ??= ready.Count == 0 ? new(EditFault.AlreadyDone, "OSM has it already.") : null;
            if (handBack is null)
            {
                upload.Add(edit, ready);
            }
            else if (EditMachine.Decide(edit, handBack) is EditDecision.Accepted(var returned))
            {
                back.Add(returned);
            }
        }

        return new Composed(upload, back, null);
    }

    /// <summary>Reads the version that the mapper saw, where OSM has another by now.</summary>
    private async ValueTask<(OsmElement? Seen, ComposeFailure? Failure)> SeenAsync(ElementChange change, OsmElement? now, CancellationToken cancellationToken)
    {
        var version = change switch
        {
            ElementChange.TagFix fix => fix.Version,
            ElementChange.Modify modify => modify.Content.Version,
            _ => 0,
        };
        if (version == 0 || now is not { IsVisible: true } || now.Version == version)
        {
            return (null, null);
        }

        return await api.ReadVersionAsync(token, change.Element, version, cancellationToken).ConfigureAwait(false) switch
        {
            OsmAnswer<OsmElement>.Done(var seen) => (seen, null),
            OsmAnswer<OsmElement>.Refused { Why: { Kind: OsmRefusalKind.TooFast or OsmRefusalKind.NoRight } why } => (null, new ComposeFailure(why.Text, why)),
            OsmAnswer<OsmElement>.Unknown(var what) => (null, new ComposeFailure(what, null)),
            _ => (null, null), // Redacted, or never there: then what both changed cannot be told, and the merge says so.
        };
    }
}
