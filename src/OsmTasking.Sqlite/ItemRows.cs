using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Items;
using OsmTasking.Sqlite.Sql;

namespace OsmTasking.Sqlite;

/// <summary>Items and their events as rows.</summary>
internal static class ItemRows
{
    internal static Item Read(SqliteDataReader row) => new(
        new ItemId(row.GetInt64(0), row.GetInt64(1)),
        row.GetString(2),
        new ItemPin(row.GetDouble(6), row.GetDouble(7)),
        new ItemContent(row.GetString(16)) { Metadata = row.GetString(17), ModifiedBy = row.GetString(18), ModifiedDate = row.GetString(19), Features = row.Text(20) })
    {
        Version = row.GetInt64(3),
        Status = (ItemStatus)row.GetInt32(4),
        Archived = row.GetBoolean(5),
        Token = row.GetInt64(8),
        Lease = row.Long(9) is { } holder ? new ItemLease(holder, row.GetInt64(8), row.Time(10)) : null,
        FinishedBy = row.Long(11),
        CreatedBy = row.GetInt64(12),
        Created = row.Time(13),
        Updated = row.Time(14),
        Priority = row.GetDouble(15),
    };

    internal static ItemEvent ReadEvent(SqliteDataReader row) => new(
        new ItemId(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2), (ItemEventKind)row.GetInt32(3), row.Time(4), row.GetInt64(5))
    {
        Sequence = row.GetInt64(6),
        Status = (ItemStatus?)row.Long(7),
        Token = row.GetInt64(8),
        Forced = row.GetBoolean(9),
    };

    internal static object?[] Values(ItemEvent happened) =>
    [
        happened.Item.ProjectId, happened.Item.Number, happened.Version, (int)happened.Kind, happened.At.UtcTicks, happened.ActorId, (int?)happened.Status, happened.Token, happened.Forced,
    ];

    internal static object?[] Content(long projectId, long number, ItemPin pin, ItemContent content) =>
    [
        projectId, number, content.Instructions, content.Metadata, content.Features, content.ModifiedBy, content.ModifiedDate,
        ItemDigest.Of(pin, content.Instructions, content.Metadata, content.Features),
    ];

    internal static object?[] Filter(ItemQuery query) =>
    [
        query.ProjectId, query.After, (int?)query.Status, query.Locked, query.Now.UtcTicks, query.Box?.SouthWest.Longitude, query.Box?.SouthWest.Latitude,
        query.Box?.NorthEast.Longitude, query.Box?.NorthEast.Latitude, query.From?.UtcTicks, query.To?.UtcTicks,
        query.Tags.Count == 0 ? null : JsonSerializer.Serialize(query.Tags.Select(Key)),
    ];

    internal static string Key(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    internal static double Priority(SqliteConnection connection, long projectId, string quadkey)
    {
        var prefixes = JsonSerializer.Serialize(Enumerable.Range(1, quadkey.Length).Select(length => quadkey[..length]));
        using var command = connection.Command(ItemSql.PriorityAt, projectId, prefixes);
        return command.ExecuteScalar() is double priority ? priority : 0;
    }
}
