using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Extraction.Subsets;

/// <summary>Copies chosen objects into blocks of at most 8,000 and hands these on.</summary>
internal sealed class BlockCopy(IOsmTarget target)
{
    private const int Most = 8_000;

    private readonly OsmBlock _copy = new();
    private OsmBlock? _from;
    private int[] _strings = [];
    private int _objects;

    internal SubsetSummary Summary { get; private set; } = new(0, 0, 0);

    internal void Add(OsmBlock block, IdSet nodes, IdSet ways, IdSet relations)
    {
        TakeStringsFrom(block);
        foreach (ref readonly var node in block.Nodes)
        {
            if (nodes.Contains(node.Id))
            {
                _copy.Add(node with { Tags = Tags(node.Tags), Info = Info(node.Info) });
                Summary = Summary with { Nodes = Summary.Nodes + 1 };
                Count();
            }
        }

        foreach (ref readonly var way in block.Ways)
        {
            if (ways.Contains(way.Id))
            {
                _copy.Add(way with { Refs = _copy.AddRefs(block.Refs(way.Refs)), Locations = _copy.AddLocations(block.Locations(way.Locations)), Tags = Tags(way.Tags), Info = Info(way.Info) });
                Summary = Summary with { Ways = Summary.Ways + 1 };
                Count();
            }
        }

        foreach (ref readonly var relation in block.Relations)
        {
            if (relations.Contains(relation.Id))
            {
                _copy.Add(relation with { Members = Members(relation.Members), Tags = Tags(relation.Tags), Info = Info(relation.Info) });
                Summary = Summary with { Relations = Summary.Relations + 1 };
                Count();
            }
        }
    }

    internal void Flush()
    {
        if (_objects > 0)
        {
            target.Write(_copy);
            _copy.Clear();
            Array.Clear(_strings);
            _objects = 0;
        }
    }

    private void Count()
    {
        if (++_objects == Most)
        {
            Flush();
        }
    }

    private void TakeStringsFrom(OsmBlock block)
    {
        _from = block;
        if (_strings.Length < block.StringCount)
        {
            _strings = new int[block.StringCount];
        }

        Array.Clear(_strings);
    }

    // 0 stands for the empty string, and for one that was not copied yet.
    private int String(int index) =>
        index == 0 ? 0 : _strings[index] != 0 ? _strings[index] : _strings[index] = _copy.AddString(_from!.Utf8(index));

    private OsmInfo Info(in OsmInfo info) => info with { User = String(info.User) };

    private OsmSlice Tags(OsmSlice slice)
    {
        var tags = _copy.ExtendTags(slice.Length, out var copied);
        for (var i = 0; i < slice.Length; i++)
        {
            var (key, value) = _from!.Tags(slice)[i];
            tags[i] = new OsmTag(String(key), String(value));
        }

        return copied;
    }

    private OsmSlice Members(OsmSlice slice)
    {
        var members = _copy.ExtendMembers(slice.Length, out var copied);
        for (var i = 0; i < slice.Length; i++)
        {
            var member = _from!.Members(slice)[i];
            members[i] = member with { Role = String(member.Role) };
        }

        return copied;
    }
}
