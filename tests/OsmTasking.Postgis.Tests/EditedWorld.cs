using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;

namespace OsmTasking.Postgis.Tests;

/// <summary>OSM data that is edited at random: the oracle for updates. It is a source of what it holds, and writes what was done as changes.</summary>
internal sealed class EditedWorld(int seed, bool staysOnGlobe = false) : IOsmSource
{
    private readonly Random _random = new(seed);
    private readonly SortedDictionary<long, Node> _nodes = [];
    private readonly SortedDictionary<long, Way> _ways = [];
    private readonly SortedDictionary<long, Relation> _relations = [];
    private readonly List<(ChangeAction Action, object Thing)> _done = [];
    private List<long> _nodeIds = [];
    private List<long> _wayIds = [];
    private List<long> _relationIds = [];
    private long _next = 1L << 40;

    public long? LengthInBytes => null;

    private long NewId() => _next += _random.Next(1, 400);

    /// <summary>Takes all of a source.</summary>
    internal void Load(IOsmSource source)
    {
        source.Read(OsmKinds.All, block =>
        {
            foreach (var node in block.Nodes)
            {
                _nodes[node.Id] = new(node.Id, node.Info.Version, node.Longitude, node.Latitude, Tags(block, node.Tags));
            }

            foreach (var way in block.Ways)
            {
                _ways[way.Id] = new(way.Id, way.Info.Version, block.Refs(way.Refs).ToArray(), Tags(block, way.Tags));
            }

            foreach (var relation in block.Relations)
            {
                var members = block.Members(relation.Members).ToArray().Select(member => (member.Kind, member.Id, block.Text(member.Role))).ToArray();
                _relations[relation.Id] = new(relation.Id, relation.Info.Version, members, Tags(block, relation.Tags));
            }
        });
    }

    /// <summary>A small made-up town: buildings, roads, a forest with a clearing, a bus route, a way that crosses itself.</summary>
    internal void LoadTown()
    {
        for (var i = 0; i < 400; i++)
        {
            _nodes[i * 7] = new(i * 7, 1, 90_000_000 + (i % 20 * 1000), 470_000_000 + (i / 20 * 1000), i % 50 == 0 ? [("natural", "tree")] : []);
        }

        for (var i = 0; i < 90; i++)
        {
            var corner = (i % 18) + (i / 18 * 80);
            long[] square = [corner * 7, (corner + 1) * 7, (corner + 21) * 7, (corner + 20) * 7, corner * 7];
            _ways[i + 1] = new(i + 1, 1, i % 9 == 0 ? [square[0], square[2], square[1], square[3], square[0]] : square, i % 3 == 0 ? [] : [("building", "yes")]);
        }

        for (var i = 0; i < 20; i++)
        {
            _ways[1000 + i] = new(1000 + i, 1, [.. Enumerable.Range(0, 20).Select(step => (long)((i * 20) + step) * 7)], [("highway", "residential")]);
        }

        for (var i = 0; i < 25; i++)
        {
            _relations[i + 1] = i % 2 == 0
                ? new(i + 1, 1, [(OsmKind.Way, (3 * i) + 1, "outer"), (OsmKind.Way, (3 * i) + 4, "outer")], [("type", "multipolygon"), ("landuse", "forest")])
                : new(i + 1, 1, [(OsmKind.Way, 1000 + (i % 20), ""), (OsmKind.Node, i * 49, "stop"), (OsmKind.Relation, i, "")], [("type", "route"), ("route", "bus")]);
        }
    }

    /// <summary>Edits so many objects, and hands over what was done since.</summary>
    internal IEnumerable<(ChangeAction Action, OsmBlock Block)> Edit(int edits)
    {
        (_nodeIds, _wayIds, _relationIds) = ([.. _nodes.Keys], [.. _ways.Keys], [.. _relations.Keys]);
        _done.Clear();
        for (var i = 0; i < edits; i++)
        {
            EditOne();
        }

        foreach (var (action, thing) in _done)
        {
            var block = new OsmBlock();
            Add(block, thing, action != ChangeAction.Delete);
            yield return (action, block);
        }
    }

    public void Read(OsmKinds kinds, Action<OsmBlock> visit, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var block = new OsmBlock();
        foreach (var thing in _nodes.Values.Cast<object>().Concat(_ways.Values).Concat(_relations.Values))
        {
            Add(block, thing, visible: true);
        }

        visit(block);
    }

    private static (string, string)[] Tags(OsmBlock block, OsmSlice tags) => [.. block.Tags(tags).ToArray().Select(tag => (block.Text(tag.Key), block.Text(tag.Value)))];

    private static void Add(OsmBlock block, object thing, bool visible)
    {
        int Text(string text) => block.AddString(System.Text.Encoding.UTF8.GetBytes(text));
        OsmSlice Tagged((string Key, string Value)[] tags) => block.AddTags([.. tags.Select(tag => new OsmTag(Text(tag.Key), Text(tag.Value)))]);
        OsmInfo Info(int version) => new(version, 1_700_000_000 + version, 1000 + version, 7, Text("ada"), visible);
        switch (thing)
        {
            case Node node:
                block.Add(new OsmNode(node.Id, node.Longitude, node.Latitude, Tagged(node.Tags), Info(node.Version)));
                break;
            case Way way:
                block.Add(new OsmWay(way.Id, block.AddRefs(way.Refs), Tagged(way.Tags), Info(way.Version)));
                break;
            case Relation relation:
                var members = relation.Members.Select(member => new OsmMember(member.Kind, member.Id, Text(member.Role))).ToArray();
                block.Add(new OsmRelation(relation.Id, block.AddMembers(members), Tagged(relation.Tags), Info(relation.Version)));
                break;
        }
    }

