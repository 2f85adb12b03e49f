using System.Buffers;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes geometries as well-known text (OGC 06-103r4): EPSG:4326, longitude first, degrees with up to 7 decimals.</summary>
public static class WktWriter
{
    /// <summary>Appends a geometry, for example <c>POLYGON ((0 0,1 0,1 1,0 0))</c>; <c>GEOMETRYCOLLECTION EMPTY</c> for one without positions.</summary>
    public static void Write(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentNullException.ThrowIfNull(output);
        switch (geometry.Kind)
        {
            case GeometryKind.Point:
                output.Write("POINT "u8);
                WritePath(geometry.Coordinates, output);
                break;
            case GeometryKind.LineString:
                output.Write("LINESTRING "u8);
                WritePath(geometry.Path(0), output);
                break;
            case GeometryKind.Polygon:
                output.Write("POLYGON "u8);
                WritePaths(geometry, 0, geometry.PathEnds.Length, output);
                break;
            case GeometryKind.MultiLineString:
                output.Write("MULTILINESTRING "u8);
                WritePaths(geometry, 0, geometry.PathEnds.Length, output);
                break;
            case GeometryKind.MultiPolygon:
                WritePolygons(geometry, output);
                break;
            default:
                WriteCollection(geometry, output);
                break;
        }
    }

    private static void WritePolygons(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        output.Write("MULTIPOLYGON ("u8);
        for (int i = 0, from = 0; i < geometry.PolygonEnds.Length; from = geometry.PolygonEnds[i++])
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            WritePaths(geometry, from, geometry.PolygonEnds[i], output);
        }

        output.Write(")"u8);
    }

    private static void WriteCollection(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        if (geometry.Coordinates.IsEmpty)
        {
            output.Write("GEOMETRYCOLLECTION EMPTY"u8);
            return;
        }

        output.Write("GEOMETRYCOLLECTION ("u8);
        for (var i = 0; i < geometry.PointCount; i++)
        {
            output.Write(i == 0 ? "POINT "u8 : ",POINT "u8);
            WritePath(geometry.Coordinates.Slice(2 * i, 2), output);
        }

        for (var i = 0; i < geometry.PathEnds.Length; i++)
        {
            output.Write(i + geometry.PointCount == 0 ? "LINESTRING "u8 : ",LINESTRING "u8);
            WritePath(geometry.Path(i), output);
        }

        output.Write(")"u8);
    }

    private static void WritePaths(PackedGeometry geometry, int from, int to, IBufferWriter<byte> output)
    {
        output.Write("("u8);
        for (var path = from; path < to; path++)
        {
            output.Write(path == from ? ""u8 : ","u8);
            WritePath(geometry.Path(path), output);
        }

        output.Write(")"u8);
    }

    private static void WritePath(ReadOnlySpan<double> path, IBufferWriter<byte> output)
    {
        output.Write("("u8);
        DegreesText.WritePath(path, (byte)' ', (byte)',', output);
        output.Write(")"u8);
    }
}
