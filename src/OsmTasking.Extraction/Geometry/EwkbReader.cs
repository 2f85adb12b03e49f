using System.Buffers.Binary;

namespace OsmTasking.Extraction.Geometries;

/// <summary>Reads geometries as <see cref="EwkbWriter"/> writes them: well-known binary, little endian, two dimensions, with or without an SRID.</summary>
public static class EwkbReader
{
    private const uint WithSrid = 0x2000_0000;
    private const int Position = 16;

    /// <summary>Reads a geometry in the place of what <paramref name="into"/> held. Several points become a collection.</summary>
    /// <param name="ewkb">The geometry and nothing else; its coordinates are taken as EPSG:4326, whatever SRID it has.</param>
    /// <param name="into">Where it goes.</param>
    /// <exception cref="FormatException">It is cut off, of another byte order or dimension, or a collection with more than points and then lines.</exception>
    public static void Read(ReadOnlySpan<byte> ewkb, PackedGeometry into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var rest = ewkb;
        var type = ReadType(ref rest);
        switch (type)
        {
            case GeometryKind.Point:
                into.Start(type);
                ReadPositions(ref rest, 1, into);
                into.EndPoint();
                break;
            case GeometryKind.LineString:
                into.Start(type);
                ReadPath(ref rest, into);
                break;
            case GeometryKind.Polygon:
                into.Start(type);
                ReadRings(ref rest, into);
                break;
            case GeometryKind.MultiPolygon:
                into.Start(type);
                for (var parts = ReadCount(ref rest); parts > 0; parts--)
                {
                    Expect(ReadType(ref rest) == GeometryKind.Polygon);
                    ReadRings(ref rest, into);
                }

                break;
            case GeometryKind.MultiLineString or GeometryKind.GeometryCollection or MultiPoint:
                into.Start(type == MultiPoint ? GeometryKind.GeometryCollection : type);
                ReadParts(ref rest, into);
                break;
            default:
                throw Wrong();
        }

        Expect(rest.IsEmpty);
    }

    private const GeometryKind MultiPoint = (GeometryKind)4;

    private static void ReadParts(ref ReadOnlySpan<byte> rest, PackedGeometry into)
    {
        var lines = false;
        for (var parts = ReadCount(ref rest); parts > 0; parts--)
        {
            if (ReadType(ref rest) is GeometryKind.LineString)
            {
                ReadPath(ref rest, into);
                lines = true;
                continue;
            }

            Expect(!lines);
            ReadPositions(ref rest, 1, into);
            into.EndPoint();
        }
    }

    private static void ReadRings(ref ReadOnlySpan<byte> rest, PackedGeometry into)
    {
        for (var rings = ReadCount(ref rest); rings > 0; rings--)
        {
            ReadPath(ref rest, into);
        }

        into.EndPolygon();
    }

    private static void ReadPath(ref ReadOnlySpan<byte> rest, PackedGeometry into)
    {
        ReadPositions(ref rest, ReadCount(ref rest), into);
        into.EndPath();
    }

    private static void ReadPositions(ref ReadOnlySpan<byte> rest, int count, PackedGeometry into)
    {
        Expect(count <= rest.Length / Position);
        into.AddWkb(rest[..(count * Position)]);
        rest = rest[(count * Position)..];
    }

    private static GeometryKind ReadType(ref ReadOnlySpan<byte> rest)
    {
        Expect(rest is [1, _, _, _, _, ..]);
        var type = BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]);
        rest = rest[5..];
        if ((type & WithSrid) != 0)
        {
            Expect(rest.Length >= 4);
            rest = rest[4..];
        }

        // What is left beside the number of the type says that there are more than two dimensions.
        type &= ~WithSrid;
        Expect(type is >= 1 and <= 7);
        return (GeometryKind)type;
    }

    private static int ReadCount(ref ReadOnlySpan<byte> rest)
    {
        Expect(rest.Length >= 4);
        var count = BinaryPrimitives.ReadInt32LittleEndian(rest);
        rest = rest[4..];
        Expect(count >= 0);
        return count;
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw Wrong();
        }
    }

    private static FormatException Wrong() => new("The geometry is not in the form that OsmTasking stores.");
}
