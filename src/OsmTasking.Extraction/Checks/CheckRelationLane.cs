using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>
/// Third pass: areas are assembled, and what the assembler reports is told; their buildings are kept.
/// </summary>
/// <remarks>
/// <code>
///   fault: a ring does not close     fault: rings cross      fine
///   +--------+                       +------+                +--------+
///   |        |                       |   +--|--+             |  +--+  |
///   |        +                       |   |  |  |             |  +--+  |
///   +-----                           +---|--+  |             +--------+
/// </code>
/// Relations with members that are not in the source are left out: an extract cuts them.
/// </remarks>
internal sealed class CheckRelationLane(CheckState state) : CheckLane(state)
{
    private readonly RelationGeometry _relations = new(state.Nodes, state.AreaWays);
    private readonly PackedGeometry _geometry = new();
    private readonly OutlineTable _outlines = new();
    private GrowingArray<ulong> _ring = new();
    private GrowingArray<ulong> _way = new();

    public override void Visit(OsmBlock block, BlockTurn turn)
    {
        foreach (ref readonly var relation in block.Relations)
        {
            if (relation.Info.Visible)
            {
                Look(block, relation);
            }
        }
    }

    protected override void HandOver()
    {
        State.Outlines.Add(_outlines);
        _outlines.Clear();
    }

    private void Look(OsmBlock block, in OsmRelation relation)
    {
        var tags = new TagView(block, relation.Tags);
        var members = block.Members(relation.Members);
        if (PlaceOf(members) is { } place)
        {
            CheckTags(tags, OsmKind.Relation, relation.Id, place, isMember: false);
        }

        if (!RelationGeometry.IsArea(tags))
        {
            return;
        }

        var problem = _relations.Build(relation.Id, Shapes.Polygon, members, _geometry);
        if (problem is { Reason: not ProblemReason.MissingMember, Longitude: { } longitude, Latitude: { } latitude } found)
        {
            Tell(new Finding(CheckKind.BrokenMultipolygon, new(OsmKind.Relation, relation.Id), longitude, latitude, found.Reason switch
            {
                ProblemReason.OpenRing => "A ring of the area does not close: it ends here.",
                ProblemReason.Crossing => "Lines of the area cross or overlap here.",
                _ => "The lines of the area enclose nothing.",
            }));
        }

        if (problem is null && WayFacts.Read(tags) is var facts && (facts.Use & (WayUse.Building | WayUse.Open)) == WayUse.Building)
        {
            Keep(relation.Id, facts);
        }
    }

    private ulong? PlaceOf(ReadOnlySpan<OsmMember> members)
    {
        foreach (var member in members)
        {
            if (member.Kind == OsmKind.Node && State.Nodes.TryGet(member.Id, out var longitude, out var latitude) && PackedLocation.IsOnGlobe(longitude, latitude))
            {
                return PackedLocation.Pack(longitude, latitude);
            }

            if (member.Kind == OsmKind.Way && State.AreaWays.TryGet(member.Id, ref _way))
            {
                return _way[0];
            }
        }

        return null;
    }

    private void Keep(long id, WayFacts facts)
    {
        for (var path = 0; path < _geometry.PathEnds.Length; path++)
        {
            _ring.Clear();
            var coordinates = _geometry.Path(path);
            for (var i = 0; i + 1 < coordinates.Length; i += 2)
            {
                _ring.Add(PackedLocation.Pack((int)Math.Round(coordinates[i] * 1e7), (int)Math.Round(coordinates[i + 1] * 1e7)));
            }

            _outlines.Add(new(OsmKind.Relation, id), facts, _ring.Span);
        }
    }
}
