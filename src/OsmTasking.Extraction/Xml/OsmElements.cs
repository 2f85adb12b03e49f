using System.Runtime.InteropServices;
using System.Text;
using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Xml;

/// <summary>Reads the elements node, way and relation into blocks: one parser for OSM XML and change files.</summary>
internal sealed class OsmElements
{
    private const int ObjectsPerBlock = 8000;
    private const int PartsPerBlock = 500_000;
    private const int CharactersPerBlock = 4_000_000;

    /// <summary>The most tags, nodes and members of one object together; the API allows 2,000 nodes and 32,000 members.</summary>
    private const int PartsPerObject = 1_000_000;

    private readonly XmlCursor _xml;
    private readonly OsmKinds _wanted;
    private readonly Action<OsmBlock> _visit;
    private readonly OsmBlock _block = new();
    private readonly Dictionary<string, int> _strings = [];
    private readonly List<OsmTag> _tags = [];
    private readonly List<long> _refs = [];
    private readonly List<OsmMember> _members = [];
    private readonly Action<string> _nodeChild;
    private readonly Action<string> _wayChild;
    private readonly Action<string> _relationChild;
    private int _objects;
    private int _parts;
    private int _characters;
    private OsmKind _last;

    internal OsmElements(XmlCursor xml, OsmKinds wanted, Action<OsmBlock> visit)
    {
        (_xml, _wanted, _visit) = (xml, wanted, visit);
        (_nodeChild, _wayChild, _relationChild) = (name => Tag(name, "node"), WayChild, RelationChild);
    }

    /// <summary>Reads the element that the cursor stands on, if it is an object, and steps past its end.</summary>
    /// <param name="name">The name of the element.</param>
    /// <param name="deleted">The object is deleted: it need not have a location.</param>
    internal bool TryRead(string name, bool deleted = false)
    {
        switch (name)
        {
            case "node":
                Begin(OsmKind.Node);
                ReadNode(deleted);
                break;
            case "way":
                Begin(OsmKind.Way);
                ReadWay(deleted);
                break;
            case "relation":
                Begin(OsmKind.Relation);
                ReadRelation(deleted);
                break;
            default:
                return false;
        }

        _parts += _tags.Count + _refs.Count + _members.Count;
        if (++_objects >= ObjectsPerBlock || _parts >= PartsPerBlock || _characters >= CharactersPerBlock)
        {
            Flush();
        }

        return true;
    }

    /// <summary>Hands over what was read since the last block.</summary>
    internal void Flush()
    {
        if (_objects == 0)
        {
            return;
        }

        if (!_block.Nodes.IsEmpty || !_block.Ways.IsEmpty || !_block.Relations.IsEmpty)
        {
            _visit(_block);
        }

        _block.Clear();
        _strings.Clear();
        (_objects, _parts, _characters, _last) = (0, 0, 0, OsmKind.Node);
    }

    private void Begin(OsmKind kind)
    {
        if (kind < _last)
        {
            Flush(); // A block's kinds come in their fixed order; the document's order is kept by beginning a new one.
        }

        _last = kind;
        _tags.Clear();
        _refs.Clear();
        _members.Clear();
    }

    private void ReadNode(bool deleted)
    {
        var (id, info) = (_xml.Long("id"), Info(deleted));
        var located = info.Visible || _xml.Optional("lat") is not null || _xml.Optional("lon") is not null;
        var longitude = located ? _xml.Degrees("lon", 180) : 0;
        var latitude = located ? _xml.Degrees("lat", 90) : 0;
        _xml.Children("node", _nodeChild);
        if (_wanted.HasFlag(OsmKinds.Nodes))
        {
            _block.Add(new OsmNode(id, longitude, latitude, Tags(), info));
        }
    }

    private void ReadWay(bool deleted)
    {
        var (id, info) = (_xml.Long("id"), Info(deleted));
        _xml.Children("way", _wayChild);
        if (_wanted.HasFlag(OsmKinds.Ways))
        {
            _block.Add(new OsmWay(id, _block.AddRefs(CollectionsMarshal.AsSpan(_refs)), Tags(), info));
        }
    }

    private void WayChild(string name)
    {
        if (name == "nd")
        {
            _refs.Add(_xml.Long("ref"));
            Count(_refs.Count);
            _xml.Leaf("nd");
        }
        else
        {
            Tag(name, "way");
        }
    }

    private void ReadRelation(bool deleted)
    {
        var (id, info) = (_xml.Long("id"), Info(deleted));
        _xml.Children("relation", _relationChild);
        if (_wanted.HasFlag(OsmKinds.Relations))
        {
            _block.Add(new OsmRelation(id, _block.AddMembers(CollectionsMarshal.AsSpan(_members)), Tags(), info));
        }
    }

    private void RelationChild(string name)
    {
        if (name == "member")
        {
            var kind = _xml.Attribute("type") switch
            {
                "node" => OsmKind.Node,
                "way" => OsmKind.Way,
                "relation" => OsmKind.Relation,
                var other => throw _xml.FaultIn("type", $"a member of type '{XmlNumbers.Shortened(other)}'"),
            };
            _members.Add(new OsmMember(kind, _xml.Long("ref"), String(_xml.Optional("role") ?? string.Empty)));
            Count(_members.Count);
            _xml.Leaf("member");
        }
        else
        {
            Tag(name, "relation");
        }
    }

    private void Tag(string name, string parent)
    {
        if (name != "tag")
        {
            throw _xml.Unexpected(name, parent);
        }

        _tags.Add(new OsmTag(String(_xml.Attribute("k")), String(_xml.Attribute("v"))));
        Count(_tags.Count);
        _xml.Leaf("tag");
    }

    private void Count(int parts)
    {
        if (parts > PartsPerObject)
        {
            throw _xml.Fault($"an object with more than {PartsPerObject} tags, nodes or members");
        }
    }

    private OsmSlice Tags() => _block.AddTags(CollectionsMarshal.AsSpan(_tags));

    private OsmInfo Info(bool deleted) => new(
        (int)_xml.OptionalLong("version", 0, int.MaxValue),
        _xml.Time("timestamp"),
        _xml.OptionalLong("changeset"),
        _xml.OptionalLong("uid", int.MinValue, int.MaxValue),
        String(_xml.Optional("user") ?? string.Empty),
        _xml.Truth("visible", otherwise: !deleted) && !deleted);

    private int String(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        if (!_strings.TryGetValue(text, out var index))
        {
            _characters += text.Length;
            _strings[text] = index = _block.AddString(Encoding.UTF8.GetBytes(text));
        }

        return index;
    }
}
