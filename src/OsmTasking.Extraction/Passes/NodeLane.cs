using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Passes;

/// <summary>Writes nodes, locates them where ways or relations follow, and asks for the ways that relations to be written have as members.</summary>
internal sealed class NodeLane(PassState state) : FeatureLane(state)
{
    private readonly bool _locates = (state.Options.Kinds & (OsmKinds.Ways | OsmKinds.Relations)) != OsmKinds.None;
    private OsmBlock? _block;

    protected override void Make(OsmBlock block)
    {
        _block = block;
        if (!State.Options.Kinds.HasFlag(OsmKinds.Nodes))
        {
            return;
        }

        var untagged = State.Options.Untagged;
        foreach (ref readonly var node in block.Nodes)
        {
            if ((node.Tags.Length > 0 || untagged) && node.Info.Visible)
            {
                Make(block, node);
            }
        }
    }

    protected override void HandOver()
    {
        if (!_locates)
        {
            return;
        }

        State.Nodes.AddVisible(_block!);
        foreach (ref readonly var relation in _block!.Relations)
        {
            if (RelationLane.Takes(State.Options, _block, relation, out _))
            {
                foreach (ref readonly var member in _block.Members(relation.Members))
                {
                    if (member.Kind == OsmKind.Way)
                    {
                        State.MemberWays.Want(member.Id);
                    }
                }
            }
        }
    }

    private void Make(OsmBlock block, in OsmNode node)
    {
        if (!Matches(new TagView(block, node.Tags), Shapes.Point))
        {
            return;
        }

        var (longitude, latitude) = (node.Longitude / 1e7, node.Latitude / 1e7);
        if (!PackedLocation.IsOnGlobe(node.Longitude, node.Latitude))
        {
            Report(new(OsmKind.Node, node.Id, ProblemReason.OffGlobe, longitude, latitude, 0, Dropped: true));
            return;
        }

        Geometry.Start(GeometryKind.Point);
        Geometry.AddPoint(longitude, latitude);
        Write(new OsmFeature(block, OsmKind.Node, node.Id, node.Tags, node.Info, Geometry));
    }
}
