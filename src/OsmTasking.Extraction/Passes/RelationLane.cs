using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Passes;

/// <summary>Writes relations.</summary>
internal sealed class RelationLane(PassState state) : FeatureLane(state)
{
    private readonly RelationGeometry _relations = new(state.Nodes, state.MemberWays);

    internal static bool Takes(ExtractOptions options, OsmBlock block, in OsmRelation relation, out Shapes shape)
    {
        var tags = new TagView(block, relation.Tags);
        shape = RelationGeometry.ShapeOf(tags, block.Members(relation.Members));
        var tagged = tags.Count > 1 || (tags.Count == 1 && !tags.TryGetValue("type"u8, out _));
        return relation.Info.Visible && (tagged || options.Untagged) && (options.Tags is not { } filter || filter.Matches(tags, shape));
    }

    protected override void Make(OsmBlock block)
    {
        foreach (ref readonly var relation in block.Relations)
        {
            if (Takes(State.Options, block, relation, out var shape))
            {
                Make(block, relation, shape);
            }
        }
    }

    private void Make(OsmBlock block, in OsmRelation relation, Shapes shape)
    {
        var members = block.Members(relation.Members);
        var problem = _relations.Build(relation.Id, shape, members, Geometry);
        if (problem is { Dropped: true } lost && State.Options.Repair && shape == Shapes.Polygon)
        {
            // As the lines it is drawn with; only without a single one it gives nothing.
            problem = lost with { Dropped = _relations.Build(relation.Id, Shapes.Line, members, Geometry) is { Dropped: true } };
        }

        if (problem is { } found)
        {
            Report(found);
            if (found.Dropped)
            {
                Leave(Feature(block, relation, found.Reason));
                return;
            }
        }

        Write(Feature(block, relation, problem?.Reason ?? ProblemReason.None));
    }

    private OsmFeature Feature(OsmBlock block, in OsmRelation relation, ProblemReason problem) =>
        new(block, OsmKind.Relation, relation.Id, relation.Tags, relation.Info, Geometry) { Problem = problem, Parts = (default, relation.Members) };
}
