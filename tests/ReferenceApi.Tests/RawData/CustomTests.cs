using System.IO.Compression;
using System.Text;
using ReferenceApi.RawData;

namespace ReferenceApi.Tests.RawData;

public class CustomTests
{
    private const string Body = """
        {"iso3":"tst","meta":true,"dataset":{"dataset_prefix":"hotosm_tst","dataset_folder":"HDX"},"categories":[
          {"Buildings":{"types":["polygons"],"select":["name","building"],"where":"tags['building'] IS NOT NULL","formats":["geojson","gpkg"]},
           "Food & Drink":{"types":["points"],"select":["amenity"],"where":"tags['amenity'] IN ('cafe','bar') AND NOT (tags['name'] = 'none')","formats":["geojson"]}}]}
        """;

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task CustomExport_MakesAFileForEachCategoryShapeAndFormat(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);
        var token = await host.TokenAsync("ada");
        var queued = await host.PostAsync("/v1/custom/snapshot/", Body, token);
        Assert.True(queued.Status == 200, queued.Text);

        var status = await host.WaitAsync(queued.Json.GetProperty("task_id").GetString()!);

        Assert.True(status.GetProperty("status").GetString() == "SUCCESS", status.ToString());
        var datasets = status.GetProperty("result").GetProperty("datasets");
        Assert.Equal(2, datasets.GetArrayLength());
        var food = datasets[1].GetProperty("Food & Drink").GetProperty("resources")[0];
        Assert.Equal($"{host.Http.BaseAddress}exports/HDX/TST/food___drink/points/hotosm_tst_food___drink_points_geojson.zip", food.GetProperty("url").GetString());
        using var zip = new ZipArchive(new MemoryStream(await host.Http.GetByteArrayAsync(new Uri(food.GetProperty("url").GetString()!))));
        using var entry = zip.GetEntry("hotosm_tst_food___drink_points.geojson")!.Open();
        using var text = new StreamReader(entry, Encoding.UTF8);
        Assert.Equal(["nodes/1", "nodes/3"], SnapshotTests.Ids(Encoding.UTF8.GetBytes(await text.ReadToEndAsync())));
        Assert.Equal(2, (await host.GetAsync("/v1/s3/get/HDX/TST/meta.json")).Json.GetProperty("datasets").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"iso3":"TST","categories":[]}""", 400)]
    [InlineData("""{"iso3":"TST","categories":[{"a":{"types":["blobs"],"formats":["geojson"]}}]}""", 422)]
    [InlineData("""{"iso3":"TST","categories":[{"a":{"types":["points"],"formats":["exe"]}}]}""", 422)]
    [InlineData("""{"iso3":"TST","categories":[{"a":{"types":["points"],"formats":["geojson"],"where":"1=1; drop table nodes"}}]}""", 422)]
    [InlineData("""{"iso3":"TST","queue":"x","categories":[{"a":{"types":["points"],"formats":["geojson"]}}]}""", 422)]
    [InlineData("""{"iso3":"NNN","categories":[{"a":{"types":["points"],"formats":["geojson"]}}]}""", 404)]
    [InlineData("""{"categories":[{"a":{"types":["points"],"formats":["geojson"]}}]}""", 422)]
    public async Task BadOrder_IsRefused(string body, int status)
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite, works: false);
        var answer = await host.PostAsync("/v1/custom/snapshot", body, await host.TokenAsync("ada"));

        Assert.True(answer.Status == status, answer.Text);
        Assert.Equal(403, (await host.PostAsync("/v1/custom/snapshot", body, await host.TokenAsync("bob"))).Status);
    }

    [Theory]
    [InlineData("tags['a'] = 'O''x'", "\"a\"=\"O'x\"")]
    [InlineData("tags['a'] is null or tags['b']<>'c'", "(not \"a\" or (\"b\" and not \"b\"=\"c\"))")]
    [InlineData("(tags['a'] NOT IN ('1', '2') and not tags['b'] = 'c')", "((\"a\" and not \"a\"=\"1\",\"2\") and not \"b\"=\"c\")")]
    public void Where_BecomesAFilter(string where, string filter) => Assert.Equal(filter, WhereText.Parse(where).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("tags")]
    [InlineData("tags['a'")]
    [InlineData("tags['a'] = 1")]
    [InlineData("tags['a'] = 'b")]
    [InlineData("tags['a'] = 'b' or")]
    [InlineData("tags['a'] = 'b') or (1=1")]
    [InlineData("pg_sleep('9')")]
    [InlineData("tags['a'] = 'b'; drop table x")]
    public void Where_ThatIsNone_IsRefused(string where) => Assert.Throws<FormatException>(() => WhereText.Parse(where));

    [Fact]
    public void Where_NestedDeep_IsRefused() =>
        Assert.Throws<FormatException>(() => WhereText.Parse(new string('(', 5000) + "tags['a'] = 'b'" + new string(')', 5000)));
}
