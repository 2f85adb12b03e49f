using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.RawData;

public partial class RealExportTests
{
    // Vaduz and around it.
    private static readonly string Area = SmallRegion.Square(9.50, 47.12, 9.56, 47.16).ToJsonString();

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task EveryFormat_HasTheSameFeatures_ForGdal(string store)
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "gdal-bin is not installed.");
        await using var host = await RawDataHost.StartAsync(store, path);
        var counts = new Dictionary<string, long>();

        foreach (var (format, file) in new[] { ("geojson", "x.geojson"), ("fgb", "x.fgb"), ("gpkg", "x.gpkg"), ("kml", "x.kml"), ("csv", "x.csv"), ("geojsonseq", "x.geojsonseq") })
        {
            var status = await host.SnapshotAsync($$"""{"geometry":{{Area}},"fileName":"x","outputType":"{{format}}","useStWithin":false,"filters":{"attributes":{"all_geometry":["building","highway","name"]} } }""");
            Assert.True(status.GetProperty("status").GetString() == "SUCCESS", $"{format}: {status}");
            var folder = Path.Combine(host.Folder, format);
            await UnpackAsync(host, status, folder);
            counts[format] = await CountAsync(Path.Combine(folder, file));
            Assert.Equal(counts[format], status.GetProperty("result").GetProperty("features").GetInt64());
        }

        Assert.True(counts["geojson"] > 3000, $"{counts["geojson"]}");
        Assert.Single(counts.Values.Distinct());
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task Shapefile_HasALayerForEachShape_AndTilesAreThere(string store)
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        Assert.SkipUnless(File.Exists("/usr/bin/ogrinfo"), "gdal-bin is not installed.");
        await using var host = await RawDataHost.StartAsync(store, path);

        var shapes = await host.SnapshotAsync($$"""{"geometry":{{Area}},"fileName":"x","outputType":"shp"}""");
        var folder = Path.Combine(host.Folder, "shp");
        await UnpackAsync(host, shapes, folder);
        var layers = await Task.WhenAll(new[] { "x_point.shp", "x_line.shp", "x_poly.shp" }.Select(layer => CountAsync(Path.Combine(folder, layer))));
        var tiles = await host.SnapshotAsync($$"""{"geometry":{{Area}},"fileName":"x","outputType":"mbtiles","minZoom":10,"maxZoom":12}""");
        await UnpackAsync(host, tiles, folder);

        Assert.All(layers, count => Assert.True(count > 100, $"{count}"));
        Assert.True(layers.Sum() >= shapes.GetProperty("result").GetProperty("features").GetInt64());
        Assert.True(new FileInfo(Path.Combine(folder, "x.mbtiles")).Length > 10_000);
    }

    [Fact]
    public async Task BothStores_GiveTheSameObjects()
    {
        var path = SharedData.PathOrSkip("data/liechtenstein.osm.pbf");
        await using var sqlite = await RawDataHost.StartAsync(RawDataHost.Sqlite, path, works: false, more: new() { ["OsmTasking:RawData:MaxPlainAreaKm2"] = "1000" });
        await using var postgis = await RawDataHost.StartAsync(RawDataHost.Postgis, path, works: false, more: new() { ["OsmTasking:RawData:MaxPlainAreaKm2"] = "1000" });

        foreach (var more in new[]
        {
            "", ",\"useStWithin\":false", ",\"areaMode\":\"clip\",\"filters\":{\"tags\":{\"all_geometry\":{\"join_or\":{\"building\":[],\"amenity\":[]} } } }",
            ",\"filters\":{\"tags\":{\"all_geometry\":{\"join_or\":{\"building\":[\"yes\"],\"highway\":[\"residential\",\"track\"]},\"join_and\":{\"name\":[]}}}}",
        })
        {
            var body = $$"""{"geometry":{"type":"Polygon","coordinates":[[[9.50,47.12],[9.56,47.125],[9.55,47.16],[9.505,47.15],[9.50,47.12]]]}{{more}}}""";
            var (one, other) = ((await sqlite.PostAsync("/v1/snapshot/plain/", body)).Bytes, (await postgis.PostAsync("/v1/snapshot/plain/", body)).Bytes);

            // SQLite routes ways by their tags, PostGIS by their shape, as raw-data-api does: the objects are the same.
            Assert.Equal(Objects(one), Objects(other));
        }
    }

    private static List<string> Objects(byte[] geojson) =>
        [.. SnapshotTests.Ids(geojson).Select(id => id.Replace("ways_line", "ways", StringComparison.Ordinal).Replace("ways_poly", "ways", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static async Task UnpackAsync(RawDataHost host, System.Text.Json.JsonElement status, string folder)
    {
        var bytes = await host.Http.GetByteArrayAsync(new Uri(status.GetProperty("result").GetProperty("download_url").GetString()!));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        await zip.ExtractToDirectoryAsync(folder, overwriteFiles: true);
    }

    private static async Task<long> CountAsync(string file)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ogrinfo", ["-ro", "-so", "-al", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Counts().Matches(told).Sum(match => long.Parse(match.Groups["count"].Value));
    }

    [GeneratedRegex(@"Feature Count: (?<count>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counts();
}
