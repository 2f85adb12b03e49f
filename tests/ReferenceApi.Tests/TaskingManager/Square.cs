using System.Text.Json.Nodes;

namespace ReferenceApi.Tests.TaskingManager;

/// <summary>Bodies as the official client sends them.</summary>
internal static class Square
{
    internal const int Zoom = 14;

    /// <summary>A draft of columns × 1 tiles, then published.</summary>
    internal static async Task<long> ProjectAsync(Client manager, int tasks = 4, string? key = null)
    {
        var created = await manager.SendAsync(HttpMethod.Post, "/api/v2/projects/", Draft(tasks).ToJsonString(), key is null ? [] : [("Idempotency-Key", key)]);
        Assert.Equal(201, created.Status);
        var id = created.Json.GetProperty("projectId").GetInt64();
        var patch = """
            {"status":"PUBLISHED","projectPriority":"HIGH","defaultLocale":"en","difficulty":"EASY","mappingPermission":"ANY","validationPermission":"ANY","private":false,
             "projectInfoLocales":[{"locale":"en","name":"Test","shortDescription":"s","description":"d","instructions":"i","perTaskInstructions":"Tile {x}/{y}/{z}"}]}
            """;
        var published = await manager.SendAsync(HttpMethod.Patch, $"/api/v2/projects/{id}/", patch);
        Assert.Equal((200, "{\"Status\":\"Updated\"}"), (published.Status, published.Text));
        return id;
    }

    internal static JsonObject Draft(int tasks) => new()
    {
        ["projectName"] = "Test",
        ["organisation"] = 1,
        ["areaOfInterest"] = Collection(Feature(Ring(0, tasks))),
        ["tasks"] = Collection([.. Enumerable.Range(0, tasks).Select(column => (JsonNode)Cell(column))]),
        ["arbitraryTasks"] = false,
    };

    internal static JsonObject Cell(int column)
    {
        var cell = Feature(Ring(column, column + 1));
        cell["properties"] = new JsonObject { ["x"] = 8192 + column, ["y"] = 8192, ["zoom"] = Zoom, ["isSquare"] = true };
        return cell;
    }

    internal static JsonObject Collection(params JsonNode[] features) => new() { ["type"] = "FeatureCollection", ["features"] = new JsonArray(features) };

    internal static JsonObject Feature(JsonArray ring) => new()
    {
        ["type"] = "Feature",
        ["properties"] = new JsonObject(),
        ["geometry"] = new JsonObject { ["type"] = "MultiPolygon", ["coordinates"] = new JsonArray(new JsonArray(ring)) },
    };

    private static JsonArray Ring(int from, int to)
    {
        const double Step = 360.0 / (1 << Zoom);
        double west = from * Step, east = to * Step, north = 0.02197265, south = 0;
        return new JsonArray(Place(west, south), Place(east, south), Place(east, north), Place(west, north), Place(west, south));
    }

    private static JsonArray Place(double longitude, double latitude) => new(longitude, latitude);
}
