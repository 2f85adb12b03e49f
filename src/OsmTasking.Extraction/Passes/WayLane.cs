using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Passes;

/// <summary>Writes ways, and keeps those that relations need.</summary>
internal sealed class WayLane(PassState state) : FeatureLane(state)
{
    private readonly WayGeometry _ways = new(state.Nodes, state.Options.AreaRules);
    private readonly KeptWays _kept = new();
    private int _hint;

    protected override void Make(OsmBlock block)
    {
        foreach (ref readonly var way in block.Ways)
        {
            if (way.Info.Visible)
            {
                Make(block, way);
            }
        }
    }

    protected override void HandOver()
    {
        State.MemberWays.Keep(_kept);
        _kept.Clear();
    }

    private void Make(OsmBlock block, in OsmWay way)
    {
        var options = State.Options;
        var write = options.Kinds.HasFlag(OsmKinds.Ways) && (way.Tags.Length > 0 || options.Untagged);
        var keep = State.MemberWays.Wants(way.Id, ref _hint);
        var tags = new TagView(block, way.Tags);
        if (!write)
        {
            Leave(Feature(block, way, ProblemReason.None));
        }

        // Most ways fail a filter in both shapes; those are not worth looking their nodes up.
        if (!keep && (!write || !(Matches(tags, Shapes.Line) || Matches(tags, Shapes.Polygon))))
        {
            return;
        }

        var refs = block.Refs(way.Refs);
        var problem = _ways.Locate(block, way);
        if (keep)
        {
            _kept.Add(_hint, _ways.Locations);
        }

        var shape = _ways.ShapeOf(tags, refs);
        if (!write || !Matches(tags, shape))
        {
            return;
        }

        problem ??= _ways.Build(way.Id, shape, Geometry);
        if (problem is { } found)
        {
            var repaired = options.Repair && shape == Shapes.Polygon && _ways.Build(way.Id, Shapes.Line, Geometry) is null;
            Report(found with { Dropped = !repaired });
            if (!repaired)
            {
                Leave(Feature(block, way, found.Reason));
                return;
            }
        }

        Write(Feature(block, way, problem?.Reason ?? ProblemReason.None));
    }

    private OsmFeature Feature(OsmBlock block, in OsmWay way, ProblemReason problem) =>
        new(block, OsmKind.Way, way.Id, way.Tags, way.Info, Geometry) { Problem = problem, IsMended = _ways.IsMended, Parts = (way.Refs, default) };
}
