using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;

namespace OsmTasking.Extraction.Filters;

/// <summary>Lets through what has a point in common with an area.</summary>
/// <param name="area">Any geometry, EPSG:4326.</param>
public sealed class AreaFilter(Geometry area)
{
    private readonly Envelope _box = area.EnvelopeInternal;
    private readonly IPreparedGeometry _area = PreparedGeometryFactory.Prepare(area);

    /// <summary>Whether a geometry has a point in common with the area.</summary>
    public bool Matches(Geometry shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return _box.Intersects(shape.EnvelopeInternal) && _area.Intersects(shape);
    }
}
