using System.Buffers;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes the geometry elements of KML.</summary>
internal static class KmlGeometry
{
    internal static void Write(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        switch (geometry.Kind)
        {
            case GeometryKind.Point:
                WritePoint(geometry.Coordinates, output);
                break;
            case GeometryKind.LineString:
                WriteLine(geometry.Path(0), output);
                break;
            case GeometryKind.Polygon:
                WritePolygon(geometry, 0, geometry.PathEnds.Length, output);
                break;
            default:
                WriteMany(geometry, output);
                break;
        }
    }

    private static void WriteMany(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        output.Write("<MultiGeometry>"u8);
        for (int i = 0, from = 0; i < geometry.PolygonEnds.Length; from = geometry.PolygonEnds[i++])
        {
            WritePolygon(geometry, from, geometry.PolygonEnds[i], output);
        }

        for (var i = 0; i < geometry.PointCount; i++)
        {
            WritePoint(geometry.Coordinates.Slice(2 * i, 2), output);
        }

        for (var i = 0; i < geometry.PathEnds.Length && geometry.PolygonEnds.IsEmpty; i++)
        {
            WriteLine(geometry.Path(i), output);
        }

        output.Write("</MultiGeometry>"u8);
    }

    private static void WritePoint(ReadOnlySpan<double> position, IBufferWriter<byte> output)
    {
        output.Write("<Point>"u8);
        WritePath(position, output);
        output.Write("</Point>"u8);
    }

    private static void WriteLine(ReadOnlySpan<double> path, IBufferWriter<byte> output)
    {
        output.Write("<LineString>"u8);
        WritePath(path, output);
        output.Write("</LineString>"u8);
    }

    private static void WritePolygon(PackedGeometry geometry, int from, int to, IBufferWriter<byte> output)
    {
        output.Write("<Polygon>"u8);
        for (var ring = from; ring < to; ring++)
        {
            output.Write(ring == from ? "<outerBoundaryIs><LinearRing>"u8 : "<innerBoundaryIs><LinearRing>"u8);
            WritePath(geometry.Path(ring), output);
            output.Write(ring == from ? "</LinearRing></outerBoundaryIs>"u8 : "</LinearRing></innerBoundaryIs>"u8);
        }

        output.Write("</Polygon>"u8);
    }

    private static void WritePath(ReadOnlySpan<double> path, IBufferWriter<byte> output)
    {
        output.Write("<coordinates>"u8);
        DegreesText.WritePath(path, (byte)',', (byte)' ', output);
        output.Write("</coordinates>"u8);
    }
}
