using System.Buffers.Binary;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Sqlite.GeoPackage;

/// <summary>The bounds of a geometry or a layer, in degrees; empty (west &gt; east) when there is none.</summary>
internal readonly record struct GeoPackageBounds(double West, double South, double East, double North)
{
    internal static readonly GeoPackageBounds Empty = new(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);

    internal bool IsEmpty => !(West <= East);

    internal GeoPackageBounds With(GeoPackageBounds other) =>
        new(Math.Min(West, other.West), Math.Min(South, other.South), Math.Max(East, other.East), Math.Max(North, other.North));
}

/// <summary>Geometries in the binary form of GeoPackage 1.3, section 2.1.3: header, box, ISO well-known binary, all little endian.</summary>
internal sealed class GeoPackageGeometry
{
    private const int Srid = 4326;
    private const int HeaderLength = 8;
    private const int EnvelopeLength = 32;
    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Writes a geometry.</summary>
    /// <returns>The bytes; valid until the next call.</returns>
    internal ReadOnlySpan<byte> Write(PackedGeometry geometry, GeoPackageBounds bounds)
    {
        // 9 bytes before each part at most, and one count for each ring.
        var parts = 1 + geometry.PointCount + geometry.PathEnds.Length + geometry.PolygonEnds.Length + 1;
        var most = checked(HeaderLength + EnvelopeLength + (9 * parts) + (4 * geometry.PathEnds.Length) + (8 * geometry.Coordinates.Length));
        if (_bytes.Length < most)
        {
            _bytes = new byte[Math.Max(most, (int)Math.Min(2L * _bytes.Length, Array.MaxLength))];
        }

        _length = 0;
        WriteHeader(geometry.Kind, bounds);
        switch (geometry.Kind)
        {
            case GeometryKind.Point:
                WriteType(GeometryKind.Point);
                WriteDoubles(geometry.Coordinates);
                break;
            case GeometryKind.LineString or GeometryKind.MultiLineString:
                WriteType(GeometryKind.MultiLineString);
                WriteInt(geometry.PathEnds.Length);
                WriteLines(geometry);
                break;
            case GeometryKind.Polygon:
                WriteType(GeometryKind.MultiPolygon);
                WriteInt(1);
                WritePolygon(geometry, 0, geometry.PathEnds.Length);
                break;
            case GeometryKind.MultiPolygon:
                WriteType(GeometryKind.MultiPolygon);
                WriteInt(geometry.PolygonEnds.Length);
                for (int i = 0, from = 0; i < geometry.PolygonEnds.Length; from = geometry.PolygonEnds[i++])
                {
                    WritePolygon(geometry, from, geometry.PolygonEnds[i]);
                }

                break;
            default:
                WriteType(GeometryKind.GeometryCollection);
                WriteInt(geometry.PointCount + geometry.PathEnds.Length);
                for (var i = 0; i < geometry.PointCount; i++)
                {
                    WriteType(GeometryKind.Point);
                    WriteDoubles(geometry.Coordinates.Slice(i * 2, 2));
                }

                WriteLines(geometry);
                break;
        }

        return _bytes.AsSpan(0, _length);
    }

    private void WriteHeader(GeometryKind kind, GeoPackageBounds bounds)
    {
        // Bit 0: little endian; bits 1 to 3: the box is west, east, south, north, or none; bit 4: empty. A point is its own box.
        var boxed = kind != GeometryKind.Point && !bounds.IsEmpty;
        var flags = 1 | (boxed ? 1 << 1 : 0) | (bounds.IsEmpty ? 1 << 4 : 0);
        ReadOnlySpan<byte> magic = [(byte)'G', (byte)'P', 0, (byte)flags];
        magic.CopyTo(_bytes);
        _length = magic.Length;
        WriteInt(Srid);
        if (boxed)
        {
            WriteDoubles([bounds.West, bounds.East, bounds.South, bounds.North]);
        }
    }

    private void WriteLines(PackedGeometry geometry)
    {
        for (var i = 0; i < geometry.PathEnds.Length; i++)
        {
            WriteType(GeometryKind.LineString);
            WritePath(geometry.Path(i));
        }
    }

    private void WritePolygon(PackedGeometry geometry, int from, int to)
    {
        WriteType(GeometryKind.Polygon);
        WriteInt(to - from);
        for (var path = from; path < to; path++)
        {
            WritePath(geometry.Path(path));
        }
    }

    private void WritePath(ReadOnlySpan<double> path)
    {
        WriteInt(path.Length / 2);
        WriteDoubles(path);
    }

    private void WriteType(GeometryKind kind)
    {
        _bytes[_length++] = 1; // Little endian.
        WriteInt((int)kind);
    }

    private void WriteInt(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_length), value);
        _length += sizeof(int);
    }

    private void WriteDoubles(ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_length), value);
            _length += sizeof(double);
        }
    }
}
