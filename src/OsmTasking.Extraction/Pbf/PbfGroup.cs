using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Pbf;

/// <summary>A blob being put together: objects of one kind and the strings they use.</summary>
internal sealed class PbfGroup
{
    private readonly PbfStrings _strings = new();
    private readonly PbfDenseColumns _nodes = new();
    private readonly ProtoWriter _group = new();
    private readonly ProtoWriter _object = new();
    private readonly ProtoWriter _part = new();
    private readonly ProtoWriter _roles = new();
    private readonly ProtoWriter _kinds = new();

    internal int Count { get; private set; }

    internal OsmKind Kind { get; private set; }

    /// <summary>Gets the bytes of the blob so far, unpacked.</summary>
    internal int Length => _strings.Table.Length + _nodes.Length + _group.Length;

    internal void Enter(OsmBlock block) => _strings.Enter(block);

    internal void Add(OsmBlock block, in OsmNode node)
    {
        _nodes.Add(block, node, _strings);
        (Kind, Count) = (OsmKind.Node, Count + 1);
    }

    internal void Add(OsmBlock block, in OsmWay way)
    {
        AddCommon(block, way.Id, way.Tags, way.Info);
        var last = 0L;
        foreach (var id in block.Refs(way.Refs))
        {
            _part.Signed(unchecked(id - last));
            last = id;
        }

        Take(_object, 8, _part);
        _group.Message(3, _object);
        (Kind, Count) = (OsmKind.Way, Count + 1);
    }

    internal void Add(OsmBlock block, in OsmRelation relation)
    {
        AddCommon(block, relation.Id, relation.Tags, relation.Info);
        var last = 0L;
        foreach (ref readonly var member in block.Members(relation.Members))
        {
            _roles.Varint(_strings.Number(member.Role));
            _part.Signed(unchecked(member.Id - last));
            _kinds.Varint((ulong)member.Kind);
            last = member.Id;
        }

        Take(_object, 8, _roles);
        Take(_object, 9, _part);
        Take(_object, 10, _kinds);
        _group.Message(4, _object);
        (Kind, Count) = (OsmKind.Relation, Count + 1);
    }

    /// <summary>Gives the blob and begins the next one.</summary>
    internal ProtoWriter Finish()
    {
        var data = new ProtoWriter();
        data.Message(1, _strings.Table);
        if (Kind == OsmKind.Node)
        {
            _group.Message(2, _nodes.Finish());
        }

        data.Message(2, _group);
        _strings.Clear();
        _nodes.Clear();
        _group.Clear();
        Count = 0;
        return data;
    }

    private void AddCommon(OsmBlock block, long id, OsmSlice slice, in OsmInfo info)
    {
        _object.Clear();
        _object.Number(1, (ulong)id);
        var tags = block.Tags(slice);
        foreach (ref readonly var tag in tags)
        {
            _part.Varint(_strings.Number(tag.Key));
        }

        Take(_object, 2, _part);
        foreach (ref readonly var tag in tags)
        {
            _part.Varint(_strings.Number(tag.Value));
        }

        Take(_object, 3, _part);
        if (info != PbfDenseColumns.Nothing)
        {
            _part.Number(1, (ulong)info.Version);
            _part.Number(2, (ulong)info.Timestamp);
            _part.Number(3, (ulong)info.Changeset);
            _part.Number(4, (ulong)info.UserId);
            _part.Number(5, _strings.Number(info.User));
            if (!info.Visible)
            {
                _part.Number(6, 0);
            }

            Take(_object, 4, _part);
        }
    }

    private static void Take(ProtoWriter into, int field, ProtoWriter part)
    {
        if (part.Length > 0)
        {
            into.Message(field, part);
            part.Clear();
        }
    }
}
