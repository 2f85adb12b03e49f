using System.Text.Json.Nodes;
using Npgsql;
using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Postgis;

/// <summary>Items and their events as rows, and as the JSON that <c>apply_items</c> takes.</summary>
internal static class ItemRows
{
    internal static Item Read(NpgsqlDataReader row) => new(
        new ItemId(row.GetInt64(0), row.GetInt64(1)),
        row.GetString(2),
        new ItemPin(row.GetDouble(6), row.GetDouble(7)),
        new ItemContent(row.GetString(16)) { Metadata = row.GetString(17), ModifiedBy = row.GetString(18), ModifiedDate = row.GetString(19), Features = row.Text(20) })
    {
        Version = row.GetInt64(3),
        Status = (ItemStatus)row.GetInt16(4),
        Archived = row.GetBoolean(5),
        Token = row.GetInt64(8),
        Lease = row.Long(9) is { } holder ? new ItemLease(holder, row.GetInt64(8), row.Time(10)) : null,
        FinishedBy = row.Long(11),
        CreatedBy = row.GetInt64(12),
        Created = row.Time(13),
        Updated = row.Time(14),
        Priority = row.GetDouble(15),
    };

    internal static ItemEvent ReadEvent(NpgsqlDataReader row) => new(
        new ItemId(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2), (ItemEventKind)row.GetInt16(3), row.Time(4), row.GetInt64(5))
    {
        Sequence = row.GetInt64(6),
        Status = (ItemStatus?)row.Short(7),
        Token = row.GetInt64(8),
        Forced = row.GetBoolean(9),
    };

    internal static string Json(IEnumerable<Item> items) => new JsonArray([.. items.Select(Node)]).ToJsonString();

    internal static string Json(Item item) => Node(item).ToJsonString();

    internal static string Json(IEnumerable<ItemEvent> events) => new JsonArray([.. events.Select(happened => new JsonObject
    {
        ["number"] = happened.Item.Number,
        ["version"] = happened.Version,
        ["kind"] = (int)happened.Kind,
        ["at"] = happened.At.UtcDateTime,
        ["actor_id"] = happened.ActorId,
        ["status"] = (int?)happened.Status,
        ["token"] = happened.Token,
        ["forced"] = happened.Forced,
    })]).ToJsonString();

    internal static string Json(StoredAnswer once) => TaskRows.Json(once);

    private static JsonObject Node(Item item) => new()
    {
        ["number"] = item.Id.Number,
        ["external_id"] = item.ExternalId,
        ["version"] = item.Version,
        ["status"] = (int)item.Status,
        ["archived"] = item.Archived,
        ["longitude"] = item.Pin.Longitude,
        ["latitude"] = item.Pin.Latitude,
        ["quadkey"] = item.Quadkey,
        ["token"] = item.Token,
        ["holder"] = item.Lease?.HolderId,
        ["lease_until"] = item.Lease is { } lease ? lease.Until.UtcDateTime : "-infinity",
        ["finished_by"] = item.FinishedBy,
        ["created_by"] = item.CreatedBy,
        ["created"] = item.Created.UtcDateTime,
        ["updated"] = item.Updated.UtcDateTime,
        ["instructions"] = item.Content.Instructions,
        ["metadata"] = item.Content.Metadata,
        ["features"] = item.Content.Features,
        ["modified_by"] = item.Content.ModifiedBy,
        ["modified_date"] = item.Content.ModifiedDate,
        ["digest"] = Convert.ToHexStringLower(ItemDigest.Of(item.Pin, item.Content.Instructions, item.Content.Metadata, item.Content.Features)),
    };
}
