namespace OsmTasking.Extraction.Geometries;

/// <summary>The kinds of geometry an OSM object becomes, numbered as in WKB.</summary>
public enum GeometryKind : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>One position.</summary>
    Point = 1,

    /// <summary>An open or closed line.</summary>
    LineString = 2,

    /// <summary>One outer ring with its holes.</summary>
    Polygon = 3,

    /// <summary>Several lines.</summary>
    MultiLineString = 5,

    /// <summary>Several polygons.</summary>
    MultiPolygon = 6,

    /// <summary>Points, then lines: a relation that is no area and has nodes among its members.</summary>
    GeometryCollection = 7,
}

/// <summary>What a tag filter may ask of a geometry, whatever its number of parts.</summary>
[Flags]
public enum Shapes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><see cref="GeometryKind.Point"/>.</summary>
    Point = 1,

    /// <summary><see cref="GeometryKind.LineString"/> and <see cref="GeometryKind.MultiLineString"/>.</summary>
    Line = 2,

    /// <summary><see cref="GeometryKind.Polygon"/> and <see cref="GeometryKind.MultiPolygon"/>.</summary>
    Polygon = 4,

    /// <summary><see cref="GeometryKind.GeometryCollection"/>.</summary>
    Collection = 8,

    /// <summary>Every shape.</summary>
    All = Point | Line | Polygon | Collection,
}

internal static class GeometryKinds
{
    internal static Shapes Shape(this GeometryKind kind) => kind switch
    {
        GeometryKind.Point => Shapes.Point,
        GeometryKind.LineString or GeometryKind.MultiLineString => Shapes.Line,
        GeometryKind.Polygon or GeometryKind.MultiPolygon => Shapes.Polygon,
        GeometryKind.GeometryCollection => Shapes.Collection,
        _ => Shapes.None,
    };
}
