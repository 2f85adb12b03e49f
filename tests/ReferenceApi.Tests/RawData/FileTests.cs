namespace ReferenceApi.Tests.RawData;

public class FileTests
{
    [Fact]
    public async Task Download_AnswersHeadRangesAndConditions()
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite);
        var status = await host.SnapshotAsync(SmallRegion.Body("{\"outputType\":\"fgb\",\"bind_zip\":false,\"fileName\":\"a b\"}"));
        var path = new Uri(status.GetProperty("result").GetProperty("download_url").GetString()!).PathAndQuery;

        var head = await host.SendAsync(HttpMethod.Head, path);
        var whole = await host.GetAsync(path);
        var part = await host.SendAsync(HttpMethod.Get, path, null, null, ("Range", "bytes=0-7"));
        var same = await host.SendAsync(HttpMethod.Get, path, null, null, ("If-None-Match", head.Header("ETag")!));

        Assert.EndsWith(".fgb", path, StringComparison.Ordinal);
        Assert.Equal((200, "binary/octet-stream", 0), (head.Status, head.Header("Content-Type"), head.Bytes.Length));
        Assert.Equal(whole.Bytes.Length.ToString(), head.Header("Content-Length"));
        Assert.Equal("fgb", whole.Text[..3]);
        Assert.Equal((206, 8), (part.Status, part.Bytes.Length));
        Assert.Equal(304, same.Status);
    }

    [Fact]
    public async Task Bucket_ListsAndSends()
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite);
        var token = await host.TokenAsync("ada");
        var status = await host.SnapshotAsync(SmallRegion.Body("{\"fileName\":\"hotosm_tst_roads\",\"uuid\":false}"), token);
        Assert.EndsWith("/exports/HDX/TST/hotosm_tst_roads_geojson.zip", status.GetProperty("result").GetProperty("download_url").GetString(), StringComparison.Ordinal);

        var listed = (await host.GetAsync("/v1/s3/files/?folder=/HDX")).Json;
        var head = await host.SendAsync(HttpMethod.Head, "/v1/s3/get/HDX/TST/hotosm_tst_roads_geojson.zip");
        var sent = await host.GetAsync("/v1/s3/get/HDX/TST/hotosm_tst_roads_geojson.zip?expiry=3600");

        Assert.Equal("HDX/TST/hotosm_tst_roads_geojson.zip", listed[0].GetProperty("Key").GetString());
        Assert.Equal((200, listed[0].GetProperty("Size").GetInt64().ToString()), (head.Status, head.Header("Content-Length")));
        Assert.Equal((307, status.GetProperty("result").GetProperty("download_url").GetString()), (sent.Status, sent.Header("Location")));
        Assert.Equal((404, """{"detail":"File or folder not found: HDX/no.zip"}"""), ((await host.GetAsync("/v1/s3/get/HDX/no.zip")).Status, (await host.GetAsync("/v1/s3/get/HDX/no.zip")).Text));
        Assert.Equal(422, (await host.GetAsync("/v1/s3/get/HDX/no.zip?expiry=600")).Status);
        Assert.Equal(404, (await host.SendAsync(HttpMethod.Head, "/v1/s3/get/HDX/no.zip")).Status);
    }

    [Theory]
    [InlineData("/exports/..%2f..%2fosmtasking.db")]
    [InlineData("/exports/%2e%2e/osmtasking.db")]
    [InlineData("/exports//etc/passwd")]
    [InlineData("/exports/.parts/x")]
    [InlineData("/exports/default/..%5c..%5cosmtasking.db")]
    [InlineData("/exports/")]
    [InlineData("/v1/s3/get/..%2f..%2fosmtasking.db")]
    [InlineData("/v1/s3/get/%00")]
    public async Task Path_ThatLeadsOutside_IsNotFound(string path)
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite);
        await host.SnapshotAsync(SmallRegion.Body());

        Assert.Contains((await host.GetAsync(path)).Status, new[] { 400, 404 });
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("/..")]
    [InlineData(".parts")]
    public async Task Folder_ThatIsNone_IsEmpty(string folder)
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite);
        await host.SnapshotAsync(SmallRegion.Body());

        Assert.Equal("[]", (await host.GetAsync($"/v1/s3/files/?folder={folder}")).Text);
    }
}
