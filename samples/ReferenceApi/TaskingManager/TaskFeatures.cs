using System.Text.Json.Nodes;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.TaskingManager;

/// <summary>Tasks as GeoJSON features: shape (5) of the reference.</summary>
public static class TaskFeatures
{
    /// <summary>A FeatureCollection of the tasks that are not split.</summary>
    public static JsonObject Collection(
        IEnumerable<MappingTask> tasks, IReadOnlyDictionary<int, TaskOutline> outlines, DateTimeOffset now, bool withGeometry)
    {
        var features = new JsonArray();
        foreach (var task in tasks)
        {
            if (task.State != TaskState.Split && outlines.TryGetValue(task.Id.Number, out var outline))
            {
                features.Add((JsonNode)Feature(task, outline, now, withGeometry));
            }
        }

        return new JsonObject { ["type"] = "FeatureCollection", ["features"] = features };
    }

    private static JsonObject Feature(MappingTask task, TaskOutline outline, DateTimeOffset now, bool withGeometry) => new()
    {
        ["type"] = "Feature",
        ["geometry"] = withGeometry ? GeoJsonWire.Node(GeoJsonWire.Multi(outline.Shape)) : null,
        ["properties"] = new JsonObject
        {
            ["taskId"] = task.Id.Number,
            ["taskX"] = outline.Tile?.X,
            ["taskY"] = outline.Tile is { } tile ? TileWire.Flip(tile) : null,
            ["taskZoom"] = outline.Tile?.Zoom,
            ["taskIsSquare"] = outline.IsSquare,
            ["taskStatus"] = task.WireStatus(now),
            ["lockedBy"] = task.LiveLock(now)?.HolderId,
            ["mappedBy"] = task.MappedBy,
            ["validatedBy"] = task.ValidatedBy,
        },
    };
}
