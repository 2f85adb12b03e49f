using System.Globalization;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats;

public sealed class FlatGeobufWriterTests
{
    private static readonly string[] Keys = ["name", "landuse", "a,b;c\nd", "@id", "not there"];

    [Fact]
    public void Write_HostileTags_AreReadByGdal()
    {
        using var folder = new ScratchFolder();
        Write(new HostileSource(), folder["all.fgb"], Keys);
        var expected = FeatureRow.From(new HostileSource()).OrderBy(row => row.Id, StringComparer.Ordinal).ToList();

        var rows = Gdal.Read(folder["all.fgb"], "tags", null).OrderBy(row => row.Id, StringComparer.Ordinal).ToList();

        Assert.Equal(expected.Select(CsvFormatTests.WithoutNul), rows.Select(row => row.Text));
        Assert.All(expected.Zip(rows), pair => Assert.True(pair.First.Geometry!.EqualsExact(pair.Second.Geometry), pair.First.Text));
    }

    [Fact]
    public void Write_Nothing_GivesAnEmptyLayer()
    {
        using var folder = new ScratchFolder();
        Write(new OsmText(""), folder["none.fgb"], ["name"]);

        var info = Gdal.Run("ogrinfo", "-so", "-al", folder["none.fgb"]);

        Assert.Contains("Feature Count: 0", info);
        Assert.Contains("name: String", info);
    }

