using System.Text.Json.Nodes;
using OsmTasking.Core.Items;
using ReferenceApi.ToFix;

namespace ReferenceApi.MapRoulette;

/// <summary>Tasks and challenges as MapRoulette writes them. What is unknown is left out: clients trip over nulls.</summary>
internal static class TaskWire
{
    internal static JsonObject Task(ItemProject project, Item item, DateTimeOffset now)
    {
        var node = new JsonObject
        {
            ["id"] = TaskNumber.Of(item.Id),
            ["name"] = item.ExternalId,
            ["created"] = ItemWire.Time(item.Created),
            ["modified"] = ItemWire.Time(item.Updated),
            ["parent"] = project.Id,
            ["instruction"] = item.Content.Instructions,
            ["location"] = ItemWire.Point(item.Pin),
            ["geometries"] = Geometries(item),
            ["status"] = TaskOutcome.Number(item.Status),
            ["review"] = new JsonObject(),
            ["priority"] = Priority(item),
            ["errorTags"] = string.Empty,
        };
        if (item.FinishedBy is { } by && item.Status != ItemStatus.Open)
        {
            node["completedBy"] = by;
            node["mappedOn"] = ItemWire.Time(item.Updated);
        }

        if (item.LiveLease(now) is { } lease)
        {
            node["lockedBy"] = lease.HolderId;
        }

        if (Metadata(item)["cooperativeWork"] is JsonObject work)
        {
            node["cooperativeWork"] = work.DeepClone();
        }

        return node;
    }

    internal static JsonObject ClusteredPoint(ItemProject project, Item item, string owner) => new()
    {
        ["id"] = TaskNumber.Of(item.Id),
        ["owner"] = project.OwnerId,
        ["ownerName"] = owner,
        ["title"] = item.ExternalId,
        ["parentId"] = project.Id,
        ["parentName"] = project.Name,
        ["point"] = new JsonObject { ["lat"] = item.Pin.Latitude, ["lng"] = item.Pin.Longitude },
        ["bounding"] = "{}",
        ["blurb"] = item.Content.Instructions,
        ["modified"] = ItemWire.Time(item.Updated),
        ["difficulty"] = 1,
        ["type"] = 1,
        ["status"] = TaskOutcome.Number(item.Status),
        ["pointReview"] = new JsonObject(),
        ["priority"] = Priority(item),
    };

    internal static JsonObject Challenge(ItemProject project, long total, long open)
    {
        var said = JsonNode.Parse(project.Metadata) as JsonObject ?? [];
        return new JsonObject
        {
            ["id"] = project.Id,
            ["name"] = project.Name,
            ["created"] = ItemWire.Time(project.Created),
            ["modified"] = ItemWire.Time(project.Updated),
            ["description"] = Text(said, "description"),
            ["deleted"] = false,
            ["infoLink"] = Text(said, "link"),
            ["owner"] = project.OwnerId,
            ["parent"] = ChallengeRoutes.OnlyProject,
            ["instruction"] = Text(said, "instruction"),
            ["difficulty"] = 1,
            ["blurb"] = Text(said, "description"),
            ["enabled"] = !project.Archived,
            ["featured"] = false,
            ["cooperativeType"] = 0,
            ["popularity"] = 0,
            ["checkinComment"] = Text(said, "comment", $"{project.Name} #maproulette"),
            ["checkinSource"] = Text(said, "source"),
            ["changesetUrl"] = false,
            ["virtualParents"] = new JsonArray(),
            ["requiresLocal"] = false,
            ["defaultPriority"] = 0,
            ["highPriorityRule"] = "{}",
            ["mediumPriorityRule"] = "{}",
            ["lowPriorityRule"] = "{}",
            ["defaultZoom"] = 18,
            ["minZoom"] = 1,
            ["maxZoom"] = 20,
            ["updateTasks"] = false,
            ["limitTags"] = false,
            ["limitReviewTags"] = false,
            ["isArchived"] = project.Archived,
            ["status"] = open > 0 ? 3 : 5, // Ready, or finished.
            ["completionPercentage"] = total == 0 ? 0 : (int)((total - open) * 100 / total),
            ["tasksRemaining"] = open,
        };
    }

    private static JsonObject Metadata(Item item) => JsonNode.Parse(item.Content.Metadata) as JsonObject ?? [];

    private static JsonObject Geometries(Item item) => item.Content.Features is { } features && JsonNode.Parse(features) is JsonObject given && given.ContainsKey("type")
        ? given
        : new JsonObject
        {
            ["type"] = "FeatureCollection",
            ["features"] = new JsonArray(new JsonObject { ["type"] = "Feature", ["geometry"] = ItemWire.Point(item.Pin), ["properties"] = new JsonObject { ["id"] = item.ExternalId } }),
        };

    /// <summary>MapRoulette: 0 high, 1 medium, 2 low.</summary>
    private static int Priority(Item item) => item.Priority > 0 ? 0 : item.Priority < 0 ? 2 : 1;

    private static string Text(JsonObject said, string name, string otherwise = "") =>
        said[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : otherwise;
}
