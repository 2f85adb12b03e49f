using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace ReferenceApi.Tests.ItemChecks;

/// <summary>Runs of checks over HTTP: who may, over what, and what becomes of them.</summary>
public class CheckRunTests
{
    private const string Head = """<osm version="0.6"><node id="1" lon="1" lat="1"/><node id="2" lon="1" lat="1"/><node id="3" lon="2" lat="1"/>""";

    [Fact]
    public async Task Run_OverNewerData_KeepsItemsByKey()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var project = await ProjectAsync(ada, "Faults");
        File.WriteAllText(Path.Combine(host.Directory, "data.osm"), Head + """<way id="7"><nd ref="1"/><nd ref="3"/></way></osm>""");

        var first = await RunAsync(ada, project, "data.osm");
        var again = await RunAsync(ada, project, "data.osm");
        File.WriteAllText(Path.Combine(host.Directory, "data.osm"), Head + """<way id="7"><nd ref="1"/><nd ref="3"/><tag k="highway" v="path"/></way></osm>""");
        var mended = await RunAsync(ada, project, "data.osm");

        Assert.Equal((2, 0, 0), Result(first));
        Assert.Equal((0, 2, 0), Result(again));
        Assert.Equal((0, 1, 1), Result(mended));
        Assert.Equal(13, first.GetProperty("counts").GetArrayLength());
    }

    [Fact]
    public async Task Run_OfABrokenFile_ChangesNothing_AndSaysWhy()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var project = await ProjectAsync(ada, "Faults");
        File.WriteAllText(Path.Combine(host.Directory, "data.osm"), Head + """<way id="7"><nd ref="1"/><nd ref="3"/></way><relation id="oops"/></osm>""");

        var run = await RunAsync(ada, project, "data.osm");

        Assert.Equal("failed", run.GetProperty("state").GetString());
        Assert.Contains("data.osm", run.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(host.Directory, run.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await ada.GetAsync($"/v1/projects/{project}/stats")).Json.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task Files_AreThoseListed_AndUploadsAreTheirOwners()
    {
        await using var host = await ApiHost.StartAsync(more: new() { ["OsmTasking:Checks:LargestUpload"] = "2000" });
        using var ada = await host.SignInAsync("ada");
        using var bob = await host.SignInAsync("bob");
        using var nobody = host.Anonymous();
        var project = await ProjectAsync(ada, "Faults");
        var his = await ProjectAsync(bob, "His");
        File.WriteAllText(Path.Combine(host.Directory, "data.osm"), Head + "</osm>");
        File.WriteAllText(Path.Combine(host.Directory, "secret.txt"), "x");

        Assert.Equal(403, (await nobody.GetAsync("/api/map/checks")).Status);
        Assert.Equal(403, (await nobody.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = "data.osm" })).Status);
        Assert.Equal(["data.osm"], (await ada.GetAsync("/api/map/checks")).Json.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("file").GetString()!));
        foreach (var file in new[] { "secret.txt", "../data.osm", Path.Combine(host.Directory, "data.osm"), "", "osmtasking.db" })
        {
            Assert.Equal(404, (await ada.PostAsync($"/api/map/checks/projects/{project}/runs", new { file })).Status);
        }

        Assert.Contains("checks must be of", (await ada.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = "data.osm", checks = new[] { "spelling" } })).Text, StringComparison.Ordinal);
        Assert.Equal(400, (await ada.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = "data.osm", checks = Array.Empty<string>() })).Status);
        Assert.Equal(403, (await bob.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = "data.osm" })).Status);

        using var raw = new HttpClient { BaseAddress = host.Address };
        raw.DefaultRequestHeaders.Authorization = await TokenAsync(raw, "ada");
        Assert.Equal(413, (int)(await raw.PostAsync("/api/map/checks/files?name=a.osm", new ByteArrayContent(new byte[3000]))).StatusCode);
        Assert.Equal(400, (int)(await raw.PostAsync("/api/map/checks/files?name=a.osm.gz", new StringContent("x"))).StatusCode);
        Assert.Equal(400, (int)(await raw.PostAsync("/api/map/checks/files?name=a.osm", new StringContent("<html/>"))).StatusCode);
        using var kept = await raw.PostAsync("/api/map/checks/files?name=..%2F..%2Fa.osm", new StringContent(Head + "</osm>"));
        using var told = JsonDocument.Parse(await kept.Content.ReadAsStringAsync());
        var upload = told.RootElement.GetProperty("file").GetString()!;
        Assert.Equal("a.osm", told.RootElement.GetProperty("name").GetString());
        Assert.Equal(404, (await bob.PostAsync($"/api/map/checks/projects/{his}/runs", new { file = upload })).Status);
        Assert.Equal("done", (await RunAsync(ada, project, upload)).GetProperty("state").GetString());
        Assert.Equal(404, (await ada.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = upload })).Status);
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Directory, "check-uploads")));
    }

    [Theory]
    [InlineData("many", "OsmTasking:Checks")]
    [InlineData("-1", "LargestUpload must be 0 or more bytes; it is -1.")]
    public void AWrongLimit_StopsTheStart_ByName(string given, string told)
    {
        var settings = new ReferenceApi.Commands.HostSettings(new Dictionary<string, string?>
        {
            ["OsmTasking:Checks:LargestUpload"] = given,
            ["OsmTasking:DataDirectory"] = Path.Combine(Path.GetTempPath(), $"osmtasking-{Guid.NewGuid():N}"),
        });

        Assert.Contains(told, Assert.Throws<OptionsValidationException>(() => ReferenceHost.Build(settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ThatIsStopped_LeavesNothing_AndOthersCannotSeeIt()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        using var bob = await host.SignInAsync("bob");
        var project = await ProjectAsync(ada, "Faults");
        var nodes = new StringBuilder("""<osm version="0.6">""");
        for (var id = 1; id <= 400_000; id++)
        {
            nodes.Append(System.Globalization.CultureInfo.InvariantCulture, $"<node id=\"{id}\" lon=\"1\" lat=\"1\"/>");
        }

        File.WriteAllText(Path.Combine(host.Directory, "many.osm"), nodes.Append("</osm>").ToString());
        var begun = (await ada.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = "many.osm" })).Json;
        var path = $"/api/map/checks/runs/{begun.GetProperty("id").GetString()}";

        Assert.Equal(429, (await ada.PostAsync($"/api/map/checks/projects/{project}/runs", new { file = "many.osm" })).Status);
        Assert.Equal((404, 404), ((await bob.GetAsync(path)).Status, (await bob.PostAsync($"{path}/stop", new { })).Status));
        Assert.Equal(200, (await ada.PostAsync($"{path}/stop", new { })).Status);
        Assert.Equal("stopped", (await OverAsync(ada, path)).GetProperty("state").GetString());
        Assert.Equal(0, (await ada.GetAsync($"/v1/projects/{project}/stats")).Json.GetProperty("total").GetInt64());
    }

    private static (int Created, int Known, int Missing) Result(JsonElement run)
    {
        var result = run.GetProperty("result");
        return (result.GetProperty("created").GetInt32(), result.GetProperty("unchanged").GetInt32(), result.GetProperty("missing").GetInt32());
    }

    private static async Task<string> ProjectAsync(Client client, string name) => (await client.PostAsync("/v1/projects", new { name })).Json.GetProperty("id").GetString()!;

    private static async Task<JsonElement> RunAsync(Client client, string project, string file)
    {
        var begun = await client.PostAsync($"/api/map/checks/projects/{project}/runs", new { file });
        Assert.True(begun.Status == 202, begun.Text);
        return await OverAsync(client, $"/api/map/checks/runs/{begun.Json.GetProperty("id").GetString()}");
    }

    private static async Task<JsonElement> OverAsync(Client client, string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            var run = (await client.GetAsync(path)).Json;
            if (run.GetProperty("state").GetString() is "done" or "failed" or "stopped")
            {
                return run;
            }

            Assert.True(attempt < 300, run.ToString());
            await Task.Delay(100);
        }
    }

    private static async Task<AuthenticationHeaderValue> TokenAsync(HttpClient http, string username)
    {
        using var answer = await http.PostAsync("/api/map/sign-in", new StringContent(JsonSerializer.Serialize(new { username }), Encoding.UTF8, "application/json"));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return new("Token", Convert.ToBase64String(Encoding.UTF8.GetBytes(body.RootElement.GetProperty("session_token").GetString()!)));
    }
}
