namespace OsmTasking.Core.Edits;

/// <summary>What comes of bringing a change up to what OSM has now.</summary>
public abstract record MergeResult
{
    private MergeResult()
    {
    }

    /// <summary>This can be sent.</summary>
    /// <param name="Change">A <see cref="ElementChange.Create"/>, <see cref="ElementChange.Modify"/> or <see cref="ElementChange.Delete"/> on the version OSM has.</param>
    public sealed record Ready(ElementChange Change) : MergeResult;

    /// <summary>OSM has it already; nothing is left to send.</summary>
    public sealed record AlreadyDone : MergeResult;

    /// <summary>The element is deleted.</summary>
    public sealed record Gone : MergeResult;

    /// <summary>Somebody changed the same.</summary>
    /// <param name="What">What both changed, in words for the mapper.</param>
    public sealed record Clash(string What) : MergeResult;
}

/// <summary>Merges a change with what others did to the element meanwhile. Pure.</summary>
/// <remarks>
/// Three ways: what the mapper saw, what the mapper wants, what OSM has now. A tag that only one side changed is taken from that side; so is the shape (place,
/// nodes, members) as a whole. What both changed, and not alike, is a clash, and nobody but the mapper decides it.
/// </remarks>
public static class EditMerge
{
    /// <summary>Merges.</summary>
    /// <param name="change">What the mapper wants.</param>
    /// <param name="seen">The version the mapper saw; may be left out when OSM still has it.</param>
    /// <param name="now">The version OSM has, deleted or not; <see langword="null"/> for a new element.</param>
    public static MergeResult Merge(ElementChange change, OsmElement? seen, OsmElement? now)
    {
        ArgumentNullException.ThrowIfNull(change);
        switch (change)
        {
            case ElementChange.Create:
                return new MergeResult.Ready(change);
            case ElementChange.Delete delete:
                return now is not { IsVisible: true } ? new MergeResult.AlreadyDone()
                    : now.Version == delete.Version ? new MergeResult.Ready(delete)
                    : new MergeResult.Clash($"{change.Element} was changed after you looked at it");
            case var _ when now is not { IsVisible: true }:
                return new MergeResult.Gone();
            case ElementChange.TagFix fix:
                return Tags(fix, seen, now);
            case ElementChange.Modify modify:
                return Whole(modify.Content, seen, now);
            default:
                return new MergeResult.Clash($"{change.Element} cannot be merged");
        }
    }

    private static MergeResult Tags(ElementChange.TagFix fix, OsmElement? seen, OsmElement now)
    {
        var tags = new Dictionary<string, string>(now.Tags, StringComparer.Ordinal);
        var clashes = new List<string>();
        foreach (var (key, value) in fix.Tags)
        {
            var current = now.Tags.GetValueOrDefault(key);
            if (now.Version != fix.Version && current != value && (seen is null || current != seen.Tags.GetValueOrDefault(key)))
            {
                clashes.Add($"{key}={current ?? "(none)"}");
            }
            else if (value is null)
            {
                tags.Remove(key);
            }
            else
            {
                tags[key] = value;
            }
        }

        return clashes.Count > 0 ? new MergeResult.Clash($"{fix.Element} now has {string.Join(", ", clashes)}") : Sent(now with { Tags = tags }, now);
    }

    private static MergeResult Whole(OsmElement wanted, OsmElement? seen, OsmElement now)
    {
        if (now.Version == wanted.Version)
        {
            return Sent(wanted, now);
        }

        if (seen is null)
        {
            return new MergeResult.Clash($"{wanted.Element} was changed after you looked at it");
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var key in wanted.Tags.Keys.Union(now.Tags.Keys).Union(seen.Tags.Keys))
        {
            var (mine, theirs, old) = (wanted.Tags.GetValueOrDefault(key), now.Tags.GetValueOrDefault(key), seen.Tags.GetValueOrDefault(key));
            if (mine != old && theirs != old && mine != theirs)
            {
                return new MergeResult.Clash($"{wanted.Element} now has {key}={theirs ?? "(none)"}");
            }

            if ((mine != old ? mine : theirs) is { } value)
            {
                tags[key] = value;
            }
        }

        var (movedHere, movedThere) = (!wanted.HasShapeOf(seen), !now.HasShapeOf(seen));
        return movedHere && movedThere && !wanted.HasShapeOf(now)
            ? new MergeResult.Clash($"the shape of {wanted.Element} was changed after you looked at it")
            : Sent((movedHere ? wanted : now) with { Version = now.Version, Tags = tags }, now);
    }

    private static MergeResult Sent(OsmElement wanted, OsmElement now) =>
        wanted.HasTagsOf(now) && wanted.HasShapeOf(now) ? new MergeResult.AlreadyDone() : new MergeResult.Ready(new ElementChange.Modify(wanted));
}
