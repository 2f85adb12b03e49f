using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Changes;

namespace OsmTasking.Postgis.RawData;

/// <summary>Changes to be applied together: of each object the version that counts, which is the highest, and of equal ones the last.</summary>
public sealed class ChangedObjects
{
    private readonly OsmBlock _block = new();
    private readonly BlockCopy _copy;

    /// <summary>Begins without changes.</summary>
    public ChangedObjects() => _copy = new(_block);

    internal Dictionary<long, OsmNode> Nodes { get; } = [];

    internal Dictionary<long, OsmWay> Ways { get; } = [];

    internal Dictionary<long, OsmRelation> Relations { get; } = [];

    /// <summary>Gets where the parts of the objects are.</summary>
    internal OsmBlock Block => _block;

    /// <summary>Takes a block of a change file.</summary>
    /// <param name="action">What happens to its objects; those deleted are not visible.</param>
    /// <param name="block">The objects; not kept.</param>
    public void Take(ChangeAction action, OsmBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var deleted = action == ChangeAction.Delete;
        foreach (ref readonly var node in block.Nodes)
        {
            if (!Nodes.TryGetValue(node.Id, out var known) || known.Info.Version <= node.Info.Version)
            {
                Nodes[node.Id] = node with { Info = Info(block, node.Info, deleted), Tags = _copy.Tags(block, node.Tags) };
            }
        }

        foreach (ref readonly var way in block.Ways)
        {
            if (!Ways.TryGetValue(way.Id, out var known) || known.Info.Version <= way.Info.Version)
            {
                Ways[way.Id] = new(way.Id, _copy.Refs(block, way.Refs), _copy.Tags(block, way.Tags), Info(block, way.Info, deleted));
            }
        }

        foreach (ref readonly var relation in block.Relations)
        {
            if (!Relations.TryGetValue(relation.Id, out var known) || known.Info.Version <= relation.Info.Version)
            {
                Relations[relation.Id] = new(relation.Id, _copy.Members(block, relation.Members), _copy.Tags(block, relation.Tags), Info(block, relation.Info, deleted));
            }
        }
    }

    private OsmInfo Info(OsmBlock from, OsmInfo info, bool deleted) => _copy.Info(from, info) with { Visible = !deleted && info.Visible };
}
