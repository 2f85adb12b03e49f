using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Turns relations into areas (multipolygon, boundary) or into what their members are (routes and all others).</summary>
/// <remarks>
/// Members that are relations have no part in the geometry. A relation is built without the members that are not in the source, and the
/// first of them is reported; an area only if the rings of the others close.
/// </remarks>
internal sealed class RelationGeometry(NodeLocations nodes, MemberWays ways)
{
    private readonly MultipolygonAssembler _assembler = new();
    private readonly HashSet<long> _used = [];
    private GrowingArray<ulong> _way = new();

    internal static bool IsArea(TagView tags) =>
        tags.TryGetValue("type"u8, out var type) && (type.SequenceEqual("multipolygon"u8) || type.SequenceEqual("boundary"u8));

    /// <summary>Tells the shape a relation will have.</summary>
    internal static Shapes ShapeOf(TagView tags, ReadOnlySpan<OsmMember> members)
    {
        if (IsArea(tags))
        {
            return Shapes.Polygon;
        }

        foreach (var member in members)
        {
            if (member.Kind == OsmKind.Node)
            {
                return Shapes.Collection;
            }
        }

        return Shapes.Line;
    }

    internal GeometryProblem? Build(long relation, Shapes shape, ReadOnlySpan<OsmMember> members, PackedGeometry into) =>
        shape == Shapes.Polygon ? BuildArea(relation, members, into) : BuildMembers(relation, shape, members, into);

    private GeometryProblem? BuildArea(long relation, ReadOnlySpan<OsmMember> members, PackedGeometry into)
    {
        _assembler.Clear();
        _used.Clear();
        ulong? first = null;
        long? missing = null;
        foreach (var member in members)
        {
            if (member.Kind != OsmKind.Way || !_used.Add(member.Id))
            {
                continue; // A way that is a member twice counts once.
            }

            if (!ways.TryGet(member.Id, ref _way))
            {
                missing ??= member.Id;
                continue;
            }

            first ??= _way[0];
            _assembler.Add(_way.Span);
        }

        var reason = first is null ? ProblemReason.TooFewPositions : _assembler.Assemble(into);
        return reason switch
        {
            _ when missing is { } id => Problem(relation, ProblemReason.MissingMember, first, id, dropped: reason != ProblemReason.None),
            ProblemReason.None => null,
            ProblemReason.OpenRing or ProblemReason.Crossing => Problem(relation, reason, _assembler.ProblemAt),
            _ => Problem(relation, reason, first),
        };
    }

    private GeometryProblem? BuildMembers(long relation, Shapes shape, ReadOnlySpan<OsmMember> members, PackedGeometry into)
    {
        long? missing = null;
        into.Start(shape == Shapes.Collection ? GeometryKind.GeometryCollection : GeometryKind.MultiLineString);
        foreach (var member in members)
        {
            if (member.Kind != OsmKind.Node)
            {
                continue;
            }

            if (nodes.TryGet(member.Id, out var longitude, out var latitude) && PackedLocation.IsOnGlobe(longitude, latitude))
            {
                into.AddPoint(longitude / 1e7, latitude / 1e7);
            }
            else
            {
                missing ??= member.Id;
            }
        }

        foreach (var member in members)
        {
            if (member.Kind == OsmKind.Way && (!ways.TryGet(member.Id, ref _way) || !into.TryAddLine(_way.Span)))
            {
                missing ??= member.Id;
            }
        }

        var empty = into.PositionCount == 0;
        return missing is { } id ? Problem(relation, ProblemReason.MissingMember, null, id, empty)
            : empty ? Problem(relation, ProblemReason.TooFewPositions, null)
            : null;
    }

    private static GeometryProblem Problem(long relation, ProblemReason reason, ulong? at, long missing = 0, bool dropped = true) => new(
        OsmKind.Relation,
        relation,
        reason,
        at is { } place ? PackedLocation.Longitude(place) / 1e7 : null,
        at is { } place2 ? PackedLocation.Latitude(place2) / 1e7 : null,
        missing,
        dropped);
}
