using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.OverlayNG;
using OsmTasking.Core.Areas;

namespace ReferenceApi.Tests.MapPage;

/// <summary>The create-project wizard over HTTP, in the made-up town.</summary>
public class GridDraftTests
{
    private static readonly object Town = new { type = "Polygon", coordinates = new[] { new[] { new[] { 2.001, -0.999 }, [2.012, -0.999], [2.012, -0.988], [2.001, -0.988], [2.001, -0.999] } } };

    [Theory]
    [InlineData("tiles", 16)]
    [InlineData("metres", 250)]
    [InlineData("hexagons", 200)]
    [InlineData("h3", 9)]
    [InlineData("balanced", 15)]
    public async Task EveryKind_IsPreviewed_Edited_AndPublishedAsItWasShown(string kind, double size)
    {
        await using var host = await ApiHost.StartAsync(firstStart: true);
        using var ada = await host.SignInAsync("ada");
        var first = await PreviewAsync(ada, kind, size, []);
        Assert.True(first.Cells.Count > 4, $"{first.Cells.Count} cells");
        Assert.Equal(1, first.Json.GetProperty("quality").GetProperty("coveredShare").GetDouble(), 6);
        if (kind == "balanced")
        {
            Assert.True(first.Json.GetProperty("quality").GetProperty("maxToMean").GetDouble() < 1.15);
            Assert.Equal(0, first.Json.GetProperty("quality").GetProperty("buildingsCut").GetInt32());
        }

        // The largest cell is split, then two of its parts become one again: ids of others stay.
        var largest = first.Cells.MaxBy(cell => cell.Value.Area).Key;
        var split = await PreviewAsync(ada, kind, size, [new { split = largest }]);
        var parts = split.Cells.Keys.Where(id => id > first.Cells.Count).ToList();
        Assert.InRange(parts.Count, 2, 4);
        Assert.False(split.Cells.ContainsKey(largest));
        Assert.Equal(first.Cells[largest].Area, parts.Sum(id => split.Cells[id].Area), first.Cells[largest].Area * 1e-4);
        var pair = parts.SelectMany(one => parts.Where(other => other > one && split.Cells[one].Intersection(split.Cells[other]).Length > 1e-6).Select(other => new[] { one, other })).First();
        object[] edits = [new { split = largest }, new { merge = pair }];
        var merged = await PreviewAsync(ada, kind, size, edits);
        Assert.Equal(split.Cells.Count - 1, merged.Cells.Count);

        var made = await ada.PostAsync("/api/map/projects", new { name = kind, areaOfInterest = Town, kind, size, clip = true, edits });
        Assert.Equal(201, made.Status);
        var tasks = (await ada.GetAsync($"/api/v2/projects/{made.Json.GetProperty("projectId").GetInt64()}/tasks/")).Json.GetProperty("features").EnumerateArray()
            .ToDictionary(task => task.GetProperty("properties").GetProperty("taskId").GetInt32(), task => GeoJsonGeometry.ReadArea(task.GetProperty("geometry")));
        Assert.Equal(Enumerable.Range(1, merged.Cells.Count), tasks.Keys.Order());
        var number = 0;
        foreach (var (_, shape) in merged.Cells.OrderBy(cell => cell.Key))
        {
            var task = tasks[++number];
            Assert.True(OverlayNGRobust.Overlay(task, shape, NetTopologySuite.Operation.Overlay.SpatialFunction.SymDifference).Area < shape.Area * 1e-3, $"task {number}");
        }
    }

    [Theory]
    [InlineData("""{"kind":"circles","size":5}""", "kind")]
    [InlineData("""{"kind":"metres","size":1}""", "size")]
    [InlineData("""{"kind":"tiles","zoom":14.5}""", "zoom")]
    [InlineData("""{"kind":"balanced","size":"x"}""", "size")]
    [InlineData("""{"kind":"h3","size":9,"edits":[{"split":99999}]}""", "99999")]
    [InlineData("""{"kind":"h3","size":9,"edits":[{"merge":[1]}]}""", "merge")]
    [InlineData("""{"kind":"h3","size":9,"edits":[{"merge":[1,1]}]}""", "merge")]
    [InlineData("""{"kind":"h3","size":9,"edits":[{"split":1,"parts":1000}]}""", "parts")]
    [InlineData("""{"kind":"h3","size":9,"edits":{}}""", "edits")]
    public async Task BadChoices_AreRefusedByName(string choices, string named)
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var body = choices.Insert(1, $"\"areaOfInterest\":{JsonSerializer.Serialize(Town)},");

        var answer = await ada.SendAsync(HttpMethod.Post, "/api/map/grid-preview", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(named, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UploadedAreas_OfAnyFormat_BecomeGeoJson_OrSayWhatIsWrong()
    {
        await using var host = await ApiHost.StartAsync();
        using var ada = await host.SignInAsync("ada");
        var kml = "<kml><Polygon><outerBoundaryIs><LinearRing><coordinates>1,2 3,2 3,4 1,2</coordinates></LinearRing></outerBoundaryIs></Polygon></kml>";

        var good = await ada.SendAsync(HttpMethod.Post, "/api/map/areas", kml);
        var bad = await ada.SendAsync(HttpMethod.Post, "/api/map/areas", kml.Replace("3,4 1,2", "3,4", StringComparison.Ordinal));
        var osm = await ada.SendAsync(HttpMethod.Post, "/api/map/areas?name=../../x.osm", "<osm version=\"0.6\"></osm>");
        var broken = await ada.SendAsync(HttpMethod.Post, "/api/map/areas?name=x.osm.pbf", "junk");

        Assert.Equal("Polygon", good.Json.GetProperty("area").GetProperty("type").GetString());
        Assert.Contains("a ring needs at least 4", bad.Json.GetProperty("problems")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("no whole boundary", osm.Json.GetProperty("problems")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("x.osm.pbf", broken.Json.GetProperty("problems")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "osmtasking-area-*"));
    }

    private static async Task<(JsonElement Json, Dictionary<int, Geometry> Cells)> PreviewAsync(Client client, string kind, double size, object[] edits)
    {
        var answer = await client.PostAsync("/api/map/grid-preview", new { areaOfInterest = Town, kind, size, clip = true, edits });
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Empty(answer.Json.GetProperty("problems").EnumerateArray());
        var cells = answer.Json.GetProperty("tasks").GetProperty("features").EnumerateArray().ToDictionary(cell => cell.GetProperty("id").GetInt32(), cell => GeoJsonGeometry.ReadArea(cell.GetProperty("geometry")));
        Assert.Equal(answer.Json.GetProperty("count").GetInt32(), cells.Count);
        return (answer.Json, cells);
    }
}
