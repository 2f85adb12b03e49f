using System.Globalization;
using System.Xml.Linq;
using OsmTasking.Core.Edits;

namespace OsmTasking.TestKit.Osm;

/// <summary>One upload: every element is checked in its order, and the first fault ends it all.</summary>
internal sealed class FakeUpload(FakeOsmData data, long changeset, XElement change)
{
    private readonly Dictionary<OsmElementId, long> _placeholders = [];
    private readonly Dictionary<OsmElementId, OsmElement> _writing = [];
    private double _west = double.MaxValue;
    private double _east = double.MinValue;

    internal List<OsmElement> Written { get; } = [];

    internal double Width => _east > _west ? _east - _west : 0;

    internal XElement Run()
    {
        if (change.Name != "osmChange")
        {
            throw new OsmRefusedException(400, $"Unknown action {change.Name}");
        }

        var result = new XElement("diffResult", new XAttribute("version", "0.6"));
        foreach (var block in change.Elements())
        {
            foreach (var item in block.Elements())
            {
                result.Add(block.Name.LocalName switch
                {
                    "create" => Create(item),
                    "modify" => Modify(item),
                    "delete" => Delete(item, (string?)block.Attribute("if-unused") is not null),
                    var other => throw new OsmRefusedException(400, $"Unknown action {other}, choices are create, modify, delete"),
                });
            }
        }

        return result;
    }

    private XElement Create(XElement item)
    {
        var id = Id(item);
        CheckChangeset(item);
        if (id.Id >= 0 || _placeholders.ContainsKey(id))
        {
            throw new OsmRefusedException(400, "Placeholder IDs must be unique and negative for created elements.");
        }

        var given = data.NextId();
        var fresh = Read(item, id with { Id = given }, 1);
        _placeholders[id] = given;
        Write(fresh);
        return Line(item, id.Id, given, 1);
    }

    private XElement Modify(XElement item)
    {
        var id = Id(item);
        CheckChangeset(item);
        var old = Present(id, item);
        var next = Read(item, id, old.Version + 1);
        Touch(old);
        Write(next);
        return Line(item, id.Id, id.Id, next.Version);
    }

    private XElement Delete(XElement item, bool ifUnused)
    {
        var id = Id(item);
        CheckChangeset(item);
        var known = _writing.GetValueOrDefault(id) ?? data.Now(id.Kind, id.Id);
        if (ifUnused && known is { IsVisible: false })
        {
            return Line(item, id.Id, null, null);
        }

        var old = Present(id, item);
        if (data.IsUsed(id, _writing.Values))
        {
            return ifUnused ? Line(item, id.Id, id.Id, old.Version)
                : throw new OsmRefusedException(412, $"Precondition failed: {id.KindName} {id.Id} is still used by others.");
        }

        Touch(old);
        Write(old with { Version = old.Version + 1, IsVisible = false, Tags = new Dictionary<string, string>(), Nodes = [], Members = [] });
        return Line(item, id.Id, null, null);
    }

    private OsmElement Present(OsmElementId id, XElement item)
    {
        var old = _writing.GetValueOrDefault(id) ?? data.Now(id.Kind, id.Id) ?? throw new OsmRefusedException(404, $"The {id.KindName} with the id {id.Id} was not found");
        var version = Number(item, "version") ?? throw new OsmRefusedException(400, "Version is required when updating");
        return !old.IsVisible ? throw new OsmRefusedException(410, $"The {id.KindName} with the id {id.Id} has already been deleted")
            : old.Version != version ? throw new OsmRefusedException(409, $"Version mismatch: Provided {version}, server had: {old.Version} of {id.KindName} {id.Id}")
            : old;
    }

    private OsmElement Read(XElement item, OsmElementId id, int version)
    {
        var keys = item.Elements("tag").Select(tag => (string)tag.Attribute("k")!).ToList();
        if (keys.Distinct().Count() < keys.Count)
        {
            throw new OsmRefusedException(400, $"Element {id.KindName}/{id.Id} has duplicate tags");
        }

        var nodes = item.Elements("nd").Select(node => Resolve(new(OsmElementKind.Node, Number(node, "ref")!.Value), id).Id).ToList();
        if (nodes.Count > 2000)
        {
            throw new OsmRefusedException(400, $"You tried to add {nodes.Count} nodes to way {id.Id}, however only 2000 are allowed");
        }

        var members = item.Elements("member").Select(member => new OsmElementMember(
            Resolve(new(FakeOsmData.Kind((string)member.Attribute("type")!), Number(member, "ref")!.Value), id), (string?)member.Attribute("role") ?? string.Empty)).ToList();
        return new OsmElement(id, version)
        {
            Tags = item.Elements("tag").ToDictionary(tag => (string)tag.Attribute("k")!, tag => (string)tag.Attribute("v")!),
            Nodes = nodes,
            Members = members,
            Longitude = Degrees(item, "lon") ?? (id.Kind == OsmElementKind.Node ? throw new OsmRefusedException(400, "lon missing") : null),
            Latitude = Degrees(item, "lat"),
        };
    }

    private OsmElementId Resolve(OsmElementId reference, OsmElementId from)
    {
        if (reference.Id < 0)
        {
            return _placeholders.TryGetValue(reference, out var id) ? reference with { Id = id } : throw new OsmRefusedException(400, $"Placeholder {reference.KindName} not found for reference {reference.Id} in {from.KindName} {from.Id}");
        }

        return (_writing.GetValueOrDefault(reference) ?? data.Now(reference.Kind, reference.Id)) is { IsVisible: true } ? reference
            : throw new OsmRefusedException(412, $"Precondition failed: {from.KindName} {from.Id} requires the {reference.KindName}s with id in {reference.Id}, which either do not exist, or are not visible.");
    }

    private void CheckChangeset(XElement item)
    {
        if (Number(item, "changeset") is var named && named != changeset)
        {
            throw new OsmRefusedException(409, $"Changeset mismatch: Provided {named} but only {changeset} is allowed");
        }
    }

    private void Write(OsmElement element)
    {
        Touch(element);
        _writing[element.Element] = element;
        Written.Add(element);
    }

    private void Touch(OsmElement element)
    {
        foreach (var longitude in element.Nodes.Select(node => (_writing.GetValueOrDefault(new(OsmElementKind.Node, node)) ?? data.Now(OsmElementKind.Node, node))?.Longitude).Append(element.Longitude).OfType<double>())
        {
            (_west, _east) = (Math.Min(_west, longitude), Math.Max(_east, longitude));
        }
    }

    private static OsmElementId Id(XElement item) => new(FakeOsmData.Kind(item.Name.LocalName), Number(item, "id") ?? throw new OsmRefusedException(400, "ID is required"));

    private static XElement Line(XElement item, long old, long? id, int? version) => new(
        item.Name, new XAttribute("old_id", old), id is null ? null : new XAttribute("new_id", id), version is null ? null : new XAttribute("new_version", version));

    private static long? Number(XElement item, string name) => long.TryParse((string?)item.Attribute(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Degrees(XElement item, string name) => double.TryParse((string?)item.Attribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;
}
