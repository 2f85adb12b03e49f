using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReferenceApi.Tests.RawData;

/// <summary>One host for all who only ask it for what it refuses.</summary>
public sealed class RefusingHost : IAsyncLifetime
{
    internal RawDataHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await RawDataHost.StartAsync(RawDataHost.Sqlite, works: false);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

public class BadRequestTests(RefusingHost refusing) : IClassFixture<RefusingHost>
{
    private static readonly string[] Hostile =
    [
        "x' or '1'='1", "'; drop table raw_data.nodes; --", "$(touch /tmp/x)", "`id`", "a\"b", "a\\b", "%s%n", "{0}", "${jndi:x}", "<script>", "../../x", "\u202e", "🏠", "?", "??|", "$1", "@>", "a\nb\r\nX-Evil: 1",
    ];

    [Theory]
    [InlineData("{\"outputType\":\"exe\"}", 422, "enum", "output_type")]
    [InlineData("{\"outputType\":\"../x\"}", 422, "enum", "output_type")]
    [InlineData("{\"outputType\":\"parquet\"}", 422, "enum", "output_type")]
    [InlineData("{\"geometryType\":[\"blob\"]}", 422, "enum", "geometry_type")]
    [InlineData("{\"geometryType\":\"point\"}", 422, "list_type", "geometry_type")]
    [InlineData("{\"centroid\":\"maybe\"}", 422, "bool_parsing", "centroid")]
    [InlineData("{\"minZoom\":1}", 422, "value_error", "max_zoom")]
    [InlineData("{\"outputType\":\"mbtiles\",\"minZoom\":1,\"maxZoom\":99}", 422, "value_error", "max_zoom")]
    [InlineData("{\"outputType\":\"kml\",\"bindZip\":false}", 422, "value_error", "bind_zip")]
    [InlineData("{\"areaMode\":\"near\"}", 422, "enum", "area_mode")]
    [InlineData("{\"filters\":[]}", 422, "model_attributes_type", "filters")]
    [InlineData("{\"filters\":{\"tags\":{\"point\":{\"join_or\":{\"a\":\"b\"}}}}}", 422, "list_type", "a")]
    [InlineData("{\"filters\":{\"tags\":{\"point\":{\"join_or\":{\"\":[]}}}}}", 422, "value_error", "join_or")]
    [InlineData("{\"filters\":{\"tags\":{\"point\":{\"join_or\":{\"a\":[\"\\u0000\"]}}}}}", 422, "value_error", "0")]
    [InlineData("{\"filters\":{\"tags\":{\"point\":{\"join_or\":{\"a\\u0000\":[]}}}}}", 422, "value_error", "join_or")]
    [InlineData("{\"fileName\":\"../../etc/passwd\"}", 422, "value_error", "file_name")]
    [InlineData("{\"fileName\":\"a\\\\b\"}", 422, "value_error", "file_name")]
    [InlineData("{\"fileName\":\"a\\r\\nSet-Cookie: x\"}", 422, "value_error", "file_name")]
    [InlineData("{\"fileName\":\"\"}", 422, "value_error", "file_name")]
    [InlineData("{\"fileName\":\"C:x\"}", 422, "value_error", "file_name")]
    [InlineData("{\"geometry\":null}", 422, "missing", "geometry")]
    [InlineData("{\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}", 422, "value_error", "geometry")]
    [InlineData("{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}}", 422, "value_error", "geometry")]
    [InlineData("{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[179,0],[181,0],[181,1],[179,1],[179,0]]]}}", 422, "value_error", "geometry")]
    [InlineData("{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,80],[90,91],[180,80],[0,80]]]}}", 422, "value_error", "geometry")]
    [InlineData("{\"geometry\":{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}", 422, "value_error", "geometry")]
    [InlineData("{\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]}}", 422, "value_error", "geometry")]
    public async Task BadField_IsRefusedByName(string more, int status, string type, string place)
    {
        var host = refusing.Host;

        var answer = await host.PostAsync("/v1/snapshot/", SmallRegion.Body(more));

        Assert.True(answer.Status == status, answer.Text);
        var detail = answer.Json.GetProperty("detail")[0];
        Assert.Equal(type, detail.GetProperty("type").GetString());
        Assert.Equal(place, detail.GetProperty("loc").EnumerateArray().Last().ToString());
        Assert.Equal("body", detail.GetProperty("loc")[0].GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"geometry\":{\"\\ud800\":1}}")]
    [InlineData("{\"fileName\":\"\\ud800\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}}")]
    public async Task BadBody_Is422(string body)
    {
        var host = refusing.Host;

        foreach (var path in new[] { "/v1/snapshot/", "/v1/snapshot/plain" })
        {
            var answer = await host.PostAsync(path, body);
            Assert.True(answer.Status == 422 && answer.Json.GetProperty("detail").GetArrayLength() == 1, $"{path} {body}: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Guest_IsRefusedInTheOrderOfTheReference()
    {
        var host = refusing.Host;
        var huge = SmallRegion.Square(-10, 0, 10, 10).ToJsonString();

        async Task<(int, string)> AskAsync(string more) =>
            (await host.PostAsync("/v1/snapshot/", SmallRegion.Body(more))) is var answer ? (answer.Status, answer.Json.GetProperty("detail")[0].GetProperty("msg").GetString()!) : default;

        Assert.Equal(403, (await AskAsync($"{{\"fileName\":\"a/b\",\"uuid\":false,\"geometry\":{huge}}}")).Item1);
        var (status, message) = await AskAsync($"{{\"uuid\":false,\"geometry\":{huge}}}");
        Assert.Equal(400, status);
        Assert.Matches(@"^Polygon Area \d+ Sq\.KM is higher than Threshold : 100000 Sq\.KM$", message);
        Assert.Equal(403, (await AskAsync("{\"uuid\":false,\"bindZip\":false}")).Item1);
        Assert.Equal(406, (await AskAsync($"{{\"bindZip\":false,\"geometry\":{SmallRegion.Square(0, 0, 1, 1).ToJsonString()}}}")).Item1);
        Assert.Equal(400, (await host.PostAsync("/v1/snapshot/plain/", new JsonObject { ["geometry"] = SmallRegion.Square(0, 0, 1, 1) }.ToJsonString())).Status);
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task HostileKeysAndValues_AreOnlyText(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);
        var groups = new JsonObject([.. Hostile.Select(text => KeyValuePair.Create(text, (JsonNode?)new JsonArray([.. Hostile.Select(value => (JsonNode)JsonValue.Create(value)!)])))]);
        var keys = new JsonArray([.. Hostile.Select(text => (JsonNode)JsonValue.Create(text)!)]);

        foreach (var format in new[] { "geojson", "csv", "kml", "sql", "shp", "fgb", "gpkg" })
        {
            var body = SmallRegion.Body(new JsonObject
            {
                ["outputType"] = format,
                ["filters"] = new JsonObject
                {
                    ["tags"] = new JsonObject { ["line"] = new JsonObject { ["join_or"] = groups.DeepClone() }, ["polygon"] = new JsonObject { ["join_and"] = groups.DeepClone() } },
                    ["attributes"] = new JsonObject { ["point"] = keys.DeepClone() },
                },
            }.ToJsonString());
            var status = await host.SnapshotAsync(body);
            Assert.True(status.GetProperty("status").GetString() == "SUCCESS", $"{format}: {status}");
            Assert.Equal(2, status.GetProperty("result").GetProperty("features").GetInt64());
        }

        Assert.Equal(5, (await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body())).Json.GetProperty("features").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task ValueWithAQuote_IsFound(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);

        var answer = await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body("""{"geometryType":["point"],"filters":{"tags":{"point":{"join_or":{"name":["O'x \"Café\"; drop table nodes"]}}}}}"""));

        Assert.Equal(["nodes/1"], SnapshotTests.Ids(answer.Bytes));
    }

    [Theory]
    [InlineData(RawDataHost.Sqlite, 1500, 200)]
    [InlineData(RawDataHost.Postgis, 1500, 200)]
    [InlineData(RawDataHost.Sqlite, 4999, 422)]
    [InlineData(RawDataHost.Sqlite, 5001, 422)]
    public async Task FilterWithThousandsOfTerms_WorksOrIsRefused(string store, int terms, int status)
    {
        await using var host = await RawDataHost.SmallAsync(store);
        var group = new JsonObject([.. Enumerable.Range(0, terms).Select(i => KeyValuePair.Create($"key_number_{i}", (JsonNode?)new JsonArray("a", "b"))), KeyValuePair.Create("shop", (JsonNode?)new JsonArray("bakery"))]);

        var answer = await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body(new JsonObject
        {
            ["geometryType"] = new JsonArray("point"),
            ["filters"] = new JsonObject { ["tags"] = new JsonObject { ["point"] = new JsonObject { ["join_or"] = group } } },
        }.ToJsonString()));

        Assert.True(answer.Status == status, answer.Text);
        if (status == 200)
        {
            Assert.Equal(["nodes/2"], SnapshotTests.Ids(answer.Bytes));
        }
    }

    [Theory]
    [InlineData("/v1/osm_id/?osm_id=x", 422)]
    [InlineData("/v1/osm_id/", 422)]
    [InlineData("/v1/osm_id/?osm_id=99999999999999999999", 422)]
    [InlineData("/v1/hdx/x", 404)]
    [InlineData("/v1/hdx/?limit=-1", 422)]
    [InlineData("/v1/hdx/?limit=x", 422)]
    [InlineData("/v1/tasks/status/1/?only_args=x", 422)]
    [InlineData("/v1/nothing/", 404)]
    public async Task BadQuery_HasItsStatus(string path, int status)
    {
        var host = refusing.Host;

        var answer = await host.GetAsync(path);

        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        Assert.Equal(JsonValueKind.Object, answer.Json.ValueKind);
    }
}