    private void EditOne()
    {
        switch (_random.Next(20))
        {
            case < 8:
                EditNode();
                break;
            case < 15:
                EditWay();
                break;
            default:
                EditRelation();
                break;
        }
    }

    private void EditNode()
    {
        if (_random.Next(6) == 0 || !_nodes.TryGetValue(Pick(_nodeIds), out var node))
        {
            var near = _nodes[_nodes.Keys.First()];
            Put(ChangeAction.Create, new Node(NewId(), 1, near.Longitude + _random.Next(90_000), near.Latitude + _random.Next(90_000), SomeTags()));
            return;
        }

        var next = node with { Version = node.Version + 1 };
        switch (_random.Next(8))
        {
            case 0:
                _nodes.Remove(node.Id);
                _done.Add((ChangeAction.Delete, next));
                break;
            case 1:
                Put(ChangeAction.Modify, next with { Tags = SomeTags() });
                break;
            case 2 when !staysOnGlobe && _random.Next(10) == 0:
                Put(ChangeAction.Modify, next with { Latitude = 1_000_000_000 }); // Off the globe.
                break;
            default:
                Put(ChangeAction.Modify, next with { Longitude = node.Longitude + _random.Next(-3000, 3000), Latitude = node.Latitude + _random.Next(-3000, 3000) });
                break;
        }
    }

    private void EditWay()
    {
        if (_random.Next(6) == 0 || !_ways.TryGetValue(Pick(_wayIds), out var way))
        {
            var start = _random.Next(_nodeIds.Count);
            long[] refs = [.. _nodeIds.Skip(start).Take(_random.Next(1, 9))];
            Put(ChangeAction.Create, new Way(NewId(), 1, _random.Next(2) == 0 ? [.. refs, refs[0]] : refs, SomeTags()));
            return;
        }

        var next = way with { Version = way.Version + 1 };
        var at = _random.Next(Math.Max(1, way.Refs.Length));
        switch (_random.Next(7))
        {
            case 0:
                _ways.Remove(way.Id);
                _done.Add((ChangeAction.Delete, next));
                break;
            case 1:
                Put(ChangeAction.Modify, next with { Tags = SomeTags() });
                break;
            case 2:
                Put(ChangeAction.Modify, next with { Refs = [.. way.Refs.Reverse()] });
                break;
            case 3 when way.Refs.Length > 0:
                Put(ChangeAction.Modify, next with { Refs = [.. way.Refs.Where((_, i) => i != at)] });
                break;
            default:
                Put(ChangeAction.Modify, next with { Refs = [.. way.Refs.Take(at), Pick(_nodeIds), .. way.Refs.Skip(at)] });
                break;
        }
    }

    private void EditRelation()
    {
        if (_random.Next(6) == 0 || !_relations.TryGetValue(Pick(_relationIds), out var relation))
        {
            var area = _random.Next(2) == 0;
            var members = Enumerable.Range(0, _random.Next(1, 5)).Select(i => i % 3 == 2 && !area ? (OsmKind.Node, Pick(_nodeIds), "via") : (OsmKind.Way, Pick(_wayIds), "outer")).ToArray();
            Put(ChangeAction.Create, new Relation(NewId(), 1, members, [("type", area ? "multipolygon" : "site"), .. SomeTags()]));
            return;
        }

        var next = relation with { Version = relation.Version + 1 };
        switch (_random.Next(5))
        {
            case 0:
                _relations.Remove(relation.Id);
                _done.Add((ChangeAction.Delete, next));
                break;
            case 1:
                Put(ChangeAction.Modify, next with { Tags = _random.Next(3) == 0 ? [("type", "multipolygon")] : [("type", "boundary"), ("name", "x")] });
                break;
            case 2:
                Put(ChangeAction.Modify, next with { Members = [.. relation.Members.Skip(1)] });
                break;
            default:
                Put(ChangeAction.Modify, next with { Members = [.. relation.Members, (OsmKind.Way, Pick(_wayIds), "inner")] });
                break;
        }
    }

    private void Put(ChangeAction action, object thing)
    {
        _done.Add((action, thing));
        switch (thing)
        {
            case Node node:
                _nodes[node.Id] = node;
                _nodeIds.Add(node.Id);
                break;
            case Way way:
                _ways[way.Id] = way;
                _wayIds.Add(way.Id);
                break;
            case Relation relation:
                _relations[relation.Id] = relation;
                _relationIds.Add(relation.Id);
                break;
        }
    }

    // Deleted ids stay in the lists: what is gone is referred to now and then.
    private long Pick(List<long> ids) => ids.Count == 0 ? -1 : ids[_random.Next(ids.Count)];

    private (string, string)[] SomeTags() => _random.Next(4) switch
    {
        0 => [],
        1 => [("building", "yes"), ("name", "\"\\ \u6f22 '")],
        2 => [("highway", "track")],
        _ => [("natural", "wood"), ("note", $"{_random.Next(100)}")],
    };

    private sealed record Node(long Id, int Version, int Longitude, int Latitude, (string, string)[] Tags);

    private sealed record Way(long Id, int Version, long[] Refs, (string, string)[] Tags);

    private sealed record Relation(long Id, int Version, (OsmKind Kind, long Id, string Role)[] Members, (string, string)[] Tags);
}
