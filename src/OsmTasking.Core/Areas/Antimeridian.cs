using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Grids;

namespace OsmTasking.Core.Areas;

/// <summary>Cuts polygons in two where they run over the antimeridian (RFC 7946, section 3.1.9).</summary>
internal static class Antimeridian
{
    /// <summary>Returns the parts between -180° and 180°; nothing if a ring goes round a pole.</summary>
    /// <param name="polygon">Longitudes within ±540°. An edge of more than 180° is taken the short way round.</param>
    internal static IReadOnlyList<Polygon>? Cut(Polygon polygon)
    {
        if (Unwound((LinearRing)polygon.ExteriorRing, null) is not { } shell)
        {
            return null;
        }

        var middle = shell.EnvelopeInternal.Centre.X;
        var holes = polygon.InteriorRings.Select(hole => Unwound((LinearRing)hole, middle)).ToList();
        if (holes.Contains(null))
        {
            return null;
        }

        var whole = GeoJsonGeometry.Factory.CreatePolygon(shell, [.. holes.OfType<LinearRing>()]);
        if (!whole.IsValid)
        {
            return [whole]; // What is wrong with it is found later, if it lies on the map.
        }

        var parts = new List<Polygon>();
        foreach (var turn in new[] { -720, -360, 0, 360, 720 })
        {
            var window = Tile.Outline(new Envelope(-180 - turn, 180 - turn, -90, 90));
            if (whole.EnvelopeInternal.Intersects(window.EnvelopeInternal)
                && (window.EnvelopeInternal.Contains(whole.EnvelopeInternal) ? whole : CellCut.Areal(OverlayNGRobust.Overlay(whole, window, SpatialFunction.Intersection))) is { } inside)
            {
                parts.AddRange(Enumerable.Range(0, inside.NumGeometries).Select(part => Shifted((Polygon)inside.GetGeometryN(part), turn)));
            }
        }

        return parts;
    }

    /// <summary>The same ring without jumps; near a longitude if one is given.</summary>
    private static LinearRing? Unwound(LinearRing ring, double? near)
    {
        var places = ring.Coordinates;
        var (shift, last) = (0.0, places[0].X);
        var unwound = new Coordinate[places.Length];
        for (var index = 0; index < places.Length; index++)
        {
            shift -= Math.Round((places[index].X + shift - last) / 360) * 360;
            last = places[index].X + shift;
            unwound[index] = new Coordinate(last, places[index].Y);
        }

        if (unwound[^1].X != unwound[0].X)
        {
            return null;
        }

        var made = GeoJsonGeometry.Factory.CreateLinearRing(unwound);
        var turns = near is { } longitude ? Math.Round((longitude - made.EnvelopeInternal.Centre.X) / 360) * 360 : 0;
        return turns == 0 ? made : GeoJsonGeometry.Factory.CreateLinearRing(Array.ConvertAll(unwound, place => new Coordinate(place.X + turns, place.Y)));
    }

    private static Polygon Shifted(Polygon polygon, double turn)
    {
        return turn == 0 ? polygon : GeoJsonGeometry.Factory.CreatePolygon(Ring(polygon.ExteriorRing), [.. polygon.InteriorRings.Select(Ring)]);
        LinearRing Ring(LineString ring) => GeoJsonGeometry.Factory.CreateLinearRing([.. ring.Coordinates.Select(place => new Coordinate(place.X + turn, place.Y))]);
    }
}
