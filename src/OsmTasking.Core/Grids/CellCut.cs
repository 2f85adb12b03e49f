using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;

namespace OsmTasking.Core.Grids;

/// <summary>Cuts an area by a cell of any shape.</summary>
public static class CellCut
{
    /// <summary>Returns the part of the area inside the cell, or <see langword="null"/> when they touch at most.</summary>
    /// <remarks>For many cells of one area a descent by <see cref="TileGrid"/> is far faster.</remarks>
    /// <param name="area">Polygon or MultiPolygon, EPSG:4326.</param>
    /// <param name="cell">Polygon or MultiPolygon, EPSG:4326.</param>
    public static Geometry? Part(Geometry area, Geometry cell)
    {
        ArgumentNullException.ThrowIfNull(area);
        ArgumentNullException.ThrowIfNull(cell);
        return area.EnvelopeInternal.Intersects(cell.EnvelopeInternal)
            ? Areal(OverlayNGRobust.Overlay(area, cell, SpatialFunction.Intersection))
            : null;
    }

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
}