    [Fact]
    public void Write_Header_NamesLayerSystemColumnsAndExtent()
    {
        using var folder = new ScratchFolder();
        Write(new OsmText("n1 x8.5 y47.1 v2 s1000000000 Tname=a\nn2 x-9.25 y48 Tname=b"), folder["two.fgb"], ["name"]);

        var info = Gdal.Run("ogrinfo", "-so", "-al", folder["two.fgb"]);

        Assert.Contains("Layer name: two", info);
        Assert.Contains("ID[\"EPSG\",4326]", info);
        Assert.Contains("Extent: (-9.250000, 47.100000) - (8.500000, 48.000000)", info);
        Assert.Contains("@id: Integer64", info);
        Assert.Contains("@timestamp: DateTime", info);
        Assert.Contains("tags: String", info);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(257)]
    [InlineData(5000)]
    public void SpatialFilter_ByTheIndex_GivesWhatASearchThroughAllGives(int count)
    {
        using var folder = new ScratchFolder();
        var random = new Random(count);
        var text = string.Join('\n', Enumerable.Range(1, count).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"n{i} x{(random.NextDouble() * 360) - 180:F7} y{(random.NextDouble() * 180) - 90:F7} Ta=b")));
        Write(new OsmText(text), folder["all.fgb"], []);
        var all = FeatureRow.From(new OsmText(text));

        for (var i = 0; i < 4; i++)
        {
            var (west, south) = ((random.NextDouble() * 360) - 180, (random.NextDouble() * 180) - 90);
            var box = new NetTopologySuite.Geometries.Envelope(west, west + 60, south, south + 40);

            AssertFound(folder["all.fgb"], box, all.Where(row => box.Contains(row.Geometry!.Coordinate)));
        }

        AssertFound(folder["all.fgb"], new(-180, 180, -90, 90), all);
    }

    [Fact]
    public void SpatialFilter_OnARealFile_GivesWhatASearchThroughAllGives()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));
        using var folder = new ScratchFolder();
        Write(source, folder["all.fgb"], ["name"]);
        var all = FeatureRow.From(source);

        foreach (var (west, south, size) in new[] { (9.50, 47.10, 0.02), (9.60, 47.20, 0.001), (9.4, 47.0, 0.5), (0.0, 0.0, 1.0) })
        {
            var box = new NetTopologySuite.Geometries.Envelope(west, west + size, south, south + size);
            var area = all[0].Geometry!.Factory.ToGeometry(box);

            AssertFound(folder["all.fgb"], box, all.Where(row => area.EnvelopeInternal.Intersects(row.Geometry!.EnvelopeInternal) && area.Intersects(row.Geometry)));
        }
    }

    [Fact]
    public void Dispose_WithoutComplete_LeavesNothing()
    {
        using var folder = new ScratchFolder();
        using (var writer = new FlatGeobufWriter(folder["all.fgb"]))
        {
            Extractor.Run(new HostileSource(), new(), writer);
        }

        Assert.Empty(Directory.GetFiles(folder[""]));
    }

    [Fact]
    public void Complete_ThatFails_LeavesNothing()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["all.fgb"]);
        using (var writer = new FlatGeobufWriter(folder["all.fgb"], FeatureAttributes.All, [], sortMemory: 1))
        {
            Extractor.Run(new HostileSource(), new(), writer);
            Assert.ThrowsAny<IOException>(writer.Complete);
        }

        Assert.Empty(Directory.GetFiles(folder[""]));
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(2_000)]
    public void Complete_SortedInManyRuns_GivesTheBytesOfOneSortInMemory(int memory)
    {
        const int Count = 20_000;
        using var folder = new ScratchFolder();
        var random = new Random(3);
        var text = string.Join('\n', Enumerable.Range(1, Count).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"n{i} x{8 + (random.Next(100) / 70d):F7} y{47 + random.NextDouble():F7} Tname={new string('x', random.Next(40))}")));
        Write(new OsmText(text), folder["all.fgb"], ["name"]);
        Directory.CreateDirectory(folder["runs"]);
        using (var writer = new FlatGeobufWriter(Path.Combine(folder["runs"], "all.fgb"), FeatureAttributes.All, ["name"], memory))
        {
            Extractor.Run(new OsmText(text), new(), writer);
            writer.Complete();
        }

        Assert.True(File.ReadAllBytes(folder["all.fgb"]).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(folder["runs"], "all.fgb"))));
        Assert.Equal([Path.Combine(folder["runs"], "all.fgb")], Directory.GetFiles(folder["runs"]));
        Assert.Contains($"Feature Count: {Count}", Gdal.Run("ogrinfo", "-so", "-al", Path.Combine(folder["runs"], "all.fgb")), StringComparison.Ordinal);
        var box = new NetTopologySuite.Geometries.Envelope(8.3, 8.5, 47.2, 47.4);
        AssertFound(Path.Combine(folder["runs"], "all.fgb"), box, FeatureRow.From(new OsmText(text)).Where(row => box.Contains(row.Geometry!.Coordinate)));
    }

    [Fact]
    public void Complete_OverAnOlderFile_ReplacesIt()
    {
        using var folder = new ScratchFolder();
        File.WriteAllText(folder["all.fgb"], "old");

        Write(new HostileSource(), folder["all.fgb"], []);

        Assert.Equal([folder["all.fgb"]], Directory.GetFiles(folder[""]));
        Assert.Equal("fgb\u0003fgb\u0000"u8, File.ReadAllBytes(folder["all.fgb"]).AsSpan(0, 8));
    }

    [Fact]
    public void HilbertCurve_NextPlace_IsANeighbour()
    {
        // The corner of 64 x 64 cells holds the first 4096 places.
        var places = new (int X, int Y)[4096];
        for (var x = 0u; x < 64; x++)
        {
            for (var y = 0u; y < 64; y++)
            {
                places[HilbertCurve.Distance(x, y)] = ((int)x, (int)y);
            }
        }

        Assert.Equal(4096, places.Distinct().Count());
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.Equal(1, Math.Abs(pair.First.X - pair.Second.X) + Math.Abs(pair.First.Y - pair.Second.Y)));
        Assert.Equal(uint.MaxValue, HilbertCurve.Distance(HilbertCurve.Max, 0));
    }

    private static void AssertFound(string file, NetTopologySuite.Geometries.Envelope box, IEnumerable<FeatureRow> expected)
    {
        string[] corners = [.. new[] { box.MinX, box.MinY, box.MaxX, box.MaxY }.Select(value => value.ToString("R", CultureInfo.InvariantCulture))];
        var found = Gdal.Read(file, "tags", null, ["-spat", .. corners]).Select(row => row.Id).Order(StringComparer.Ordinal);
        Assert.Equal(expected.Select(row => row.Id).Order(StringComparer.Ordinal), found);
    }

    private static void Write(IOsmSource source, string path, string[] keys)
    {
        using var writer = new FlatGeobufWriter(path, FeatureAttributes.All, keys);
        Extractor.Run(source, new(), writer);
        writer.Complete();
    }
}
