using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using OsmTasking.Extraction.Geometries;
using Nts = NetTopologySuite.Geometries.Geometry;

namespace OsmTasking.Extraction.Filters;

/// <summary>What an <see cref="AreaFilter"/> asks of a geometry.</summary>
public enum AreaRelation
{
    /// <summary>It has at least one position in common with the area, the edge included.</summary>
    Intersects,

    /// <summary>It lies wholly in the area; it may touch the edge.</summary>
    Within,

    /// <summary>As <see cref="Intersects"/>, and only the part inside is kept.</summary>
    Clip,
}

/// <summary>Lets pass what lies in an area. Not safe for several threads at once.</summary>
public sealed class AreaFilter
{
    private readonly IPreparedGeometry _area;
    private readonly Envelope _bounds;
    private readonly bool _isRectangle;
    private readonly AreaRelation _relation;
    private readonly PackedGeometry _clipped = new();
    private IndexedPointInAreaLocator? _locator;

    /// <summary>Creates a filter.</summary>
    /// <param name="area">Polygon or multipolygon, EPSG:4326, longitude then latitude, degrees.</param>
    /// <param name="relation">What to ask.</param>
    /// <exception cref="ArgumentException">The area is empty, not valid, or no polygon.</exception>
    public AreaFilter(Nts area, AreaRelation relation = AreaRelation.Intersects)
    {
        ArgumentNullException.ThrowIfNull(area);
        if (area is not (Polygon or MultiPolygon) || area.IsEmpty)
        {
            throw new ArgumentException($"The area must be a polygon or multipolygon that is not empty; it is {area.GeometryType}.", nameof(area));
        }

        if (!area.IsValid)
        {
            throw new ArgumentException("The area is not valid: its rings cross or overlap.", nameof(area));
        }

        _area = PreparedGeometryFactory.Prepare(area);
        _bounds = area.EnvelopeInternal;
        _isRectangle = area.IsRectangle;
        _relation = relation;
    }

    private AreaFilter(AreaFilter other)
    {
        _area = PreparedGeometryFactory.Prepare(other._area.Geometry);
        (_bounds, _isRectangle, _relation) = (other._bounds, other._isRectangle, other._relation);
    }

    private IndexedPointInAreaLocator Locator => _locator ??= new IndexedPointInAreaLocator(_area.Geometry);

    /// <summary>Asks about a geometry.</summary>
    /// <returns>
    /// The geometry itself, the part of it inside (<see cref="AreaRelation.Clip"/>; reused at the next call), or
    /// <see langword="null"/> when it does not pass.
    /// </returns>
    public PackedGeometry? Apply(PackedGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var (west, south, east, north) = geometry.Bounds();
        var bounds = new Envelope(west, east, south, north);
        if (!_bounds.Intersects(bounds) || (_relation == AreaRelation.Within && !_bounds.Covers(bounds)))
        {
            return null;
        }

        if (_isRectangle && _bounds.Covers(bounds))
        {
            return geometry;
        }

        if (geometry.Kind == GeometryKind.Point)
        {
            return Covers(west, south) ? geometry : null;
        }

        var shape = geometry.ToNts();
        return _relation switch
        {
            AreaRelation.Intersects => _area.Intersects(shape) ? geometry : null,
            AreaRelation.Within => _area.Covers(shape) ? geometry : null,
            _ => Clip(geometry, shape),
        };
    }

    /// <summary>Tells whether a position lies in the area or on its edge.</summary>
    /// <param name="longitude">Degrees, EPSG:4326.</param>
    /// <param name="latitude">Degrees, EPSG:4326.</param>
    public bool Covers(double longitude, double latitude) =>
        _bounds.Covers(longitude, latitude) && (_isRectangle || Locator.Locate(new Coordinate(longitude, latitude)) != Location.Exterior);

    /// <summary>Makes a filter that asks the same and may be used beside this one.</summary>
    internal AreaFilter ForAnotherThread() => new(this);

    private PackedGeometry? Clip(PackedGeometry geometry, Nts shape)
    {
        if (!_area.Intersects(shape))
        {
            return null;
        }

        if (_area.Covers(shape))
        {
            return geometry;
        }

        // A collection is clipped part by part: the overlay refuses mixed ones.
        var inside = shape is GeometryCollection { GeometryType: Nts.TypeNameGeometryCollection } mixed
            ? shape.Factory.CreateGeometryCollection([.. mixed.Geometries.Select(Intersection)])
            : Intersection(shape);
        return NtsGeometry.TryCopy(inside, geometry.Kind.Shape(), _clipped) ? _clipped : null;
    }

    private Nts Intersection(Nts part) =>
        NetTopologySuite.Operation.OverlayNG.OverlayNGRobust.Overlay(_area.Geometry, part, NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection);
}
