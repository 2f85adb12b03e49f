using System.Globalization;
using System.Text.Json.Nodes;
using OsmTasking.Core.Items;

namespace ReferenceApi.ToFix;

/// <summary>Items and what belongs to them as to-fix writes them.</summary>
internal static class ItemWire
{
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    internal static JsonObject Project(ItemProject project) => new()
    {
        ["id"] = project.Key.ToString(),
        ["name"] = project.Name,
        ["quadkey_set_id"] = project.QuadkeySet,
        ["metadata"] = JsonNode.Parse(project.Metadata),
        ["createdAt"] = Time(project.Created),
        ["updatedAt"] = Time(project.Updated),
    };

    internal static JsonObject Item(ItemProject project, Item item, DateTimeOffset now, Func<long, string> name, bool withFeatures)
    {
        var node = new JsonObject
        {
            ["id"] = item.ExternalId,
            ["project_id"] = project.Key.ToString(),
            ["pin"] = Point(item.Pin),
            ["quadkey"] = item.Quadkey,
            ["instructions"] = item.Content.Instructions,
            ["createdBy"] = name(item.CreatedBy),
        };
        if (withFeatures)
        {
            node["featureCollection"] = item.Content.Features is { } features ? JsonNode.Parse(features) : null;
        }

        node["status"] = item.Status.Name();
        node["lockedTill"] = Time(item.Lease?.Until ?? item.Updated);
        node["lockedBy"] = item.Lease is { } lease ? name(lease.HolderId) : null;
        node["metadata"] = JsonNode.Parse(item.Content.Metadata);
        node["sort"] = 0;
        node["lastModifiedBy"] = item.Content.ModifiedBy;
        node["lastModifiedDate"] = item.Content.ModifiedDate;
        node["createdAt"] = Time(item.Created);
        node["updatedAt"] = Time(item.Updated);

        // Not of to-fix: what a client needs that wants to be fenced, and pages that do not shift.
        node["number"] = item.Id.Number;
        node["token"] = item.LiveLease(now)?.Token;
        return node;
    }

    internal static JsonObject Tag(ItemProject project, ItemTag tag) => new()
    {
        ["id"] = tag.Id.ToString(),
        ["project_id"] = project.Key.ToString(),
        ["name"] = tag.Name,
        ["metadata"] = JsonNode.Parse(tag.Metadata),
        ["createdAt"] = Time(tag.Created),
        ["updatedAt"] = Time(tag.Updated),
    };

    internal static JsonObject Tagging(ItemTagging tagging) => new()
    {
        ["createdAt"] = Time(tagging.At),
        ["updatedAt"] = Time(tagging.At),
        ["itemAutoId"] = tagging.Item.Number,
        ["tagId"] = tagging.Tag.ToString(),
    };

    internal static JsonObject Comment(ItemComment comment, string by) => new()
    {
        ["id"] = comment.Id.ToString(),
        ["createdBy"] = by,
        ["body"] = comment.Body,
        ["pin"] = comment.Pin is { } pin ? Point(pin) : null,
        ["metadata"] = JsonNode.Parse(comment.Metadata),
        ["createdAt"] = Time(comment.Created),
        ["updatedAt"] = Time(comment.Created),
    };

    internal static JsonObject Point(ItemPin pin) => new() { ["type"] = "Point", ["coordinates"] = new JsonArray(pin.Longitude, pin.Latitude) };
}
