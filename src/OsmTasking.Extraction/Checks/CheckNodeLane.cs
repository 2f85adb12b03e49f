using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>First pass: nodes are located, relations say which ways they need, tags of nodes are looked at.</summary>
internal sealed class CheckNodeLane(CheckState state) : CheckLane(state)
{
    private GrowingArray<(long Id, long Tags)> _tagged = new();
    private OsmBlock? _block;

    public override void Visit(OsmBlock block, BlockTurn turn)
    {
        _block = block;
        foreach (ref readonly var node in block.Nodes)
        {
            if (node.Tags.Length > 0 && node.Info.Visible && PackedLocation.IsOnGlobe(node.Longitude, node.Latitude))
            {
                var tags = new TagView(block, node.Tags);
                CheckTags(tags, OsmKind.Node, node.Id, PackedLocation.Pack(node.Longitude, node.Latitude), isMember: false);
                _tagged.Add((node.Id, (HashOf(tags) & ~1L) | (ExplainsAnEnd(tags) ? 1L : 0L)));
            }
        }
    }

    protected override void HandOver()
    {
        var block = _block!;
        State.Nodes.AddVisible(block);
        foreach (ref readonly var relation in block.Relations)
        {
            if (relation.Info.Visible)
            {
                var isArea = RelationGeometry.IsArea(new TagView(block, relation.Tags));
                foreach (ref readonly var member in block.Members(relation.Members))
                {
                    if (member.Kind == OsmKind.Way)
                    {
                        State.AnyWays.Want(member.Id);
                        if (isArea)
                        {
                            State.AreaWays.Want(member.Id);
                        }
                    }
                }
            }
        }

        State.Keep(_tagged.Span);
        _tagged.Clear();
    }

    /// <summary>Tells whether the tags of a node say why a highway ends there.</summary>
    private static bool ExplainsAnEnd(TagView tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            var key = tags.Key(i);
            if (key.SequenceEqual("noexit"u8) || key.SequenceEqual("entrance"u8) || key.SequenceEqual("barrier"u8) || key.SequenceEqual("door"u8) || key.SequenceEqual("level"u8) ||
                key.SequenceEqual("amenity"u8) || key.SequenceEqual("building"u8) || key.SequenceEqual("indoor"u8) || key.SequenceEqual("man_made"u8))
            {
                return true;
            }
        }

        return false;
    }
}
