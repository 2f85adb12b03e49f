namespace ReferenceApi.Tests.RawData;

public class DataTests
{
    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task Data_TellsItsTimeItsCountriesAndSingleObjects(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store, works: false);

        Assert.Matches("""^\{"lastUpdated":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00:00"\}$""", (await host.GetAsync("/v1/status")).Text);
        var country = (await host.GetAsync("/v1/countries/?q=TESTL")).Json.GetProperty("features")[0];
        Assert.Equal("""{"cid":30,"name":"Testland","iso3":"TST"}""", country.GetProperty("properties").GetRawText());
        Assert.Equal(0, (await host.GetAsync("/v1/countries/?q=%25")).Json.GetProperty("features").GetArrayLength());
        Assert.Equal(["nodes/1", "relations/1"], SnapshotTests.Ids((await host.GetAsync("/v1/osm_id/?osm_id=1")).Bytes));
        Assert.Empty(SnapshotTests.Ids((await host.GetAsync("/v1/osm_id?osm_id=-5")).Bytes));
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task Stats_AreCountedFromTheData(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store, works: false);

        var square = (await host.PostAsync("/v1/stats/polygon/", SmallRegion.Body())).Json.GetProperty("raw");
        var country = (await host.PostAsync("/v1/stats/polygon", new { iso3 = "tst" })).Json.GetProperty("raw");
        var none = await host.PostAsync("/v1/stats/polygon", new { iso3 = "XXX" });
        var both = await host.PostAsync("/v1/stats/polygon", SmallRegion.Body("{\"iso3\":\"TST\"}"));

        Assert.Equal(2, square.GetProperty("osmBuildingsCount").GetInt64());

        // 0.006 degrees at 50.004 north: 0.006 / 360 of 40,030.2 km, times the cosine.
        Assert.Equal(0.429, square.GetProperty("osmHighwayLengthKm").GetDouble(), 0.001);
        Assert.Equal(1.144, country.GetProperty("osmHighwayLengthKm").GetDouble(), 0.001);
        Assert.Equal((404, 422), (none.Status, both.Status));
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task DataSet_IsWrittenByStaffAndReadByAll(string store)
    {
        await using var host = await RawDataHost.StartAsync(store, works: false);
        var (ada, bob) = (await host.TokenAsync("ada"), await host.TokenAsync("bob"));
        const string Body = """{"iso3":"npl","dataset":{"dataset_title":"Nepal O'x","dataset_prefix":"hotosm_npl"},"categories":[{"Roads":{"types":["lines"]}}]}""";

        Assert.Equal(422, (await host.PostAsync("/v1/hdx/", Body)).Status);
        Assert.Equal(403, (await host.PostAsync("/v1/hdx/", Body, bob)).Status);
        Assert.Equal((200, """{"create":true}"""), Told(await host.PostAsync("/v1/hdx/", Body, ada)));
        Assert.Equal("NPL", (await host.GetAsync("/v1/hdx/?iso3=NPL")).Json[0].GetProperty("properties").GetProperty("iso3").GetString());
        Assert.Equal("[]", (await host.GetAsync("/v1/hdx/?dataset_prefix=x' or 1=1 --&x'; drop table hdx=1")).Text);
        Assert.Equal(1, (await host.GetAsync("/v1/hdx/?dataset_prefix=hotosm_npl")).Json.GetArrayLength());
        Assert.Equal(1, (await host.GetAsync("/v1/hdx/search/?dataset_title=nepal")).Json.GetArrayLength());
        Assert.Equal((200, """{"update":true}"""), Told(await host.SendAsync(HttpMethod.Patch, "/v1/hdx/1", """{"hdx_upload":false}""", ada)));
        var one = (await host.GetAsync("/v1/hdx/1/")).Json;
        Assert.Equal(("Feature", false, "hotosm_npl"), (one.GetProperty("type").GetString(), one.GetProperty("properties").GetProperty("hdx_upload").GetBoolean(), one.GetProperty("properties").GetProperty("dataset").GetProperty("dataset_prefix").GetString()));
        Assert.Equal(422, (await host.SendAsync(HttpMethod.Put, "/v1/hdx/1", """{"dataset":{}}""", ada)).Status);
        Assert.Equal((200, """{"delete":true}"""), Told(await host.SendAsync(HttpMethod.Delete, "/v1/hdx/1", null, ada)));
        Assert.Equal((404, """{"detail":"HDX not found"}"""), Told(await host.GetAsync("/v1/hdx/1")));
    }

    [Fact]
    public async Task Pages_OfAnyOriginMayAsk()
    {
        await using var host = await RawDataHost.StartAsync(RawDataHost.Sqlite, works: false);

        var asked = await host.SendAsync(HttpMethod.Options, "/v1/snapshot/", null, null, ("Origin", "https://x.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "access-token"));
        var sent = await host.SendAsync(HttpMethod.Get, "/v1/tasks/queue/", null, null, ("Origin", "https://x.example"));

        Assert.Equal(("https://x.example", "access-token"), (asked.Header("Access-Control-Allow-Origin"), asked.Header("Access-Control-Allow-Headers")));
        Assert.Equal(("https://x.example", "true"), (sent.Header("Access-Control-Allow-Origin"), sent.Header("Access-Control-Allow-Credentials")));
    }

    private static (int, string) Told(RawAnswer answer) => (answer.Status, answer.Text);
}
