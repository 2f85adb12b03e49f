using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace ReferenceApi.Tests.Commands;

/// <summary>The program as people run it: exit codes, messages, and what a kill -9 leaves behind.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("osmtasking-");

    [Theory]
    [InlineData(1, "There is no file", "extract", "nothing.osm.pbf", "-o", "out.geojson")]
    [InlineData(1, "the name must end in", "extract", "area.geojson", "-o", "out.geojson")]
    [InlineData(1, "column 10", "extract", "town.osm.pbf", "-o", "out.geojson", "--filter", "building=")]
    [InlineData(1, "--database) is not a connection string for PostgreSQL: Couldn't set pasword", "import", "town.osm.pbf", "--database", "Host=127.0.0.1;Pasword=hidden")]
    [InlineData(1, "--database) is not a connection string for PostgreSQL: Couldn't set port", "migrate", "--database", "Host=127.0.0.1;Port=many")]
    [InlineData(1, "--only roads: choose from unclosed-building", "check", "town.osm.pbf", "--only", "roads")]
    [InlineData(1, "out.geojson.txt: the name must end in .geojson", "check", "town.osm.pbf", "-o", "out.geojson.txt")]
    [InlineData(1, "--zoom must be 0 to 24", "split", "area.geojson", "-o", "out.geojson", "--zoom", "40")]
    [InlineData(1, "coordinates[0]: the ring is not closed", "split", "open.geojson", "-o", "out.geojson", "--zoom", "14")]
    [InlineData(1, "Self-intersection at [0.5, 0.5]", "split", "bowtie.geojson", "-o", "out.geojson", "--zoom", "14")]
    [InlineData(1, "would have more than 1000000 tasks", "split", "area.geojson", "-o", "out.geojson", "--zoom", "24")]
    [InlineData(1, "Could not find a part of the path", "split", "area.geojson", "-o", "nowhere/out.geojson", "--zoom", "10")]
    public async Task BadInput_IsOneLineAndAnExitCode(int code, string message, params string[] arguments)
    {
        Write("area.geojson", "[[[0,0],[1,0],[1,1],[0,1],[0,0]]]");
        Write("open.geojson", "[[[0,0],[1,0],[1,1],[0,1]]]");
        Write("bowtie.geojson", "[[[0,0],[1,1],[1,0],[0,1],[0,0]]]");
        Town.TownFile.Write(Path.Combine(_directory.FullName, "town.osm.pbf"));

        var (exit, _, error) = await RunAsync(arguments);

        Assert.Equal(code, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.Empty(_directory.GetFiles("out.geojson*"));
    }

    [Fact]
    public async Task ExtractAndSplit_WriteGeoJson()
    {
        Write("area.geojson", "[[[2,-1],[2.01,-1],[2.01,-0.99],[2,-0.99],[2,-1]]]");
        Town.TownFile.Write(Path.Combine(_directory.FullName, "town.osm.pbf"));

        var (extracted, told, _) = await RunAsync("extract", "town.osm.pbf", "-o", "b.geojson", "--filter", "building", "--area", "area.geojson");
        var (split, said, _) = await RunAsync("split", "area.geojson", "-o", "t.geojson", "--zoom", "17", "--clip");

        Assert.Equal((0, 0), (extracted, split));
        Assert.Contains("no problems", told, StringComparison.Ordinal);
        Assert.Contains("tasks over 1.24 km²", said, StringComparison.Ordinal);
        Assert.All(Features("b.geojson"), feature => Assert.True(feature.GetProperty("properties").TryGetProperty("building", out _)));
        Assert.True(Features("b.geojson").Count > 100);
        Assert.Equal(20, Features("t.geojson").Count);
    }

    [Fact]
    public async Task Check_CountsAndWritesItems()
    {
        var path = Path.Combine(_directory.FullName, "faulty.osm");
        File.WriteAllText(path, """<osm version="0.6"><node id="1" lon="1" lat="1"/><node id="2" lon="1" lat="1"/><node id="3" lon="2" lat="1"/><way id="7"><nd ref="1"/><nd ref="3"/></way></osm>""");

        var (exit, told, _) = await RunAsync("check", "faulty.osm", "-o", "items.geojson");

        Assert.Equal(0, exit);
        Assert.Contains("1  untagged-way", told, StringComparison.Ordinal);
        Assert.Contains("2  in all", told, StringComparison.Ordinal);
        Assert.Equal(["untagged-way-way-7", "duplicate-nodes-node-1-node-2"], Features("items.geojson").Select(feature => feature.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Help_TeachesEveryCommand()
    {
        foreach (var command in new[] { "serve", "worker", "migrate", "import", "update", "export", "info", "extract", "split", "check" })
        {
            var (exit, text, _) = await RunAsync(command, "--help");
            Assert.Equal(0, exit);
            Assert.Contains("Usage:", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Killed_AndStartedAgain_HasEverythingThatWasAcknowledged()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            using var server = Start("serve", "--urls", "http://127.0.0.1:0");
            var address = await AddressAsync(server);
            using var http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(20) };
            await WaitForProjectAsync(http);
            var token = await TokenAsync(http);
            using var ada = new Client(new Uri(address), token);
            await CheckAsync(ada, acknowledged);
            var writing = Task.Run(async () =>
            {
                for (var number = 0; ; number++)
                {
                    var text = $"{round}-{number}";
                    var answer = await ada.PostAsync("/api/v2/projects/1/comments/tasks/1/", new { comment = text }, ("Idempotency-Key", text));
                    if (answer.Status == 200)
                    {
                        acknowledged.Add(text);
                    }
                }
            });
            await Task.Delay(700);
            server.Kill(entireProcessTree: true); // SIGKILL
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => writing);
            await server.WaitForExitAsync();
        }

        Assert.True(acknowledged.Count > 30, $"only {acknowledged.Count} writes were acknowledged");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static async Task CheckAsync(Client client, List<string> acknowledged)
    {
        var kept = new HashSet<string>();
        for (var page = 1; kept.Count == 0 && page == 1; page++)
        {
            var task = await client.GetAsync("/api/v2/projects/1/tasks/1/");
            kept = [.. task.Json.GetProperty("taskHistory").EnumerateArray().Select(line => line.GetProperty("actionText").GetString()!)];
        }

        Assert.All(acknowledged.TakeLast(400), text => Assert.Contains(text, kept));
    }

    private static async Task WaitForProjectAsync(HttpClient http)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            using var answer = await http.GetAsync(new Uri("/api/v2/projects/1/queries/summary/", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail("the project of the first start did not appear in 10 s");
    }

    private static async Task<string> TokenAsync(HttpClient http)
    {
        using var content = new StringContent("{\"username\":\"ada\"}", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/api/map/sign-in", UriKind.Relative), content);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("session_token").GetString()!;
    }

    private static async Task<string> AddressAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("OsmTasking listens on ", StringComparison.Ordinal))
            {
                return line.Split(' ')[3];
            }
        }

        throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
    }

    private Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments) => HostProcess.RunAsync(_directory.FullName, arguments);

    private Process Start(params string[] arguments) => HostProcess.Start(_directory.FullName, arguments);

    private List<JsonElement> Features(string file) =>
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_directory.FullName, file))).RootElement.GetProperty("features").EnumerateArray()];

    private void Write(string name, string rings) =>
        File.WriteAllText(Path.Combine(_directory.FullName, name), $"{{\"type\":\"Polygon\",\"coordinates\":{rings}}}");
}
