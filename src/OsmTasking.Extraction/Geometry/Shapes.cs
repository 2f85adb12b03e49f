using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Integer places as NetTopologySuite geometries: degrees, EPSG:4326.</summary>
internal static class Shapes
{
    // Dividing, not multiplying by 1e-7: the result is the double nearest to the decimal number, as osmium and osm2pgsql have it.
    internal static Coordinate Coordinate(OsmPoint place) => new(place.X / 1e7, place.Y / 1e7);

    internal static Point Point(OsmPoint place) => GeoJsonGeometry.Factory.CreatePoint(Coordinate(place));

    /// <summary>A line through different neighbours; null when fewer than two are left.</summary>
    internal static LineString? Line(OsmPoint[] places)
    {
        var line = new List<Coordinate>(places.Length);
        for (var index = 0; index < places.Length; index++)
        {
            if (index == 0 || places[index] != places[index - 1])
            {
                line.Add(Coordinate(places[index]));
            }
        }

        return line.Count < 2 ? null : GeoJsonGeometry.Factory.CreateLineString([.. line]);
    }
}
