using OsmTasking.Extraction.Blocks;

namespace OsmTasking.Postgis.RawData;

/// <summary>Puts together, from changes and tables, the objects that an update makes anew and what they are made of.</summary>
internal sealed class GatheredObjects
{
    private readonly ChangedObjects _changes;
    private readonly StoredObjects _stored;
    private readonly OsmBlock _block = new();
    private readonly BlockCopy _copy;
    private readonly HashSet<long> _memberWays = [];
    private readonly SortedSet<long> _nodes = [];

    internal GatheredObjects(ChangedObjects changes, StoredObjects stored)
    {
        (_changes, _stored) = (changes, stored);
        _copy = new(_block);
    }

    internal IReadOnlyCollection<long> MemberWays => _memberWays;

    internal IReadOnlyCollection<long> NodesNeeded => _nodes;

    internal void AddRelation(long id)
    {
        var (from, relation) = _changes.Relations.TryGetValue(id, out var changed) ? (_changes.Block, changed) : (_stored.Block, _stored.Relations[id]);
        if (!relation.Info.Visible)
        {
            return;
        }

        _block.Add(new OsmRelation(id, _copy.Members(from, relation.Members), _copy.Tags(from, relation.Tags), _copy.Info(from, relation.Info)));
        foreach (var member in from.Members(relation.Members))
        {
            if (member.Kind == OsmKind.Way)
            {
                _memberWays.Add(member.Id);
            }
            else if (member.Kind == OsmKind.Node)
            {
                _nodes.Add(member.Id);
            }
        }
    }

    /// <summary>Adds the ways to be made anew, and those that only relations need: these without tags, so that they give no rows.</summary>
    internal void AddWays(HashSet<long> anew)
    {
        foreach (var id in anew)
        {
            AddWay(id, tagged: true);
        }

        foreach (var id in _memberWays.Where(id => !anew.Contains(id)))
        {
            AddWay(id, tagged: false);
        }
    }

    internal void AddNodes(StoredLocations locations)
    {
        foreach (var node in _changes.Nodes.Values)
        {
            if (node.Info.Visible)
            {
                _nodes.Add(node.Id);
            }
        }

        foreach (var id in _nodes)
        {
            if (_changes.Nodes.TryGetValue(id, out var changed) && changed.Info.Visible)
            {
                _block.Add(changed with { Tags = _copy.Tags(_changes.Block, changed.Tags), Info = _copy.Info(_changes.Block, changed.Info) });
            }
            else if (locations.Find(id) is { } place)
            {
                _block.Add(new OsmNode(id, place.Longitude, place.Latitude, default, default(OsmInfo) with { Visible = true }));
            }
        }
    }

    internal IOsmSource ToSource() => new OneBlock(_block);

    private void AddWay(long id, bool tagged)
    {
        OsmBlock from;
        if (_changes.Ways.TryGetValue(id, out var way))
        {
            from = _changes.Block;
        }
        else if (_stored.Ways.TryGetValue(id, out way))
        {
            from = _stored.Block;
        }
        else
        {
            return;
        }

        if (way.Info.Visible)
        {
            _block.Add(new OsmWay(id, _copy.Refs(from, way.Refs), tagged ? _copy.Tags(from, way.Tags) : default, _copy.Info(from, way.Info)));
            foreach (var node in from.Refs(way.Refs))
            {
                _nodes.Add(node);
            }
        }
    }

    private sealed class OneBlock(OsmBlock block) : IOsmSource
    {
        public long? LengthInBytes => null;

        public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default) => visit(block);
    }
}
