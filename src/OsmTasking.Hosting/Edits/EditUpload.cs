using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>The changes of several edits as one upload. Pure.</summary>
/// <remarks>Each edit names its new elements by negative ids of its own; in one upload they are numbered anew.</remarks>
internal sealed class EditUpload
{
    private readonly List<(Edit Edit, List<OsmElementId> Sent)> _parts = [];
    private readonly List<ElementChange> _changes = [];

    internal IReadOnlyList<Edit> Edits => [.. _parts.Select(part => part.Edit)];

    internal IReadOnlyList<ElementChange> Changes => _changes;

    /// <summary>Adds an edit.</summary>
    /// <param name="edit">The edit.</param>
    /// <param name="ready">Its changes as merged with what OSM has.</param>
    internal void Add(Edit edit, IReadOnlyList<ElementChange> ready)
    {
        var names = ready.OfType<ElementChange.Create>().Select((change, index) => (change.Element, Id: -(_changes.Count + index + 1L))).ToDictionary(item => item.Element, item => item.Id);
        var sent = new List<OsmElementId>(ready.Count);
        foreach (var change in ready)
        {
            var renamed = change switch
            {
                ElementChange.Create create => new ElementChange.Create(Rename(create.Content, names)),
                ElementChange.Modify modify => new ElementChange.Modify(Rename(modify.Content, names)),
                _ => change,
            };
            _changes.Add(renamed);
            sent.Add(renamed.Element);
        }

        _parts.Add((edit, sent));
    }

    /// <summary>The same upload for the same edits in another state.</summary>
    internal EditUpload With(IReadOnlyList<Edit> edits)
    {
        var other = new EditUpload();
        other._changes.AddRange(_changes);
        other._parts.AddRange(_parts.Zip(edits, (part, edit) => (edit, part.Sent)));
        return other;
    }

    /// <summary>Tells for each edit what the upload made of it.</summary>
    internal IEnumerable<(Edit Edit, IReadOnlyList<UploadedElement> Uploaded)> Share(IReadOnlyList<UploadedElement> uploaded)
    {
        var results = uploaded.GroupBy(item => item.Element).ToDictionary(group => group.Key, group => group.Last());
        foreach (var (edit, sent) in _parts)
        {
            yield return (edit, [.. sent.Where(results.ContainsKey).Select(element => results[element])]);
        }
    }

    private static OsmElement Rename(OsmElement content, Dictionary<OsmElementId, long> names) => content with
    {
        Element = Rename(content.Element, names),
        Nodes = [.. content.Nodes.Select(node => Rename(new OsmElementId(OsmElementKind.Node, node), names).Id)],
        Members = [.. content.Members.Select(member => member with { Element = Rename(member.Element, names) })],
    };

    private static OsmElementId Rename(OsmElementId element, Dictionary<OsmElementId, long> names) => names.TryGetValue(element, out var id) ? element with { Id = id } : element;
}
