using OsmTasking.Core.Tasks;
using OsmTasking.Extraction.Blocks;
using OsmTasking.Extraction.Formats.VectorTiles;
using OsmTasking.TestKit;

namespace OsmTasking.Extraction.Tests.Formats.VectorTiles;

public sealed class PmTilesWriterTests : IDisposable
{
    private const string World = """
        n1 x9.5 y47.1 Tname=a"b,amenity=bench
        n2 x9.6 y47.1
        n3 x9.6 y47.2
        n4 x9.5 y47.2
        w1 Nn1,n2,n3,n4,n1 Tlanduse=forest
        w2 Nn1,n3 Thighway=path
        r1 Mw2@,n4@stop Ttype=route,route=bus
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-pmtiles-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "a.pmtiles");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_AFewFeatures_AreInEveryTileTheyBelongIn()
    {
        var (file, summary) = Write(new OsmText(World));

        var tiles = file.Tiles().ToList();
        Assert.Equal((0, 14, 11), file.Zooms);
        Assert.Equal([9.5, 47.1, 9.6, 47.2, 9.55, 47.15], file.Bounds);
        Assert.Equal("© OpenStreetMap contributors, ODbL 1.0", (string)file.Metadata["attribution"]!);
        Assert.Equal(["points", "lines", "polygons"], file.Metadata["vector_layers"]!.AsArray().Select(layer => (string)layer!["id"]!));
        Assert.Equal("""{"@id":"Number","@type":"String","amenity":"String","name":"String","route":"String","type":"String"}""", file.Metadata["vector_layers"]![0]!["fields"]!.ToJsonString());
        Assert.Equal(Enumerable.Range(0, 15), tiles.Select(tile => tile.Tile.Zoom).Distinct());
        Assert.Equal(summary.Tiles, tiles.Count);
        Assert.Equal(summary.Zooms.Select(zoom => zoom.Tiles), tiles.CountBy(tile => tile.Tile.Zoom).OrderBy(pair => pair.Key).Select(pair => (long)pair.Value));
        Assert.Equal(["11", "12", "13", "22"], Ids(tiles, 14).Order(StringComparer.Ordinal));

        // The forest is 4.55 x 4.55 tiles of zoom 14 or so, all of them but those at the edge the same but for their place.
        var within = tiles.Where(tile => tile.Tile.Zoom == 14 && tile.Features.Any(feature => feature.Id == 12)).ToList();
        Assert.InRange(within.Count, 30, 56);
        Assert.True(file.Entries.Count < tiles.Count, "full tiles are kept once");
    }

    [Fact]
    public void Write_EveryTile_EqualsWhatTheEncoderMakesOfIt()
    {
        var (file, _) = Write(new OsmText(World), new() { SmallestSize = 0 });
        var encoder = new VectorTileEncoder(new() { SmallestSize = 0 });
        foreach (var (tile, _, features) in file.Tiles())
        {
            encoder.Start(tile);
            Extractor.Run(new OsmText(World), new(), new Sink(encoder));
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            encoder.Finish(output);
            var expected = DecodedTile.Read(output.WrittenSpan);
            Assert.Equal(expected.Select(Text), features.Select(Text));
            foreach (var (same, feature) in expected.Zip(features))
            {
                // Where a line is cut first by a larger tile, the place is rounded once more.
                Assert.Equal(same.Paths.Count, feature.Paths.Count);
                Assert.All(Positions(same).Zip(Positions(feature)), pair => Assert.InRange(Math.Abs(pair.First.X - pair.Second.X) + Math.Abs(pair.First.Y - pair.Second.Y), 0, 1));
            }
        }
    }

    [Fact]
    public void Write_WithLittleMemory_GivesTheSameBytes()
    {
        var text = string.Join('\n', Enumerable.Range(1, 3000).Select(i => $"n{i} x{i * 7919 % 3000 / 1000m} y{i % 100 / 100m} Tname=number{i},note={new string('x', 50)}"));
        Write(new OsmText(text));
        var first = File.ReadAllBytes(Path);
        File.Delete(Path);

        Write(new OsmText(text), new() { SortMemory = 1 << 16, TempFolder = _folder });

        Assert.Equal(first, File.ReadAllBytes(Path));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_CrowdedNodes_AreThinnedBeforeTheLastZoomAndCounted()
    {
        var text = string.Join('\n', Enumerable.Range(1, 500).Select(i => $"n{i} x{1 + (i / 1_000_000m)} y1 Tname=n{i}"));
        var (file, summary) = Write(new OsmText(text), new() { MinZoom = 4, MaxZoom = 6 });

        Assert.Equal([1, 1, 500], file.Tiles().Select(tile => tile.Features.Count));
        Assert.Equal([499, 499, 0], summary.Zooms.Select(zoom => zoom.Crowded));
        Assert.Equal(11UL, file.Tiles().First().Features[0].Id);
    }

    [Fact]
    public void Write_MoreThanATileMayHave_LeavesTheSmallestOutAndCountsThem()
    {
        var random = new Random(7);
        string Name() => string.Concat(Enumerable.Range(0, 40).Select(_ => (char)('a' + random.Next(26))));
        var nodes = Enumerable.Range(1, 800).Select(i => $"n{i} x{random.Next(200_000, 3_000_000) / 10_000_000m} y{random.Next(200_000, 3_000_000) / 10_000_000m} Tname={Name()}");
        var text = $"{string.Join('\n', nodes)}\nw1 Nn1,n2,n3 Thighway=primary";
        var (file, summary) = Write(new OsmText(text), new() { MinZoom = 10, MaxZoom = 10, MaxTileBytes = 5000 });

        var tile = Assert.Single(file.Tiles());
        Assert.InRange(tile.Bytes.Length, 3000, 5000);
        Assert.Contains(tile.Features, feature => feature.Layer == "lines");
        Assert.Equal((801 - tile.Features.Count, 1, tile.Bytes.Length), (summary.Zooms[0].OverLimit, summary.Zooms[0].LimitedTiles, summary.Zooms[0].LargestTile));
        Assert.True(summary.Zooms[0].OverLimit > 300);
    }

    [Fact]
    public void Write_AFeatureAcrossTheWorld_EndsWhereItWouldTakeTooManyTiles()
    {
        const string Continent = "n1 x-170 y-80 \n n2 x170 y-80 \n n3 x170 y80 \n n4 x-170 y80 \n w1 Nn1,n2,n3,n4,n1 Tlanduse=forest";
        var (file, summary) = Write(new OsmText(Continent), new() { MaxTilesPerFeature = 2000 });

        Assert.Equal(5, file.Tiles().Max(tile => tile.Tile.Zoom));
        Assert.Equal(9, summary.Zooms.Sum(zoom => zoom.Wide));
    }

    [Fact]
    public void Write_Nothing_GivesAnEmptyFile()
    {
        var (file, summary) = Write(new OsmText("n1 x1 y1"));

        Assert.Empty(file.Entries);
        Assert.Equal(0, summary.Tiles);
    }

    [Fact]
    public void Complete_MoreEntriesThanALeafTakes_WritesLeaves()
    {
        using (var archive = new PmTilesArchive(Path, _folder, leafLength: 4))
        {
            for (ulong id = 0; id < 40_000; id += 2)
            {
                archive.Add(TileIds.Tile(id), PmTilesDirectory.Compress([0x1A, 0x0E, 0x78, 2, 0x0A, 1, (byte)'a', 0x12, 0, 0x28, 0x80, 0x20]).Concat(BitConverter.GetBytes(id)).ToArray());
            }

            archive.Complete(new("x", 0, 8, 0, 0, 1, 1, []));
        }

        var file = new PmTilesFile(Path);
        Assert.InRange(file.Leaves, 100, 5000);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => 2 * (ulong)i), file.Entries.Select(entry => entry.Id));
    }

    [Fact]
    public void Create_FileThatExistsOrWrongOption_IsRefused()
    {
        File.WriteAllText(Path, "mine");
        Assert.Throws<IOException>(() => new PmTilesWriter(Path));
        Assert.ThrowsAny<ArgumentException>(() => new PmTilesWriter(Path + "2", new() { MaxZoom = 20 }));
        Assert.Equal(["a.pmtiles"], Directory.GetFiles(_folder).Select(System.IO.Path.GetFileName));
    }

    [Fact]
    public void Write_ACountry_HasEveryFeatureAtTheLastZoomAndSaneTiles()
    {
        var source = OsmFile.Open(SharedData.PathOrSkip("data/liechtenstein.osm.pbf"));
        var (file, summary) = Write(source);
        var expected = new HashSet<string>();
        Extractor.Run(source, new(), new ObjectSink(item => expected.Add($"{item.Id}{item.Kind switch { OsmKind.Node => 1, OsmKind.Way => 2, _ => 3 }}")));

        var tiles = file.Tiles().ToList();
        Assert.Equal(0, summary.Zooms.Sum(zoom => zoom.OverLimit + zoom.Wide));
        Assert.Equal(expected.Order(), Ids(tiles, 14).Order());
        Assert.All(tiles, tile => Assert.InRange(tile.Bytes.Length, 20, 500_000));
        Assert.InRange(tiles.Count(tile => tile.Tile.Zoom == 14), 100, 20_000);
        Assert.Equal(1, tiles.Count(tile => tile.Tile.Zoom == 0));
        Assert.True(new FileInfo(Path).Length < 20_000_000);
        var polygons = tiles.SelectMany(tile => tile.Features.Where(feature => feature.Type == 3 && feature.Id % 3 == 0).Select(feature => (tile.Tile, feature.Id, Shape: Shape(feature)))).ToList();
        var invalid = polygons.Where(polygon => !polygon.Shape.IsValid).ToList();
        Assert.True(invalid.Count <= polygons.Count / 10_000, $"{invalid.Count} of {polygons.Count}: {string.Join(", ", invalid.Take(5))}");
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', summary.Zooms));
    }

    private static string Text(DecodedFeature feature) =>
        $"{feature.Layer} {feature.Id} {string.Join(',', feature.Properties)} {string.Join(',', feature.Paths.Select(path => path.Count))}";

    // Rings may begin anywhere.
    private static IEnumerable<(int X, int Y)> Positions(DecodedFeature feature) =>
        feature.Paths.SelectMany(path => feature.Type == 3 ? path.Skip(path.IndexOf(path.Min())).Concat(path.Take(path.IndexOf(path.Min()))) : path);

    private static NetTopologySuite.Geometries.Geometry Shape(DecodedFeature feature)
    {
        var rings = new TilePaths();
        foreach (var path in feature.Paths)
        {
            path.ForEach(place => rings.Append(place.X, place.Y));
            rings.EndPath(3, hole: DecodedTile.Area(path) < 0);
        }

        return RingRepairTests.Shape(rings);
    }

    private static List<string> Ids(IEnumerable<(TileKey Tile, byte[] Bytes, List<DecodedFeature> Features)> tiles, int zoom) =>
        [.. tiles.Where(tile => tile.Tile.Zoom == zoom).SelectMany(tile => tile.Features).Select(feature => $"{feature.Id}").Distinct()];

    private (PmTilesFile File, TileSetSummary Summary) Write(IOsmSource source, VectorTileOptions? options = null)
    {
        using var writer = new PmTilesWriter(Path, options);
        Extractor.Run(source, new(), writer);
        writer.Complete();
        return (new PmTilesFile(Path), writer.Summary);
    }

    private sealed class Sink(VectorTileEncoder encoder) : IFeatureSink
    {
        public void Write(in OsmFeature feature) => encoder.Add(feature);
    }
}
