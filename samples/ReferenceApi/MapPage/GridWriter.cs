using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.MapPage;

/// <summary>Streams task shapes as GeoJSON: a feature's id is the task's number.</summary>
public static class GridWriter
{
    private const int FlushAt = 1 << 16;

    public static async Task WriteAsync(Stream stream, int revision, IAsyncEnumerable<TaskOutline> outlines, HashSet<int> living, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteNumber("revision", revision);
        json.WriteStartArray("features");
        await foreach (var outline in outlines.WithCancellation(cancellationToken))
        {
            if (!living.Contains(outline.Number))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteNumber("id", outline.Number);
            json.WritePropertyName("geometry");
            GeoJsonGeometry.Write(json, outline.Shape, 7);
            json.WriteStartObject("properties");
            json.WriteNumber("n", outline.Number);
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
