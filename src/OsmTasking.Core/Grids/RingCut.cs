using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;

namespace OsmTasking.Core.Grids;

/// <summary>Cuts the rings of a shape in two, or in four.</summary>
internal static class RingCut
{
    /// <summary>Keeps one side of a line: exactly where that is possible, else by a general overlay.</summary>
    internal static Ring[] Keep(Ring[] rings, int axis, double line, bool low) =>
        LineCut.Keep(rings, axis, line, low) ?? ByOverlay(rings, axis, line, low);

    /// <summary>Cuts at a place into north-west, north-east, south-west and south-east.</summary>
    internal static Ring[][] Quarter(Ring[] rings, double x, double y)
    {
        var west = Keep(rings, 0, x, low: true);
        var east = Keep(rings, 0, x, low: false);
        return [Keep(west, 1, y, low: false), Keep(east, 1, y, low: false), Keep(west, 1, y, low: true), Keep(east, 1, y, low: true)];
    }

    private static Ring[] ByOverlay(Ring[] rings, int axis, double line, bool low)
    {
        if (RingAssembly.Shape(rings) is not { } shape)
        {
            return [];
        }

        var side = new Envelope(shape.EnvelopeInternal);
        side = axis == 0
            ? new Envelope(low ? side.MinX : line, low ? line : side.MaxX, side.MinY, side.MaxY)
            : new Envelope(side.MinX, side.MaxX, low ? side.MinY : line, low ? line : side.MaxY);
        var whole = shape.IsValid ? shape : GeometryFixer.Fix(shape);
        return Ring.Of(OverlayNGRobust.Overlay(whole, Tile.Outline(side), SpatialFunction.Intersection));
    }
}
