using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using NetTopologySuite.IO;
using OsmTasking.Extraction.Geometries;

namespace OsmTasking.Extraction.Tests.Geometries;

public sealed class EwkbWriterTests
{
    private static readonly WKBWriter Reference = new(ByteOrder.LittleEndian, handleSRID: true);

    [Fact]
    public void Write_AnyGeometry_GivesTheBytesOfNts() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var geometry = PackedGeometries.Any(new Random(seed));
        var output = new ArrayBufferWriter<byte>();

        EwkbWriter.Write(geometry, output);

        Assert.Equal(Convert.ToHexString(Reference.Write(geometry.ToNts())), Convert.ToHexString(output.WrittenSpan));
        Assert.Equal(EwkbWriter.Length(geometry), output.WrittenCount);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_Point_GivesTheBytesOfPostgis()
    {
        var geometry = new PackedGeometry();
        geometry.Start(GeometryKind.Point);
        geometry.AddPoint(1, -2);
        var output = new ArrayBufferWriter<byte>();

        EwkbWriter.Write(geometry, output);

        // select st_asewkb('SRID=4326;POINT(1 -2)'::geometry)
        Assert.Equal("0101000020E6100000000000000000F03F00000000000000C0", Convert.ToHexString(output.WrittenSpan));
    }
}

/// <summary>Packed geometries drawn at random.</summary>
internal static class PackedGeometries
{
    internal static PackedGeometry Any(Random random)
    {
        var kind = random.GetItems([GeometryKind.Point, GeometryKind.LineString, GeometryKind.Polygon, GeometryKind.MultiLineString, GeometryKind.MultiPolygon, GeometryKind.GeometryCollection], 1)[0];
        var geometry = new PackedGeometry();
        geometry.Start(kind);
        for (var points = kind switch { GeometryKind.Point => 1, GeometryKind.GeometryCollection => random.Next(4), _ => 0 }; points > 0; points--)
        {
            geometry.AddPoint(Degrees(random, 180), Degrees(random, 90));
        }

        for (var lines = kind switch { GeometryKind.LineString => 1, GeometryKind.MultiLineString => random.Next(1, 4), GeometryKind.GeometryCollection => random.Next(4), _ => 0 }; lines > 0; lines--)
        {
            for (var positions = random.Next(2, 9); positions > 0; positions--)
            {
                geometry.Add(Degrees(random, 180), Degrees(random, 90));
            }

            geometry.EndPath();
        }

        for (var polygons = kind switch { GeometryKind.Polygon => 1, GeometryKind.MultiPolygon => random.Next(1, 4), _ => 0 }; polygons > 0; polygons--)
        {
            for (var rings = random.Next(1, 4); rings > 0; rings--)
            {
                var (x, y) = (Degrees(random, 170), Degrees(random, 80));
                foreach (var (dx, dy) in new[] { (0, 0), (2, 0), (random.Next(3), 3), (0, 0) })
                {
                    geometry.Add(x + dx, y + dy);
                }

                geometry.EndPath();
            }

            geometry.EndPolygon();
        }

        return geometry;
    }

    private static double Degrees(Random random, int limit) => random.NextInt64(-limit * 10_000_000L, limit * 10_000_000L) / 1e7;
}
