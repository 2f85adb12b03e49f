using System.Text.Json;
using OsmTasking.Core.Areas;
using OsmTasking.Core.Grids;
using ReferenceApi.TaskingManager;

namespace ReferenceApi.Commands;

/// <summary>Writes tasks as the Tasking Manager takes them: MultiPolygons with zoom, x, y and isSquare; and their keys.</summary>
internal static class SplitOutput
{
    internal static void Write(Stream stream, IReadOnlyList<GridTask> tasks, IReadOnlyList<double>? minutes)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        var index = 0;
        foreach (var task in tasks)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteNumber("id", index + 1);
            json.WritePropertyName("geometry");
            GeoJsonGeometry.Write(json, GeoJsonWire.Multi(task.Shape), minutes is null ? 7 : 9);
            json.WriteStartObject("properties");
            json.WriteString("key", task.Key);
            Tile(json, task);
            if (minutes is not null)
            {
                json.WriteNumber("minutes", Math.Round(minutes[index], 2));
            }

            if (task.MergedKeys.Count > 0)
            {
                json.WriteStartArray("mergedKeys");
                foreach (var key in task.MergedKeys)
                {
                    json.WriteStringValue(key);
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            index++;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Tile(Utf8JsonWriter json, GridTask task)
    {
        if (task.Tile is { } tile)
        {
            json.WriteNumber("zoom", tile.Zoom);
            json.WriteNumber("x", tile.X);
            json.WriteNumber("y", TileWire.Flip(tile));
        }
        else
        {
            json.WriteNull("zoom");
            json.WriteNull("x");
            json.WriteNull("y");
        }

        json.WriteBoolean("isSquare", task.Tile is not null && task.IsWhole);
    }
}
