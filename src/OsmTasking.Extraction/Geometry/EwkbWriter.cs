using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Writes geometries in PostGIS's extended well-known binary: little endian, two dimensions, SRID 4326.</summary>
public static class EwkbWriter
{
    private const uint WithSrid = 0x2000_0000;
    private const int Srid = 4326;

    /// <summary>Gets the number of bytes <see cref="Write(PackedGeometry, Span{byte})"/> writes.</summary>
    public static int Length(PackedGeometry geometry)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        const int Header = 5;
        var positions = geometry.PositionCount * 16;
        var paths = geometry.PathEnds.Length;
        return 4 + Header + geometry.Kind switch
        {
            GeometryKind.Point => positions,
            GeometryKind.LineString => 4 + positions,
            GeometryKind.Polygon => 4 + (4 * paths) + positions,
            GeometryKind.MultiLineString => 4 + ((Header + 4) * paths) + positions,
            GeometryKind.MultiPolygon => 4 + ((Header + 4) * geometry.PolygonEnds.Length) + (4 * paths) + positions,
            GeometryKind.GeometryCollection => 4 + (Header * geometry.PointCount) + ((Header + 4) * paths) + positions,
            _ => 4,
        };
    }

    /// <summary>Appends a geometry. The SRID is written once, on the outermost geometry.</summary>
    public static void Write(PackedGeometry geometry, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var length = Length(geometry);
        Write(geometry, output.GetSpan(length));
        output.Advance(length);
    }

    /// <summary>Writes a geometry where there is room for it.</summary>
    /// <param name="geometry">The geometry.</param>
    /// <param name="into">Its first <see cref="Length"/> bytes are written.</param>
    public static void Write(PackedGeometry geometry, Span<byte> into)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        var rest = into;
        WriteHeader(ref rest, (uint)(geometry.Kind == GeometryKind.None ? GeometryKind.GeometryCollection : geometry.Kind) | WithSrid);
        WriteInt(ref rest, Srid);
        switch (geometry.Kind)
        {
            case GeometryKind.Point:
                WriteDoubles(ref rest, geometry.Coordinates);
                break;
            case GeometryKind.LineString:
                WritePath(ref rest, geometry.Path(0));
                break;
            case GeometryKind.Polygon:
                WriteRings(ref rest, geometry, 0, geometry.PathEnds.Length);
                break;
            case GeometryKind.MultiPolygon:
                WriteInt(ref rest, geometry.PolygonEnds.Length);
                for (int i = 0, from = 0; i < geometry.PolygonEnds.Length; from = geometry.PolygonEnds[i++])
                {
                    WriteHeader(ref rest, (uint)GeometryKind.Polygon);
                    WriteRings(ref rest, geometry, from, geometry.PolygonEnds[i]);
                }

                break;
            default:
                WriteInt(ref rest, geometry.PointCount + geometry.PathEnds.Length);
                for (var i = 0; i < geometry.PointCount; i++)
                {
                    WriteHeader(ref rest, (uint)GeometryKind.Point);
                    WriteDoubles(ref rest, geometry.Coordinates.Slice(i * 2, 2));
                }

                for (var i = 0; i < geometry.PathEnds.Length; i++)
                {
                    WriteHeader(ref rest, (uint)GeometryKind.LineString);
                    WritePath(ref rest, geometry.Path(i));
                }

                break;
        }
    }

    private static void WriteRings(ref Span<byte> rest, PackedGeometry geometry, int from, int to)
    {
        WriteInt(ref rest, to - from);
        for (var path = from; path < to; path++)
        {
            WritePath(ref rest, geometry.Path(path));
        }
    }

    private static void WritePath(ref Span<byte> rest, ReadOnlySpan<double> path)
    {
        WriteInt(ref rest, path.Length / 2);
        WriteDoubles(ref rest, path);
    }

    private static void WriteHeader(ref Span<byte> rest, uint type)
    {
        rest[0] = 1; // Little endian.
        BinaryPrimitives.WriteUInt32LittleEndian(rest[1..], type);
        rest = rest[5..];
    }

    private static void WriteInt(ref Span<byte> rest, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(rest, value);
        rest = rest[4..];
    }

    private static void WriteDoubles(ref Span<byte> rest, ReadOnlySpan<double> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(rest);
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(rest[(8 * i)..], values[i]);
            }
        }

        rest = rest[(8 * values.Length)..];
    }
}
