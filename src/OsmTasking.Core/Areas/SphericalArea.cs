using NetTopologySuite.Geometries;

namespace OsmTasking.Core.Areas;

/// <summary>Areas on the sphere.</summary>
public static class SphericalArea
{
    /// <summary>The radius of the sphere with the same surface as the WGS 84 ellipsoid (authalic radius), in metres.</summary>
    private const double Radius = 6_371_007.1809;

    /// <summary>Returns the area of a polygon or multipolygon in m², holes left out.</summary>
    /// <remarks>
    /// Each edge is taken as straight in longitude and sine of latitude (the cylindrical equal-area projection), so tile
    /// edges are exact and the areas of the pieces of a grid add up to the whole. Against the ellipsoid the error is below
    /// 0.6 %.
    /// </remarks>
    /// <param name="shape">EPSG:4326, longitude then latitude, degrees. Other kinds of geometry have no area.</param>
    public static double SquareMetres(Geometry shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var total = 0.0;
        for (var index = 0; index < shape.NumGeometries; index++)
        {
            if (shape.GetGeometryN(index) is Polygon polygon && !polygon.IsEmpty)
            {
                total += Math.Abs(Ring(polygon.ExteriorRing));
                foreach (var hole in polygon.InteriorRings)
                {
                    total -= Math.Abs(Ring(hole));
                }
            }
        }

        return total * Radius * Radius;
    }

    private static double Ring(LineString ring)
    {
        var places = ring.CoordinateSequence;
        var (sum, west) = (0.0, places.GetX(0));
        for (var index = 1; index < places.Count; index++)
        {
            var (x1, x2) = (places.GetX(index - 1) - west, places.GetX(index) - west);
            sum += (x1 * Sine(places.GetY(index))) - (x2 * Sine(places.GetY(index - 1)));
        }

        return sum / 2 * Math.PI / 180;
    }

    private static double Sine(double degrees) => Math.Sin(degrees * Math.PI / 180);
}
