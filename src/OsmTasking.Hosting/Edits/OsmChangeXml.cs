using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using OsmTasking.Core.Edits;

namespace OsmTasking.Hosting.Edits;

/// <summary>The XML of the OSM API 0.6. Pure.</summary>
internal static class OsmChangeXml
{
    private const string Generator = "OsmTasking";

    internal static XElement Changeset(IReadOnlyDictionary<string, string> tags) =>
        new("osm", new XElement("changeset", tags.Select(Tag)));

    /// <summary>Writes an osmChange: nodes before ways before relations, and deletions last and the other way round, so that nothing refers forward.</summary>
    internal static XElement Change(long changeset, IReadOnlyList<ElementChange> changes)
    {
        var creations = changes.OfType<ElementChange.Create>().OrderBy(change => change.Element.Kind).Select(change => Element(change.Content, changeset));
        var modifications = changes.OfType<ElementChange.Modify>().OrderBy(change => change.Element.Kind).Select(change => Element(change.Content, changeset));
        var deletions = changes.OfType<ElementChange.Delete>().OrderByDescending(change => change.Element.Kind).ToList();
        return new XElement(
            "osmChange", new XAttribute("version", "0.6"), new XAttribute("generator", Generator), Block("create", creations), Block("modify", modifications),
            Block("delete", deletions.Where(change => !change.IfUnused).Select(change => Bare(change, changeset))),
            deletions.Exists(change => change.IfUnused)
                ? new XElement("delete", new XAttribute("if-unused", "true"), deletions.Where(change => change.IfUnused).Select(change => Bare(change, changeset)))
                : null);
    }

    /// <summary>Reads a document of limited size without looking at anything outside it.</summary>
    /// <exception cref="XmlException">It is not XML.</exception>
    internal static XElement Read(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XElement.Load(reader);
    }

    /// <summary>Reads what an upload gave.</summary>
    internal static IReadOnlyList<UploadedElement> Uploaded(XElement result) => [.. result.Elements()
        .Where(item => item.Name.LocalName is "node" or "way" or "relation")
        .Select(item => new UploadedElement(new(Kind(item.Name.LocalName), Number(item, "old_id") ?? 0), Number(item, "new_id"), (int?)Number(item, "new_version")))];

    internal static OsmChangeset ChangesetOf(XElement document) => document.Element("changeset") is { } changeset
        ? new((string?)changeset.Attribute("open") == "true", (int)(Number(changeset, "changes_count") ?? Number(changeset, "num_changes") ?? throw new XmlException("The changeset has no changes_count.")))
        : throw new XmlException("The document has no changeset.");

    internal static IEnumerable<OsmElement> Elements(XElement document) =>
        document.Elements().Where(item => item.Name.LocalName is "node" or "way" or "relation").Select(Element);

    private static OsmElement Element(XElement item) => new(new(Kind(item.Name.LocalName), Number(item, "id") ?? 0), (int)(Number(item, "version") ?? 0))
    {
        IsVisible = (string?)item.Attribute("visible") != "false",
        Longitude = Degrees(item, "lon"),
        Latitude = Degrees(item, "lat"),
        Tags = item.Elements("tag").ToDictionary(tag => (string?)tag.Attribute("k") ?? string.Empty, tag => (string?)tag.Attribute("v") ?? string.Empty, StringComparer.Ordinal),
        Nodes = [.. item.Elements("nd").Select(node => Number(node, "ref") ?? 0)],
        Members = [.. item.Elements("member").Select(member => new OsmElementMember(
            new(Kind((string?)member.Attribute("type") ?? string.Empty), Number(member, "ref") ?? 0), (string?)member.Attribute("role") ?? string.Empty))],
    };

    private static XElement Element(OsmElement content, long changeset) => new(
        content.Element.KindName,
        new XAttribute("id", content.Element.Id),
        new XAttribute("changeset", changeset),
        content.Version > 0 ? new XAttribute("version", content.Version) : null,
        content.Longitude is { } longitude ? new XAttribute("lon", longitude.ToString("0.0000000", CultureInfo.InvariantCulture)) : null,
        content.Latitude is { } latitude ? new XAttribute("lat", latitude.ToString("0.0000000", CultureInfo.InvariantCulture)) : null,
        content.Nodes.Select(node => new XElement("nd", new XAttribute("ref", node))),
        content.Members.Select(member => new XElement(
            "member", new XAttribute("type", member.Element.KindName), new XAttribute("ref", member.Element.Id), new XAttribute("role", member.Role))),
        content.Tags.Select(Tag));

    private static XElement Bare(ElementChange.Delete change, long changeset) => new(
        change.Element.KindName, new XAttribute("id", change.Element.Id), new XAttribute("changeset", changeset), new XAttribute("version", change.Version));

    private static XElement Tag(KeyValuePair<string, string> tag) => new("tag", new XAttribute("k", tag.Key), new XAttribute("v", tag.Value));

    private static XElement? Block(string name, IEnumerable<XElement> elements)
    {
        var list = elements.ToList();
        return list.Count == 0 ? null : new XElement(name, list);
    }

    private static OsmElementKind Kind(string name) => name switch
    {
        "node" => OsmElementKind.Node,
        "way" => OsmElementKind.Way,
        "relation" => OsmElementKind.Relation,
        _ => throw new XmlException($"There is no element '{name}'."),
    };

    private static long? Number(XElement item, string name) =>
        long.TryParse((string?)item.Attribute(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Degrees(XElement item, string name) =>
        double.TryParse((string?)item.Attribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;
}
