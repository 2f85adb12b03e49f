using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Extraction;
using OsmTasking.Extraction.Features;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Story;

public class RealFileTests
{
    [Theory]
    [InlineData("liechtenstein.osm.pbf", "Triesen")]
    [InlineData("malta.osm.pbf", "Il-Mosta")]
    public async Task ImportedFile_BecomesTasks_ThatAreMappedValidatedAndExported(string file, string place)
    {
        var path = SharedData.PathOrSkip($"data/{file}");
        await using var host = await ApiHost.StartAsync();
        var store = host.Services.GetRequiredService<IFeatureStore>();
        await store.ImportAsync(OsmFile.Open(path), file, ManualTime.Noon);
        var boundary = await BoundaryAsync(path, place);
        using var ada = await host.SignInAsync("ada");
        using var bob = await host.SignInAsync("bob");

        var created = await ada.PostAsync("/api/map/projects", new { name = place, areaOfInterest = JsonNode.Parse(boundary), zoom = 15, clip = true });
        Assert.Equal(201, created.Status);
        var id = created.Json.GetProperty("projectId").GetInt64();
        var tasks = (await ada.GetAsync($"/api/v2/projects/{id}/tasks/?as_file=true")).Json.GetProperty("features");
        Assert.True(tasks.GetArrayLength() >= 4, $"{tasks.GetArrayLength()} tasks");
        var busiest = await BusiestAsync(ada, id, tasks.GetArrayLength());

        Assert.Equal(200, (await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-mapping/{busiest}/")).Status);
        Assert.Equal(200, (await bob.PostAsync($"/api/v2/projects/{id}/tasks/actions/unlock-after-mapping/{busiest}/", new { status = "MAPPED" })).Status);
        Assert.Equal(200, (await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/lock-for-validation/", new { taskIds = new[] { busiest } })).Status);
        var verdict = new { validatedTasks = new[] { new { taskId = busiest, status = "VALIDATED" } } };
        Assert.Equal(200, (await ada.PostAsync($"/api/v2/projects/{id}/tasks/actions/unlock-after-validation/", verdict)).Status);

        var exported = (await ada.GetAsync($"/api/v2/projects/{id}/tasks/")).Json.GetProperty("features").EnumerateArray().Single(task => task.GetProperty("properties").GetProperty("taskId").GetInt32() == busiest);
        Assert.Equal("VALIDATED", exported.GetProperty("properties").GetProperty("taskStatus").GetString());
        var features = (await ada.GetAsync($"/api/map/projects/{id}/tasks/{busiest}/features")).Json;
        Assert.Contains(features.GetProperty("features").EnumerateArray(), feature => feature.GetProperty("properties").TryGetProperty("building", out _) || feature.GetProperty("properties").TryGetProperty("highway", out _));
        Assert.Contains("OpenStreetMap", features.GetProperty("attribution").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Finds the area of a place in the file, by the extractor.</summary>
    private static async Task<string> BoundaryAsync(string path, string place)
    {
        using var stream = new MemoryStream();
        var options = new ExtractOptions { Tags = OsmTasking.Extraction.Filters.TagFilter.Parse($"boundary=administrative and name=\"{place}\"") };
        Extractor.Write(OsmFile.Open(path), options, new OsmTasking.Extraction.Formats.GeoJsonFormat(), stream);

        stream.Position = 0;
        using var document = await JsonDocument.ParseAsync(stream);
        return document.RootElement.GetProperty("features").EnumerateArray()
            .First(feature => feature.GetProperty("geometry").GetProperty("type").GetString()!.EndsWith("Polygon", StringComparison.Ordinal)).GetRawText();
    }

    private static async Task<int> BusiestAsync(Client client, long id, int tasks)
    {
        var (best, most) = (0, -1);
        for (var number = 1; number <= Math.Min(tasks, 20); number++)
        {
            var count = (await client.GetAsync($"/api/map/projects/{id}/tasks/{number}/features")).Json.GetProperty("features").GetArrayLength();
            (best, most) = count > most ? (number, count) : (best, most);
        }

        return best;
    }
}
