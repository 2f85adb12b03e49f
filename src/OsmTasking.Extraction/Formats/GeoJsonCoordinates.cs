using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Formats;

/// <summary>Writes the nested arrays of a GeoJSON "coordinates" member, with up to 7 decimals.</summary>
internal static class GeoJsonCoordinates
{
    /// <summary>The most bytes a position takes: <c>[-180.1234567,-90.1234567],</c>.</summary>
    private const int LongestPosition = 32;

    // "00" to "99": two digits at a time.
    private static readonly ushort[] Pairs = [.. Enumerable.Range(0, 100).Select(pair => (ushort)(('0' + (pair / 10)) | (('0' + (pair % 10)) << 8)))];

    internal static void Write(PackedGeometry geometry, ArrayBufferWriter<byte> output)
    {
        switch (geometry.Kind)
        {
            case GeometryKind.Point:
                WritePath(geometry.Coordinates, output, single: true);
                break;
            case GeometryKind.LineString:
                WritePath(geometry.Path(0), output, single: false);
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

    /// <summary>Writes an array of positions, or the one position without the brackets around it.</summary>
    internal static void WritePath(ReadOnlySpan<double> path, ArrayBufferWriter<byte> output, bool single)
    {
        var span = output.GetSpan((path.Length / 2 * LongestPosition) + 2);
        ref var start = ref MemoryMarshal.GetReference(span);
        nint at = 0;
        if (!single)
        {
            Unsafe.Add(ref start, at++) = (byte)'[';
        }

        for (var i = 0; i + 1 < path.Length; i += 2)
        {
            Unsafe.Add(ref start, at++) = (byte)'[';
            at = WriteDegrees(path[i], ref start, at);
            Unsafe.Add(ref start, at++) = (byte)',';
            at = WriteDegrees(path[i + 1], ref start, at);
            Unsafe.Add(ref start, at++) = (byte)']';
            Unsafe.Add(ref start, at++) = (byte)',';
        }

        at -= path.IsEmpty ? 0 : 1;
        if (!single)
        {
            Unsafe.Add(ref start, at++) = (byte)']';
        }

        output.Advance((int)at);
    }

    private static void WritePaths(PackedGeometry geometry, int from, int to, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var path = from; path < to; path++)
        {
            output.Write(path == from ? ""u8 : ","u8);
            WritePath(geometry.Path(path), output, single: false);
        }

        output.Write("]"u8);
    }

    // OSM counts in steps of 1e-7 degrees, so the number is written as what it is: an integer with a point in it.
    internal static nint WriteDegrees(double degrees, ref byte start, nint at)
    {
        var steps = (int)Math.Round(degrees * 1e7);
        Unsafe.Add(ref start, at) = (byte)'-';
        at += steps < 0 ? 1 : 0;
        var magnitude = (uint)Math.Abs(steps);
        var whole = magnitude / 10_000_000;
        var fraction = magnitude - (whole * 10_000_000);
        if (whole >= 100)
        {
            Unsafe.Add(ref start, at++) = (byte)('0' + (whole / 100));
            whole %= 100;
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), Pairs[whole]);
            at += 2;
        }
        else if (whole >= 10)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), Pairs[whole]);
            at += 2;
        }
        else
        {
            Unsafe.Add(ref start, at++) = (byte)('0' + whole);
        }

        if (fraction == 0)
        {
            return at;
        }

        Unsafe.Add(ref start, at) = (byte)'.';
        var upper = fraction / 10_000;
        var lower = fraction - (upper * 10_000);
        Unsafe.Add(ref start, at + 1) = (byte)('0' + (upper / 100));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at + 2), Pairs[upper % 100]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at + 4), Pairs[lower / 100]);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at + 6), Pairs[lower % 100]);
        at += 8;
        while (Unsafe.Add(ref start, at - 1) == (byte)'0')
        {
            at--;
        }

        return at;
    }
}
