using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids;

/// <summary>Cuts polygons by boxes.</summary>
internal static class BoxCut
{
    /// <summary>Returns the part of a shape that lies in a box and has an extent, or <see langword="null"/>.</summary>
    internal static Geometry? Cut(Geometry shape, Envelope box)
    {
        var bounds = shape.EnvelopeInternal;
        if (!Overlaps(bounds, box))
        {
            return null;
        }

        return box.Contains(bounds) ? shape : Areal(OverlayNGRobust.Overlay(shape, Tile.Outline(box), NetTopologySuite.Operation.Overlay.SpatialFunction.Intersection));
    }

    /// <summary>Whether a piece cut by a box is the whole box.</summary>
    internal static bool Fills(Geometry piece, Envelope box) =>
        piece is Polygon { NumInteriorRings: 0 } polygon && polygon.EnvelopeInternal.Equals(box) &&
        polygon.ExteriorRing.Coordinates.All(place => (place.X == box.MinX || place.X == box.MaxX || place.Y == box.MinY || place.Y == box.MaxY)) &&
        polygon.Area == box.Area;

    /// <summary>Keeps the polygons of an overlay's result: lines and points are places where shapes merely touch.</summary>
    internal static Geometry? Areal(Geometry result)
    {
        var polygons = new List<Polygon>();
        for (var index = 0; index < result.NumGeometries; index++)
        {
            if (result.GetGeometryN(index) is Polygon { IsEmpty: false, Area: > 0 } polygon)
            {
                polygons.Add(polygon);
            }
        }

        return polygons.Count switch
        {
            0 => null,
            1 => GeoJsonGeometry.Factory.CreateGeometry(polygons[0]),
            _ => GeoJsonGeometry.Factory.CreateMultiPolygon([.. polygons]),
        };
    }

    private static bool Overlaps(Envelope a, Envelope b) => a.MinX < b.MaxX && a.MaxX > b.MinX && a.MinY < b.MaxY && a.MaxY > b.MinY;
}
