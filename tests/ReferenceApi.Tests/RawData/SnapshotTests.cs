using System.Text;
using System.Text.Json;

namespace ReferenceApi.Tests.RawData;

public class SnapshotTests
{
    public static TheoryData<string> Stores => [RawDataHost.Sqlite, RawDataHost.Postgis];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Snapshot_OfASquare_IsAZipWithDataBoundaryReadmeAndFacts(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);

        var queued = await host.PostAsync("/v1/snapshot/", SmallRegion.Body());
        var id = queued.Json.GetProperty("task_id").GetString()!;
        Assert.Equal($"/tasks/status/{id}/", queued.Json.GetProperty("track_link").GetString());
        Assert.True(queued.Json.TryGetProperty("queue", out _));
        Assert.Matches(@"^\d+\.\d{4} sec$", queued.Header("X-Process-Time"));
        var status = await host.WaitAsync(id);
        var result = status.GetProperty("result");
        Assert.Equal($"{host.Http.BaseAddress}exports/default/RawExport_geojson_uid_{id}.zip", result.GetProperty("download_url").GetString());
        Assert.Equal(("RawExport", "a moment"), (result.GetProperty("file_name").GetString(), result.GetProperty("process_time").GetString()));
        Assert.Matches(@"^\d+(\.\d+)? Sq Km$", result.GetProperty("query_area").GetString());
        Assert.Matches(@"^\d+(\.\d+)? MB$", result.GetProperty("binded_file_size").GetString());
        var files = await host.DownloadAsync(status);
        Assert.Equal(["RawExport.geojson", "Readme.txt", "clipping_boundary.geojson", "metadata.json"], files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["nodes/1", "nodes/2", "relations/1", "ways_poly/11", "ways_poly/12"], Ids(files["RawExport.geojson"]));
        var facts = JsonDocument.Parse(files["metadata.json"]).RootElement;
        Assert.Equal(5, facts.GetProperty("features").GetProperty("total").GetInt64());
        Assert.Equal("within", facts.GetProperty("area_mode").GetString());
        Assert.Contains("OpenStreetMap", facts.GetProperty("attribution").GetString(), StringComparison.Ordinal);
        Assert.Contains("Open Database License", Encoding.UTF8.GetString(files["Readme.txt"]), StringComparison.Ordinal);
        Assert.Equal("Polygon", JsonDocument.Parse(files["clipping_boundary.geojson"]).RootElement.GetProperty("type").GetString());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Feature_HasThePropertiesOfTheReference(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);

