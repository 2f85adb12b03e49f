using System.Globalization;
using System.Xml.Linq;
using OsmTasking.Core.Edits;

namespace OsmTasking.TestKit.Osm;

/// <summary>A changeset of the fake server.</summary>
public sealed class FakeChangeset
{
    public required string User { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public bool IsOpen { get; set; } = true;

    public int Changes { get; set; }

    public int Uploads { get; set; }
}

/// <summary>What the fake server knows: every version of every element, changesets, limits.</summary>
public sealed class FakeOsmData
{
    private readonly Dictionary<OsmElementId, List<OsmElement>> _versions = [];
    private long _nextId = 1_000_000;

    public Dictionary<long, FakeChangeset> Changesets { get; } = [];

    public HashSet<string> Revoked { get; } = [];

    /// <summary>Gets or sets the most elements of a changeset.</summary>
    public int MostElements { get; set; } = 10_000;

    /// <summary>Gets or sets the widest an upload may be, degrees.</summary>
    public double WidestBox { get; set; } = 360;

    /// <summary>Gets or sets how many elements may still be uploaded before the server asks to go slower.</summary>
    public int Allowance { get; set; } = int.MaxValue;

    /// <summary>Puts an element there, as others have mapped it.</summary>
    public void Put(OsmElement element)
    {
        if (!_versions.TryGetValue(element.Element, out var list))
        {
            _versions[element.Element] = list = [];
        }

        list.Add(element with { Version = list.Count + 1 });
    }

    public OsmElement? Now(OsmElementKind kind, long id) => _versions.TryGetValue(new(kind, id), out var list) ? list[^1] : null;

    public int VersionsOf(OsmElementKind kind, long id) => _versions.TryGetValue(new(kind, id), out var list) ? list.Count : 0;

    public int Count(OsmElementKind kind) => _versions.Keys.Count(element => element.Kind == kind);

    internal long Create(string user, XElement document)
    {
        var tags = document.Element("changeset")!.Elements("tag").ToDictionary(tag => (string)tag.Attribute("k")!, tag => (string)tag.Attribute("v")!);
        if (tags.Values.Any(value => value.Length > 255))
        {
            throw new OsmRefusedException(400, "A tag is too long.");
        }

        Changesets[_nextId] = new FakeChangeset { User = user, Tags = tags };
        return _nextId++;
    }

    internal XElement Changeset(long id)
    {
        var changeset = Changesets.GetValueOrDefault(id) ?? throw new OsmRefusedException(404, $"The changeset with the id {id} was not found");
        return new XElement("osm", new XElement("changeset", new XAttribute("id", id), new XAttribute("open", changeset.IsOpen ? "true" : "false"), new XAttribute("changes_count", changeset.Changes)));
    }

    internal string Close(string user, long id)
    {
        Owned(user, id).IsOpen = false;
        return string.Empty;
    }

    internal XElement Present(string kind, long[] ids) => new("osm", ids.Select(id => Xml(Now(Kind(kind), id) ?? throw new OsmRefusedException(404, $"{kind} {id} was not found"))));

    internal XElement Version(string kind, long id, int version) =>
        _versions.TryGetValue(new(Kind(kind), id), out var list) && version >= 1 && version <= list.Count ? new XElement("osm", Xml(list[version - 1])) : throw new OsmRefusedException(404, "not found");

    internal XElement Upload(string user, long id, string body)
    {
        var changeset = Owned(user, id);
        var change = XElement.Parse(body);
        var run = new FakeUpload(this, id, change);
        var count = change.Elements().Sum(block => block.Elements().Count());
        if (changeset.Changes + count > MostElements)
        {
            throw new OsmRefusedException(409, $"The changeset {id} would have more elements than the limit of {MostElements}.");
        }

        if (count > Allowance)
        {
            throw new OsmRefusedException(429, "You have been blocked: too many changes, wait.", 120);
        }

        var result = run.Run(); // Throws before anything is written.
        if (run.Width > WidestBox)
        {
            throw new OsmRefusedException(413, "Changeset bounding box size limit exceeded.");
        }

        foreach (var written in run.Written)
        {
            _versions.TryAdd(written.Element, []);
            _versions[written.Element].Add(written);
        }

        Allowance -= count;
        changeset.Changes += count;
        changeset.Uploads++;
        return result;
    }

    internal long NextId() => _nextId++;

    internal bool IsUsed(OsmElementId element, IEnumerable<OsmElement> writing)
    {
        var latest = _versions.ToDictionary(item => item.Key, item => item.Value[^1]);
        foreach (var written in writing)
        {
            latest[written.Element] = written;
        }

        return latest.Values.Any(other => other.IsVisible && ((element.Kind == OsmElementKind.Node && other.Nodes.Contains(element.Id)) || other.Members.Any(member => member.Element == element)));
    }

    internal static OsmElementKind Kind(string name) => name switch { "node" => OsmElementKind.Node, "way" => OsmElementKind.Way, _ => OsmElementKind.Relation };

    private FakeChangeset Owned(string user, long id)
    {
        var changeset = Changesets.GetValueOrDefault(id) ?? throw new OsmRefusedException(404, $"The changeset with the id {id} was not found");
        return changeset.User != user ? throw new OsmRefusedException(409, "The user doesn't own that changeset")
            : !changeset.IsOpen ? throw new OsmRefusedException(409, $"The changeset {id} was closed at 2026-06-01 12:00:00 UTC")
            : changeset;
    }

    private static XElement Xml(OsmElement element) => new(
        element.Element.KindName, new XAttribute("id", element.Element.Id), new XAttribute("version", element.Version), new XAttribute("visible", element.IsVisible ? "true" : "false"),
        element.Longitude is { } longitude ? new XAttribute("lon", longitude.ToString(CultureInfo.InvariantCulture)) : null,
        element.Latitude is { } latitude ? new XAttribute("lat", latitude.ToString(CultureInfo.InvariantCulture)) : null,
        element.Nodes.Select(node => new XElement("nd", new XAttribute("ref", node))),
        element.Members.Select(member => new XElement("member", new XAttribute("type", member.Element.KindName), new XAttribute("ref", member.Element.Id), new XAttribute("role", member.Role))),
        element.Tags.Select(tag => new XElement("tag", new XAttribute("k", tag.Key), new XAttribute("v", tag.Value))));
}
