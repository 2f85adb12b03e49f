using System.Text.Json;
using NetTopologySuite.Geometries;
using OsmTasking.Core.Areas;
using OsmTasking.Extraction.Features;
using ReferenceApi.TaskingManager;

namespace ReferenceApi.MapPage;

/// <summary>What the imported extract holds inside a project or a task, as GeoJSON.</summary>
public static class ExtractReads
{
    private const int FlushAt = 1 << 16;

    public static void Map(RouteGroupBuilder project)
    {
        project.MapGet("/background", BackgroundAsync);
        project.MapGet("/tasks/{taskId:int}/features", InTaskAsync);
    }

    private static async Task<IResult> BackgroundAsync(long projectId, Desk desk, IFeatureStore features, HttpResponse response)
    {
        var project = await desk.ViewAsync(projectId);
        response.Headers.CacheControl = "private, max-age=60";
        return Stream(features, project.Area.Envelope, desk.Aborted);
    }

    private static async Task<IResult> InTaskAsync(long projectId, int taskId, bool? as_file, Desk desk, IFeatureStore features, HttpResponse response)
    {
        var project = await desk.ViewAsync(projectId);
        await TaskReads.FindAsync(desk, project, taskId);
        var outline = (await TaskReads.OutlinesAsync(desk, projectId, [taskId]))[taskId];
        if (as_file == true)
        {
            GeoJsonWire.Attach(response, $"{projectId}-task-{taskId}-features.geojson");
        }

        return Stream(features, outline.Shape, desk.Aborted);
    }

    internal static IResult Stream(IFeatureStore features, Geometry area, CancellationToken cancellationToken) =>
        Results.Stream(stream => WriteAsync(stream, features.QueryAsync(area, cancellationToken), cancellationToken), "application/geo+json");

    private static async Task WriteAsync(Stream stream, IAsyncEnumerable<StoredFeature> features, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteString("attribution", "© OpenStreetMap contributors, ODbL 1.0");
        json.WriteStartArray("features");
        await foreach (var feature in features)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteString("id", $"{feature.Kind.ToString().ToLowerInvariant()}/{feature.Id}");
            json.WritePropertyName("geometry");
            GeoJsonGeometry.Write(json, feature.Shape, 7);
            json.WriteStartObject("properties");
            foreach (var (key, value) in feature.Tags)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            if (json.BytesPending > FlushAt)
            {
                await json.FlushAsync(cancellationToken);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
