using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Locations;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Turns ways into lines and areas. For one thread.</summary>
internal sealed class WayGeometry(NodeLocations nodes, AreaRules rules)
{
    private readonly MultipolygonAssembler _assembler = new();
    private readonly SimpleRing _ring = new();
    private LocationReader _reader = new(nodes);
    private GrowingArray<ulong> _locations = new();

    /// <summary>Gets the locations of the way last asked for; empty when one was missing.</summary>
    internal ReadOnlySpan<ulong> Locations => _locations.Span;

    /// <summary>Gets whether the area last built had to be put together from pieces, so that some nodes may have no part in it.</summary>
    internal bool IsMended { get; private set; }

    /// <summary>Takes the locations of a way that the block has with it, or looks them up.</summary>
    /// <returns>The problem that makes the way unusable, or <see langword="null"/>.</returns>
    internal GeometryProblem? Locate(OsmBlock block, in OsmWay way)
    {
        var refs = block.Refs(way.Refs);
        return way.Locations.Length > 0 ? Take(way.Id, refs, block.Locations(way.Locations)) : Locate(way.Id, refs);
    }

    /// <summary>Looks up the locations of a way.</summary>
    /// <returns>The problem that makes the way unusable, or <see langword="null"/>.</returns>
    internal GeometryProblem? Locate(long way, ReadOnlySpan<long> refs)
    {
        _locations.Clear();
        var locations = _locations.Extend(refs.Length);
        for (var i = 0; i < refs.Length; i++)
        {
            var found = _reader.TryGet(refs[i], out var place);
            if (!found || (nodes.AnyOffGlobe && !PackedLocation.IsOnGlobe(place)))
            {
                _locations.Clear();
                return new(OsmKind.Way, way, found ? ProblemReason.OffGlobe : ProblemReason.MissingNode, null, null, refs[i], Dropped: true);
            }

            locations[i] = place;
        }

        return null;
    }

    /// <summary>Takes the locations that a source has beside the ids of the nodes.</summary>
    /// <returns>The problem that makes the way unusable, or <see langword="null"/>.</returns>
    internal GeometryProblem? Take(long way, ReadOnlySpan<long> refs, ReadOnlySpan<OsmLocation> places)
    {
        _locations.Clear();
        var locations = _locations.Extend(places.Length);
        for (var i = 0; i < places.Length; i++)
        {
            if (!PackedLocation.IsOnGlobe(places[i].Longitude, places[i].Latitude))
            {
                _locations.Clear();
                return new(OsmKind.Way, way, ProblemReason.MissingNode, null, null, refs[i], Dropped: true);
            }

            locations[i] = PackedLocation.Pack(places[i].Longitude, places[i].Latitude);
        }

        return null;
    }

    /// <summary>Tells the shape the way last located will have.</summary>
    /// <remarks>Closed means that the ends have one location, even if they are two nodes, unless the rules ask for one node.</remarks>
    internal Shapes ShapeOf(TagView tags, ReadOnlySpan<long> refs) =>
        _locations.Count >= 4 && _locations[0] == _locations[_locations.Count - 1] && (!rules.ClosesByNode || refs[0] == refs[^1]) && rules.IsArea(tags)
            ? Shapes.Polygon : Shapes.Line;

    /// <summary>Builds the geometry of the way last located.</summary>
    internal GeometryProblem? Build(long way, Shapes shape, PackedGeometry into)
    {
        IsMended = false;
        if (shape == Shapes.Line)
        {
            into.Start(GeometryKind.LineString);
            return into.TryAddLine(Locations)
                ? null
                : Problem(way, ProblemReason.TooFewPositions, _locations.Count > 0 ? _locations[0] : null);
        }

        if (_ring.TryWrite(Locations, into))
        {
            return null;
        }

        IsMended = true;
        _assembler.Clear();
        _assembler.Add(Locations);
        var reason = _assembler.Assemble(into);
        return reason == ProblemReason.None
            ? null
            : Problem(way, reason, reason == ProblemReason.NothingEnclosed ? _locations[0] : _assembler.ProblemAt);
    }

    private static GeometryProblem Problem(long way, ProblemReason reason, ulong? at) => new(
        OsmKind.Way,
        way,
        reason,
        at is { } place ? PackedLocation.Longitude(place) / 1e7 : null,
        at is { } place2 ? PackedLocation.Latitude(place2) / 1e7 : null,
        Ref: 0,
        Dropped: true);
}
