using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.AreaFiles;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.AreaFiles;

/// <summary>Areas from the files people have.</summary>
public class AreaFileTests
{
    private const string Kml = """
        <?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><MultiGeometry>
        <Polygon><outerBoundaryIs><LinearRing><coordinates> 1,1,5 4,1,5
         4,4,5 1,4,5 1,1,5 </coordinates></LinearRing></outerBoundaryIs>
         <innerBoundaryIs><LinearRing><coordinates>2,2 3,2 3,3 2,2</coordinates></LinearRing></innerBoundaryIs></Polygon>
        <Polygon><outerBoundaryIs><LinearRing><coordinates>6,1 7,1 7,2 6,1</coordinates></LinearRing></outerBoundaryIs></Polygon>
        <LineString><coordinates>0,0 9,9</coordinates></LineString></MultiGeometry></Placemark></Document></kml>
        """;

    [Fact]
    public void Kml_GivesItsPolygonsWithTheirHoles()
    {
        var area = AreaFile.Read(Encoding.UTF8.GetBytes(Kml)).OrThrow();

        Assert.Equal(9 - 0.5 + 0.5, area.Shape.Area, 12);
        Assert.Equal(2, area.Shape.NumGeometries);
    }

    [Fact]
    public void Kmz_And_GeoJson_AreKnownByTheirContent()
    {
        Assert.Equal(9, AreaFile.Read(Zip(("doc.kml", Encoding.UTF8.GetBytes(Kml)))).OrThrow().Shape.Area, 12);
        Assert.Equal(0.5, AreaFile.Read(Encoding.UTF8.GetBytes("""{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}""")).OrThrow().Shape.Area, 12);
    }

    [Fact]
    public void Shapefile_GivesShellsAndHolesByTheirDirection()
    {
        double[][] parts = [[0, 0, 0, 9, 9, 9, 9, 0, 0, 0], [2, 2, 4, 2, 4, 4, 2, 4, 2, 2], [20, 0, 20, 1, 21, 1, 21, 0, 20, 0]];

        var area = AreaFile.Read(Zip(("x/area.shp", Shapefile(parts)), ("x/area.prj", "GEOGCS[\"WGS 84\"]"u8.ToArray()))).OrThrow();

        Assert.Equal(81 - 4 + 1, area.Shape.Area, 9);
    }

    [Fact]
    public void Shapefile_OfGdal_IsRead()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/ogr2ogr"), "ogr2ogr is not installed");
        using var folder = new ScratchFolder();
        var json = folder.Write("a.geojson", """{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[2,2],[2,4],[4,4],[4,2],[2,2]]]}}""");
        var start = new System.Diagnostics.ProcessStartInfo("/usr/bin/ogr2ogr", ["-f", "ESRI Shapefile", folder["a.shz"], json]) { UseShellExecute = false };
        System.Diagnostics.Process.Start(start)!.WaitForExit();

        Assert.Equal(81 - 4, AreaFile.Read(folder["a.shz"]).OrThrow().Shape.Area, 9);
    }

    [Fact]
    public void OsmRelation_IsAnArea()
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");

        var area = AreaFile.Read(path, "relation/1155955").OrThrow();

        Assert.Equal(160.06, area.SquareMetres / 1e6, 0.01);
        Assert.Contains("name one", Refusal(AreaFile.Read(path)), StringComparison.Ordinal);
        Assert.Contains("relation/1 is no whole area", Refusal(AreaFile.Read(path, "relation/1")), StringComparison.Ordinal);
        Assert.Contains("names no object", Refusal(AreaFile.Read(path, "country")), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> Bad => new()
    {
        { "not <kml>", "<html/>"u8.ToArray() },
        { "line 1, column", "<kml><Polygon>"u8.ToArray() },
        { "KML", "<!DOCTYPE kml [<!ENTITY a \"b\">]><kml>&a;</kml>"u8.ToArray() },
        { "is not longitude,latitude", "<kml><Polygon><LinearRing><coordinates>x 1,2 3,4 5,6</coordinates></LinearRing></Polygon></kml>"u8.ToArray() },
        { "no polygon in KML", "<kml/>"u8.ToArray() },
        { "the ZIP is broken", "PK junk"u8.ToArray() },
        { "neither a .shp nor a .kml", Zip(("readme.txt", [1])) },
        { "2 shapefiles", Zip(("a.shp", [1]), ("b.shp", [1])) },
        { "9994", Zip(("a.shp", new byte[200])) },
        { "save it in degrees", Zip(("a.shp", Shapefile([[0, 0, 0, 1, 1, 1, 0, 0]])), ("a.prj", "PROJCS[\"UTM\"]"u8.ToArray())) },
        { "is cut short", Zip(("a.shp", Shapefile([[0, 0, 0, 1, 1, 1, 0, 0]])[..150])) },
        { "outside longitude", Zip(("a.shp", Shapefile([[500000, 0, 500000, 1, 500001, 1, 500000, 0]]))) },
        { "more than 67108864 bytes", Zip(("a.kml", new byte[AreaFile.MostBytes + 1])) },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void BadFile_IsRefusedInWords(string message, byte[] content) =>
        Assert.Contains(message, Refusal(AreaFile.Read(content)), StringComparison.Ordinal);

    [Fact]
    public void BrokenFile_NeverThrows() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        seed =>
        {
            var random = new Random(seed);
            byte[][] good = [Encoding.UTF8.GetBytes(Kml), Shapefile([[0, 0, 0, 9, 9, 9, 9, 0, 0, 0], [2, 2, 4, 2, 4, 4, 2, 4, 2, 2]])];
            var content = (byte[])good[random.Next(2)].Clone();
            var isShape = content[0] == 0;
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                content[random.Next(content.Length)] = (byte)random.Next(256);
            }

            content = random.Next(3) == 0 ? content[..random.Next(content.Length)] : content;
            Assert.NotNull(AreaFile.Read(isShape ? Zip(("a.shp", content)) : content));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261121, 7));

    private static string Refusal(AreaResult result) => Assert.IsType<AreaResult.Refused>(result).Findings[0].Message;

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A .shp file with one polygon.</summary>
    private static byte[] Shapefile(double[][] parts)
    {
        var points = parts.Sum(part => part.Length / 2);
        var length = 44 + (4 * parts.Length) + (16 * points);
        var bytes = new byte[100 + 8 + length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, 9994);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), 1000);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), 5);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(100), 1);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(104), length / 2);
        var record = bytes.AsSpan(108);
        BinaryPrimitives.WriteInt32LittleEndian(record, 5);
        BinaryPrimitives.WriteInt32LittleEndian(record[36..], parts.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[40..], points);
        var (at, first) = (44 + (4 * parts.Length), 0);
        for (var part = 0; part < parts.Length; part++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(record[(44 + (4 * part))..], first);
            first += parts[part].Length / 2;
            foreach (var number in parts[part])
            {
                BinaryPrimitives.WriteDoubleLittleEndian(record[at..], number);
                at += 8;
            }
        }

        return bytes;
    }
}
