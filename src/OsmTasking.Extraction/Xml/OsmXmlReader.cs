using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Xml;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>Reads one OSM XML document into blocks.</summary>
internal sealed class OsmXmlReader(XmlReader xml, OsmKinds wanted, Action<OsmBlock> visit)
{
    private const int ObjectsPerBlock = 8000;
    private readonly OsmBlock _block = new();
    private readonly Dictionary<string, int> _strings = [];
    private readonly List<OsmTag> _tags = [];
    private readonly List<long> _refs = [];
    private readonly List<OsmMember> _members = [];
    private int _objects;
    private OsmKind _last;

    internal void Read()
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.Name != "osm")
        {
            throw new OsmFormatException($"the document begins with <{xml.Name}> instead of <osm>");
        }

        if (xml.GetAttribute("version") != "0.6")
        {
            throw new OsmFormatException($"the version is '{xml.GetAttribute("version")}' instead of '0.6'");
        }

        Children("osm", name =>
        {
            switch (name)
            {
                case "node":
                    ReadNode();
                    break;
                case "way":
                    ReadWay();
                    break;
                case "relation":
                    ReadRelation();
                    break;
                case "bounds" or "bound" or "note" or "meta" or "changeset":
                    xml.Skip();
                    return;
                default:
                    throw Unexpected(name, "osm");
            }

            if (++_objects >= ObjectsPerBlock)
            {
                Flush();
            }
        });
        Flush();
    }

    private void Flush()
    {
        if (_objects > 0)
        {
            visit(_block);
            _block.Clear();
            _strings.Clear();
            _objects = 0;
        }
    }

    private void Begin(OsmKind kind)
    {
        if (kind != _last)
        {
            Flush(); // A block's kinds come in their fixed order; the document's order is kept by beginning a new one.
            _last = kind;
        }

        _tags.Clear();
        _refs.Clear();
        _members.Clear();
    }

    private void ReadNode()
    {
        Begin(OsmKind.Node);
        var (id, info) = (Long("id"), Info());
        var deleted = !info.Visible && xml.GetAttribute("lat") is null;
        var longitude = deleted ? 0 : Degrees("lon", 180);
        var latitude = deleted ? 0 : Degrees("lat", 90);
        Children("node", name => Tag(name, "node"));
        if (wanted.HasFlag(OsmKinds.Nodes))
        {
            _block.Add(new OsmNode(id, longitude, latitude, Tags(), info));
        }
    }

    private void ReadWay()
    {
        Begin(OsmKind.Way);
        var (id, info) = (Long("id"), Info());
        Children("way", name =>
        {
            if (name == "nd")
            {
                _refs.Add(Long("ref"));
                Children("nd", child => throw Unexpected(child, "nd"));
            }
            else
            {
                Tag(name, "way");
            }
        });
        if (wanted.HasFlag(OsmKinds.Ways))
        {
            _block.Add(new OsmWay(id, _block.AddRefs(CollectionsMarshal.AsSpan(_refs)), Tags(), info));
        }
    }

    private void ReadRelation()
    {
        Begin(OsmKind.Relation);
        var (id, info) = (Long("id"), Info());
        Children("relation", name =>
        {
            if (name == "member")
            {
                var kind = Attribute("type") switch
                {
                    "node" => OsmKind.Node,
                    "way" => OsmKind.Way,
                    "relation" => OsmKind.Relation,
                    var other => throw new OsmFormatException($"a member of type '{other}'"),
                };
                _members.Add(new OsmMember(kind, Long("ref"), String(xml.GetAttribute("role") ?? string.Empty)));
                Children("member", child => throw Unexpected(child, "member"));
            }
            else
            {
                Tag(name, "relation");
            }
        });
        if (wanted.HasFlag(OsmKinds.Relations))
        {
            _block.Add(new OsmRelation(id, _block.AddMembers(CollectionsMarshal.AsSpan(_members)), Tags(), info));
        }
    }

    private void Tag(string name, string parent)
    {
        if (name != "tag")
        {
            throw Unexpected(name, parent);
        }

        _tags.Add(new OsmTag(String(Attribute("k")), String(Attribute("v"))));
        Children("tag", child => throw Unexpected(child, "tag"));
    }

    /// <summary>Reads the children of the element that the reader stands on, and steps past its end.</summary>
    private void Children(string parent, Action<string> child)
    {
        if (xml.IsEmptyElement)
        {
            xml.Read();
            return;
        }

        xml.Read();
        while (xml.NodeType != XmlNodeType.EndElement)
        {
            switch (xml.NodeType)
            {
                case XmlNodeType.Element:
                    child(xml.Name);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    throw new OsmFormatException($"text inside <{parent}>");
                case XmlNodeType.None:
                    throw new OsmFormatException($"the document ends inside <{parent}>");
                default:
                    xml.Read();
                    break;
            }
        }

        xml.Read();
    }

    private OsmSlice Tags() => _block.AddTags(CollectionsMarshal.AsSpan(_tags));

    private OsmInfo Info() => new(
        (int)(Optional("version") ?? 0),
        xml.GetAttribute("timestamp") is not { } text ? 0
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds()
            : throw new OsmFormatException($"timestamp '{text}' is not a time"),
        Optional("changeset") ?? 0,
        Optional("uid") ?? 0,
        xml.GetAttribute("user") is { Length: > 0 } user ? String(user) : 0,
        xml.GetAttribute("visible") != "false");

    private int String(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!_strings.TryGetValue(text, out var index))
        {
            _strings[text] = index = _block.AddString(Encoding.UTF8.GetBytes(text));
        }

        return index;
    }

    private long? Optional(string name) => xml.GetAttribute(name) is null ? null : Long(name);

    private long Long(string name) => long.TryParse(Attribute(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw new OsmFormatException($"{name}='{xml.GetAttribute(name)}' is not a whole number");

    private int Degrees(string name, int most) =>
        decimal.TryParse(Attribute(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) && Math.Abs(degrees) <= most
            ? (int)Math.Round(degrees * 10_000_000m, MidpointRounding.AwayFromZero)
            : throw new OsmFormatException($"{name}='{xml.GetAttribute(name)}' is not a number from -{most} to {most}");

    private string Attribute(string name) => xml.GetAttribute(name) ?? throw new OsmFormatException($"<{xml.Name}> has no {name}");

    private static OsmFormatException Unexpected(string name, string parent) => new($"<{name}> inside <{parent}>");
}
