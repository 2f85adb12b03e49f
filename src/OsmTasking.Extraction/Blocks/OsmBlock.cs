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
    private GrowingArray<OsmNode> _nodes = new();
    private GrowingArray<OsmWay> _ways = new();
    private GrowingArray<OsmRelation> _relations = new();
    private GrowingArray<OsmTag> _tags = new();
    private GrowingArray<long> _refs = new();
    private GrowingArray<OsmMember> _members = new();
    private GrowingArray<OsmLocation> _locations = new();
    private GrowingArray<OsmSlice> _strings = new();
    private byte[] _text = [];
    private int _textLength;
    private BlockPart? _part;

    /// <summary>Creates an empty block.</summary>
    public OsmBlock() => Clear();

    /// <summary>Gets the nodes.</summary>
    public ReadOnlySpan<OsmNode> Nodes => _part is { } part ? part.Of(OsmKinds.Nodes, _nodes.Span) : _nodes.Span;

    /// <summary>Gets the ways.</summary>
    public ReadOnlySpan<OsmWay> Ways => _part is { } part ? part.Of(OsmKinds.Ways, _ways.Span) : _ways.Span;

    /// <summary>Gets the relations.</summary>
    public ReadOnlySpan<OsmRelation> Relations => _part is { } part ? part.Of(OsmKinds.Relations, _relations.Span) : _relations.Span;

    /// <summary>Gets the number of strings, the empty one included.</summary>
    public int StringCount => _strings.Count;

    /// <summary>Gets how many times the block was filled anew: what was learnt about its strings and tags is good for as long as this stays.</summary>
    internal long Filling { get; private set; }

    /// <summary>Gets the tags in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<OsmTag> Tags(OsmSlice slice) => _tags.Span.Slice(slice.Start, slice.Length);

    /// <summary>Gets the node ids in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<long> Refs(OsmSlice slice) => _refs.Span.Slice(slice.Start, slice.Length);

    /// <summary>Gets the members in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<OsmMember> Members(OsmSlice slice) => _members.Span.Slice(slice.Start, slice.Length);

    /// <summary>Gets the locations in <paramref name="slice"/>.</summary>
    public ReadOnlySpan<OsmLocation> Locations(OsmSlice slice) => _locations.Span.Slice(slice.Start, slice.Length);

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
        _locations.Clear();
        _strings.Clear();
        _strings.Add(default);
        _textLength = 0;
        Filling++;
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
    public OsmSlice AddTags(ReadOnlySpan<OsmTag> tags) => Append(ref _tags, tags);

    /// <summary>Adds node ids and returns where they are.</summary>
    public OsmSlice AddRefs(ReadOnlySpan<long> refs) => Append(ref _refs, refs);

    /// <summary>Adds members and returns where they are.</summary>
    public OsmSlice AddMembers(ReadOnlySpan<OsmMember> members) => Append(ref _members, members);

    /// <summary>Adds locations and returns where they are.</summary>
    public OsmSlice AddLocations(ReadOnlySpan<OsmLocation> locations) => Append(ref _locations, locations);

    /// <summary>Adds a node.</summary>
    public void Add(in OsmNode node) => _nodes.Add(node);

    /// <summary>Adds a way.</summary>
    public void Add(in OsmWay way) => _ways.Add(way);

    /// <summary>Adds a relation.</summary>
    public void Add(in OsmRelation relation) => _relations.Add(relation);

    /// <summary>Shows a part of another block's objects, from the other's own buffers; good for as long as the other is not filled anew.</summary>
    internal void Show(OsmBlock whole, BlockPart part)
    {
        (_nodes, _ways, _relations) = (whole._nodes, whole._ways, whole._relations);
        (_tags, _refs, _members, _locations) = (whole._tags, whole._refs, whole._members, whole._locations);
        (_strings, _text, _textLength, _part) = (whole._strings, whole._text, whole._textLength, part);
        Filling++;
    }

    /// <summary>Takes text that lies in a reader's own buffer in the place of the block's; strings are then stretches of it.</summary>
    internal void UseText(byte[] text) => _text = text;

    internal void AddString(OsmSlice inText) => _strings.Add(inText);

    internal Span<OsmNode> ExtendNodes(int count) => _nodes.Extend(count);

    internal Span<OsmWay> ExtendWays(int count) => _ways.Extend(count);

    internal Span<long> ExtendRefs(int count, out OsmSlice slice)
    {
        slice = new OsmSlice(_refs.Count, count);
        return _refs.Extend(count);
    }

    internal Span<OsmTag> ExtendTags(int count, out OsmSlice slice)
    {
        slice = new OsmSlice(_tags.Count, count);
        return _tags.Extend(count);
    }

    internal Span<OsmMember> ExtendMembers(int count, out OsmSlice slice)
    {
        slice = new OsmSlice(_members.Count, count);
        return _members.Extend(count);
    }

    internal Span<OsmLocation> ExtendLocations(int count, out OsmSlice slice)
    {
        slice = new OsmSlice(_locations.Count, count);
        return _locations.Extend(count);
    }

    private static OsmSlice Append<T>(ref GrowingArray<T> array, ReadOnlySpan<T> items)
    {
        var start = array.Count;
        items.CopyTo(array.Extend(items.Length));
        return new OsmSlice(start, items.Length);
    }
}
