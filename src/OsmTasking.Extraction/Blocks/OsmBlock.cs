using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Blocks;

/// <summary>
/// A batch of OSM objects in file order, decoded into flat arrays: what readers fill and everything else reads.
/// Strings stay UTF-8 in one buffer; nothing is allocated per object.
/// </summary>
/// <remarks>
/// A block belongs to the reader that filled it and is reused: spans taken from it die with the next block.
/// Within a block all nodes come before all ways before all relations.
/// String 0 is always the empty string.
/// </remarks>
public sealed class OsmBlock
{
    private readonly List<OsmNode> _nodes = [];
    private readonly List<OsmWay> _ways = [];
    private readonly List<OsmRelation> _relations = [];
    private readonly List<OsmTag> _tags = [];
    private readonly List<long> _refs = [];
    private readonly List<OsmMember> _members = [];
    private readonly List<OsmSlice> _strings = [new(0, 0)];
    private byte[] _text = [];
    private int _textLength;

    /// <summary>Gets the nodes.</summary>
    public ReadOnlySpan<OsmNode> Nodes => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>Gets the ways.</summary>
    public ReadOnlySpan<OsmWay> Ways => CollectionsMarshal.AsSpan(_ways);

    /// <summary>Gets the relations.</summary>
    public ReadOnlySpan<OsmRelation> Relations => CollectionsMarshal.AsSpan(_relations);

    /// <summary>Gets the number of strings, the empty one included.</summary>
    public int StringCount => _strings.Count;

    /// <summary>Gets the tags in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<OsmTag> Tags(OsmSlice slice) => CollectionsMarshal.AsSpan(_tags).Slice(slice.Start, slice.Length);

    /// <summary>Gets the node ids in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<long> Refs(OsmSlice slice) => CollectionsMarshal.AsSpan(_refs).Slice(slice.Start, slice.Length);

    /// <summary>Gets the members in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<OsmMember> Members(OsmSlice slice) => CollectionsMarshal.AsSpan(_members).Slice(slice.Start, slice.Length);

    /// <summary>Gets a string as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8(int index)
    {
        var slice = _strings[index];
        return _text.AsSpan(slice.Start, slice.Length);
    }

    /// <summary>Gets a string. Allocates; for the friendly layers only.</summary>
    public string Text(int index) => System.Text.Encoding.UTF8.GetString(Utf8(index));

    /// <summary>Empties the block for reuse; its buffers stay.</summary>
    public void Clear()
    {
        _nodes.Clear();
        _ways.Clear();
        _relations.Clear();
        _tags.Clear();
        _refs.Clear();
        _members.Clear();
        CollectionsMarshal.SetCount(_strings, 1);
        _textLength = 0;
    }

    /// <summary>Adds a string and returns its index. Equal strings are not merged.</summary>
    public int AddString(ReadOnlySpan<byte> utf8)
    {
        if (_textLength + utf8.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_textLength + utf8.Length, Math.Max(4096, _text.Length * 2)));
        }

        utf8.CopyTo(_text.AsSpan(_textLength));
        _strings.Add(new OsmSlice(_textLength, utf8.Length));
        _textLength += utf8.Length;
        return _strings.Count - 1;
    }

    /// <summary>Adds tags and returns where they are.</summary>
    public OsmSlice AddTags(ReadOnlySpan<OsmTag> tags) => Append(_tags, tags);

    /// <summary>Adds node ids and returns where they are.</summary>
    public OsmSlice AddRefs(ReadOnlySpan<long> refs) => Append(_refs, refs);

    /// <summary>Adds members and returns where they are.</summary>
    public OsmSlice AddMembers(ReadOnlySpan<OsmMember> members) => Append(_members, members);

    /// <summary>Adds a node.</summary>
    public void Add(in OsmNode node) => _nodes.Add(node);

    /// <summary>Adds a way.</summary>
    public void Add(in OsmWay way) => _ways.Add(way);

    /// <summary>Adds a relation.</summary>
    public void Add(in OsmRelation relation) => _relations.Add(relation);

    private static OsmSlice Append<T>(List<T> list, ReadOnlySpan<T> items)
    {
        var start = list.Count;
        list.AddRange(items);
        return new OsmSlice(start, items.Length);
    }
}
