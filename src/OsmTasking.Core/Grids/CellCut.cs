using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace OsmTasking.Core.Grids;

/// <summary>Cuts an area by a cell of any shape.</summary>
public static class CellCut
{
    /// <summary>Returns the part of the area inside the cell, or <see langword="null"/> when they touch at most.</summary>
    /// <param name="area">Polygon or MultiPolygon, EPSG:4326.</param>
    /// <param name="cell">Polygon or MultiPolygon, EPSG:4326.</param>
    public static Geometry? Part(Geometry area, Geometry cell)
    {
        ArgumentNullException.ThrowIfNull(area);
        ArgumentNullException.ThrowIfNull(cell);
        return area.EnvelopeInternal.Intersects(cell.EnvelopeInternal)
            ? BoxCut.Areal(OverlayNGRobust.Overlay(area, cell, SpatialFunction.Intersection))
            : null;
    }
}
