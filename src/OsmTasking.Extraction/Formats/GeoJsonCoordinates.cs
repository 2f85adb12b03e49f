using System.Buffers;
using System.Buffers.Text;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes the nested arrays of a GeoJSON "coordinates" member, with up to 7 decimals.</summary>
internal static class GeoJsonCoordinates
{
    internal static void Write(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        switch (geometry.Kind)
        {
            case GeometryKind.Point:
                WritePosition(geometry.Coordinates, output);
                break;
            case GeometryKind.LineString:
                WritePath(geometry.Path(0), output);
                break;
            case GeometryKind.MultiPolygon:
                output.Write("["u8);
                for (int i = 0, from = 0; i < geometry.PolygonEnds.Length; from = geometry.PolygonEnds[i++])
                {
                    output.Write(i == 0 ? ""u8 : ","u8);
                    WritePaths(geometry, from, geometry.PolygonEnds[i], output);
                }

                output.Write("]"u8);
                break;
            default:
                WritePaths(geometry, 0, geometry.PathEnds.Length, output);
                break;
        }
    }

    internal static void WritePath(ReadOnlySpan<double> path, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = 0; i < path.Length; i += 2)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            WritePosition(path.Slice(i, 2), output);
        }

        output.Write("]"u8);
    }

    internal static void WritePosition(ReadOnlySpan<double> position, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(32);
        var length = 0;
        span[length++] = (byte)'[';
        length += Decimal(position[0], span[length..]);
        span[length++] = (byte)',';
        length += Decimal(position[1], span[length..]);
        span[length++] = (byte)']';
        output.Advance(length);
    }

    private static void WritePaths(PackedGeometry geometry, int from, int to, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var path = from; path < to; path++)
        {
            output.Write(path == from ? ""u8 : ","u8);
            WritePath(geometry.Path(path), output);
        }

        output.Write("]"u8);
    }

    // OSM counts in steps of 1e-7 degrees, so the number is written as what it is: an integer with a point in it.
    private static int Decimal(double degrees, Span<byte> output)
    {
        var steps = (long)Math.Round(degrees * 1e7);
        var length = 0;
        if (steps < 0)
        {
            output[length++] = (byte)'-';
            steps = -steps;
        }

        var (whole, fraction) = Math.DivRem(steps, 10_000_000);
        Utf8Formatter.TryFormat(whole, output[length..], out var written);
        length += written;
        if (fraction == 0)
        {
            return length;
        }

        output[length++] = (byte)'.';
        Utf8Formatter.TryFormat(fraction, output[length..], out _, new StandardFormat('D', 7));
        length += 7;
        while (output[length - 1] == (byte)'0')
        {
            length--;
        }

        return length;
    }
}