        var features = (await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body())).Json.GetProperty("features");

        var cafe = features.EnumerateArray().Select(feature => feature.GetProperty("properties")).Single(one => one.GetProperty("osm_id").GetInt64() == 1 && one.GetProperty("osm_type").GetString() == "nodes");
        Assert.Equal(["osm_id", "osm_type", "version", "tags", "changeset", "timestamp"], cafe.EnumerateObject().Select(property => property.Name));
        Assert.Equal((1, 3, 33), (cafe.GetProperty("osm_id").GetInt64(), cafe.GetProperty("version").GetInt32(), cafe.GetProperty("changeset").GetInt64()));
        Assert.Equal("2024-02-03T04:05:06", cafe.GetProperty("timestamp").GetString());
        Assert.Equal("O'x \"Café\"; drop table nodes", cafe.GetProperty("tags").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData(RawDataHost.Sqlite, "{\"useStWithin\":false}", "nodes/1 nodes/2 ways_line/10 ways_poly/11 ways_poly/12 relations/1 relations/21 relations/30")]
    [InlineData(RawDataHost.Postgis, "{\"useStWithin\":false}", "nodes/1 nodes/2 ways_line/10 ways_poly/11 ways_poly/12 relations/1 relations/21 relations/30")]
    [InlineData(RawDataHost.Sqlite, "{\"use_st_within\":\"false\",\"geometry_type\":[\"line\"]}", "ways_line/10 relations/21")]
    [InlineData(RawDataHost.Postgis, "{\"use_st_within\":\"false\",\"geometry_type\":[\"line\"]}", "ways_line/10 relations/21")]
    [InlineData(RawDataHost.Sqlite, "{\"geometryType\":[\"polygon\"],\"filters\":{\"tags\":{\"polygon\":{\"join_or\":{\"building\":[\" yes \"],\"landuse\":[]}}}}}", "ways_poly/11 relations/1")]
    [InlineData(RawDataHost.Postgis, "{\"geometryType\":[\"polygon\"],\"filters\":{\"tags\":{\"polygon\":{\"join_or\":{\"building\":[\" yes \"],\"landuse\":[]}}}}}", "ways_poly/11 relations/1")]
    [InlineData(RawDataHost.Sqlite, "{\"filters\":{\"tags\":{\"all_geometry\":{\"joinOr\":{\"building\":[\"yes\",\"house\"],\"amenity\":[]},\"join_and\":{\"name\":[]}}}}}", "nodes/1")]
    [InlineData(RawDataHost.Postgis, "{\"filters\":{\"tags\":{\"all_geometry\":{\"joinOr\":{\"building\":[\"yes\",\"house\"],\"amenity\":[]},\"join_and\":{\"name\":[]}}}}}", "nodes/1")]
    [InlineData(RawDataHost.Sqlite, "{\"filters\":{\"tags\":{\"point\":{\"join_or\":{\"amenity\":[],\"shop\":[]},\"join_and\":{\"shop\":[],\"amenity\":[]}}}}}", "nodes/1 nodes/2 ways_poly/11 ways_poly/12 relations/1")]
    [InlineData(RawDataHost.Postgis, "{\"filters\":{\"tags\":{\"point\":{\"join_or\":{\"amenity\":[],\"shop\":[]},\"join_and\":{\"shop\":[],\"amenity\":[]}}}}}", "nodes/1 nodes/2 ways_poly/11 ways_poly/12 relations/1")]
    public async Task Filters_TakeTheSameFromBothStores(string store, string more, string expected)
    {
        await using var host = await RawDataHost.SmallAsync(store);

        var answer = await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body(more));

        Assert.Equal(expected.Split(' ').Order(StringComparer.Ordinal), Ids(answer.Bytes));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Clip_KeepsOnlyWhatIsInside(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);

        var road = (await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body("{\"areaMode\":\"clip\",\"geometryType\":[\"line\"]}"))).Json.GetProperty("features")[0];

        Assert.Equal("[[10.004,50.004],[10.01,50.004]]", road.GetProperty("geometry").GetProperty("coordinates").GetRawText());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Attributes_BecomePropertiesInThePlaceOfTags(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);
        const string More = "{\"geometryType\":[\"polygon\",\"point\"],\"centroid\":true,\"filters\":{\"tags\":{\"polygon\":{\"join_or\":{\"building\":[]}}},\"attributes\":{\"polygon\":[\"building, addr:street\",\"is_in:RW\",\"version\"]}}}";

        var features = (await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body(More))).Json.GetProperty("features");

        Assert.Equal(4, features.GetArrayLength());
        Assert.True(features[0].GetProperty("properties").TryGetProperty("tags", out _));
        Assert.Equal("Point", features[2].GetProperty("geometry").GetProperty("type").GetString());
        Assert.Equal("""{"osm_id":11,"osm_type":"ways_poly","building":"yes","addr_street":"Main Street","is_in_RW":"x","version_2":null}""", features[2].GetProperty("properties").GetRawText());
        Assert.Equal("""{"osm_id":12,"osm_type":"ways_poly","building":"house","addr_street":null,"is_in_RW":null,"version_2":"a tag"}""", features[3].GetProperty("properties").GetRawText());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task EqualRequest_IsAnsweredByTheFinishedExport_UntilItsFileIsGone(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);
        var first = await host.SnapshotAsync(SmallRegion.Body());

        var second = await host.SnapshotAsync(SmallRegion.Body("{\"outputType\":\"geojson\",\"centroid\":false}"));
        var other = await host.SnapshotAsync(SmallRegion.Body("{\"centroid\":true}"));
        Directory.Delete(Path.Combine(host.Folder, "exports"), recursive: true);
        var third = await host.SnapshotAsync(SmallRegion.Body());

        Assert.Equal(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.NotEqual(first.GetProperty("id").GetString(), other.GetProperty("id").GetString());
        Assert.NotEqual(first.GetProperty("id").GetString(), third.GetProperty("id").GetString());
        Assert.NotEmpty(await host.DownloadAsync(third));
    }

    internal static List<string> Ids(byte[] geojson) => [.. JsonDocument.Parse(geojson).RootElement.GetProperty("features").EnumerateArray()
        .Select(feature => feature.GetProperty("properties")).Select(properties => $"{properties.GetProperty("osm_type").GetString()}/{properties.GetProperty("osm_id").GetInt64()}").Order(StringComparer.Ordinal)];
}
