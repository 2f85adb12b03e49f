using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Checks;

/// <summary>Second pass: buildings and tags of ways are looked at; the network, outlines and hashes are kept.</summary>
internal sealed class CheckWayLane(CheckState state) : CheckLane(state)
{
    private readonly WayGeometry _ways = new(state.Nodes, AreaRules.Default);
    private readonly PackedGeometry _geometry = new();
    private readonly KeptWays _kept = new();
    private readonly LineTable _lines = new();
    private readonly OutlineTable _outlines = new();
    private readonly bool _network = state.WantsAny(CheckKind.CrossingHighways, CheckKind.AlmostJoinedHighway, CheckKind.RoadIsland, CheckKind.HighwayThroughBuilding);
    private readonly bool _overlaps = state.Wants(CheckKind.HighwayThroughBuilding);
    private readonly bool _doubles = state.Wants(CheckKind.DuplicateWays);
    private GrowingArray<DrawnWay> _drawn = new();
    private int _areaHint;
    private int _anyHint;

    public override void Visit(OsmBlock block, BlockTurn turn)
    {
        foreach (ref readonly var way in block.Ways)
        {
            if (way.Info.Visible)
            {
                Look(block, way);
            }
        }
    }

    protected override void HandOver()
    {
        State.AreaWays.Keep(_kept);
        State.Lines.Add(_lines);
        State.Outlines.Add(_outlines);
        State.Keep(_drawn.Span);
        _kept.Clear();
        _lines.Clear();
        _outlines.Clear();
        _drawn.Clear();
    }

    private void Look(OsmBlock block, in OsmWay way)
    {
        var refs = block.Refs(way.Refs);
        var tags = new TagView(block, way.Tags);
        var keep = State.AreaWays.Wants(way.Id, ref _areaHint);
        var isMember = State.AnyWays.Wants(way.Id, ref _anyHint);
        if (tags.Count == 0 && isMember && !keep)
        {
            return;
        }

        var facts = WayFacts.Read(tags);
        var problem = _ways.Locate(block, way);
        if (problem is not null)
        {
            if (_network && (facts.Use & WayUse.Network) != WayUse.None)
            {
                _lines.Add(way.Id, facts with { Use = facts.Use | WayUse.Clipped }, [], refs);
            }

            return;
        }

        var places = _ways.Locations;
        if (keep)
        {
            _kept.Add(_areaHint, places);
        }

        if (places.IsEmpty)
        {
            return;
        }

        Look(way.Id, tags, facts, refs, places, isMember);
    }

    private void Look(long id, TagView tags, WayFacts facts, ReadOnlySpan<long> refs, ReadOnlySpan<ulong> places, bool isMember)
    {
        if (tags.Count == 0)
        {
            if (!isMember)
            {
                Tell(CheckKind.UntaggedWay, OsmKind.Way, id, places[places.Length / 2], "The way has no tags and no relation uses it: what is it?");
            }

            return;
        }

        CheckTags(tags, OsmKind.Way, id, places[places.Length / 2], isMember);
        if (_doubles)
        {
            var same = (facts.Use & WayUse.Building) != WayUse.None ? 1 : (facts.Use & WayUse.Highway) != WayUse.None ? 2 : 0;
            _drawn.Add(new(DuplicateWays.Hash(places), HashOf(tags), id, places[0], (byte)same));
        }

        if ((facts.Use & WayUse.Building) != WayUse.None)
        {
            LookAtBuilding(id, facts, refs, places, isMember);
        }

        if (_network && (facts.Use & (WayUse.Network | WayUse.Barrier)) != WayUse.None)
        {
            _lines.Add(id, facts, places, refs);
        }
    }

    private void LookAtBuilding(long id, WayFacts facts, ReadOnlySpan<long> refs, ReadOnlySpan<ulong> places, bool isMember)
    {
        if (refs[0] != refs[^1] && places[0] != places[^1])
        {
            if (!isMember)
            {
                Tell(CheckKind.UnclosedBuilding, OsmKind.Way, id, places[^1], "The outline of the building does not come back to where it began.");
            }

            return;
        }

        if (_ways.Build(id, Shapes.Polygon, _geometry) is { } problem)
        {
            var place = PackedLocation.Pack((int)Math.Round((problem.Longitude ?? 0) * 1e7), (int)Math.Round((problem.Latitude ?? 0) * 1e7));
            Tell(CheckKind.SelfCrossingBuilding, OsmKind.Way, id, problem.Longitude is null ? places[0] : place, problem.Reason == ProblemReason.Crossing
                ? "The outline of the building crosses or overlaps itself here." : "The outline of the building encloses nothing.");
            return;
        }

        if (BuildingCorners.Find(places) is { } corner)
        {
            Tell(BuildingCorners.Told(OsmKind.Way, id, corner.Place, corner.Degrees));
        }

        if (_overlaps && (facts.Use & WayUse.Open) == WayUse.None)
        {
            _outlines.Add(new(OsmKind.Way, id), facts, places);
        }
    }
}
