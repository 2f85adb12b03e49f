using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>A layer: its table and what its geometries are.</summary>
internal sealed record GeoPackageLayerKind(string Name, string GeometryType)
{
    /// <summary>The layers, one for each kind of geometry. Single lines and polygons become multi ones of one part.</summary>
    internal static readonly GeoPackageLayerKind[] All =
        [new("points", "POINT"), new("lines", "MULTILINESTRING"), new("polygons", "MULTIPOLYGON"), new("collections", "GEOMETRYCOLLECTION")];

    /// <summary>Returns the index of the layer for a geometry.</summary>
    internal static int IndexOf(GeometryKind kind) => kind switch
    {
        GeometryKind.Point => 0,
        GeometryKind.LineString or GeometryKind.MultiLineString => 1,
        GeometryKind.Polygon or GeometryKind.MultiPolygon => 2,
        _ => 3,
    };
}
