using System.Text.Json.Nodes;
using Npgsql;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Postgis;

/// <summary>Tasks, events and leases as rows, and as the JSON that <c>apply_transition</c> takes.</summary>
internal static class TaskRows
{
    internal static MappingTask Read(NpgsqlDataReader row, int at) => new(new TaskId(row.GetInt64(at), row.GetInt32(at + 1)), (TaskState)row.GetInt16(at + 3))
    {
        Version = row.GetInt64(at + 2),
        Lock = row.Long(at + 4) is { } holder ? new TaskLock(holder, (LockPurpose)row.GetInt16(at + 5), row.Time(at + 6), row.Time(at + 7)) : null,
        MappedBy = row.Long(at + 8),
        ValidatedBy = row.Long(at + 9),
        Parent = row.Int(at + 10),
        ChangedAt = row.Time(at + 11),
        LastChange = row.Long(at + 12) is { } actor ? new StateChange(actor, (TaskState)row.GetInt16(at + 13), row.Long(at + 14), row.Long(at + 15)) : null,
        LastStep = row.Short(at + 16) is { } action ? new TaskStep((TaskAction)action, row.GetInt64(at + 17)) : null,
    };

    internal static TaskOutline ReadOutline(NpgsqlDataReader row) => new(
        row.GetInt32(0), Shapes.Read(row.GetFieldValue<byte[]>(1)), row.Short(2) is { } zoom ? new TileKey(zoom, row.GetInt32(3), row.GetInt32(4)) : null, row.GetBoolean(5))
    {
        Properties = row.Text(6),
    };

    internal static TaskEvent ReadEvent(NpgsqlDataReader row) => new(
        new TaskId(row.GetInt64(1), row.GetInt32(2)), row.GetInt64(3), row.GetInt16(4), (TaskEventKind)row.GetInt16(5), row.Time(6), row.GetInt64(7))
    {
        Sequence = row.GetInt64(0),
        State = (TaskState?)row.Short(8),
        Held = row.Long(9) is { } held ? new TimeSpan(held) : null,
        Text = row.Text(10),
    };

    internal static MapperLease ReadLease(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), (LockPurpose)row.GetInt16(3), row.GetFieldValue<int[]>(4), row.Time(5));

    internal static string Json(IEnumerable<MappingTask> tasks) => new JsonArray([.. tasks.Select(Node)]).ToJsonString();

    internal static string Json(IEnumerable<NewTask> children) => new JsonArray([.. children.Select(child =>
    {
        var node = Node(child.Task);
        node["zoom"] = child.Outline.Tile?.Zoom;
        node["x"] = child.Outline.Tile?.X;
        node["y"] = child.Outline.Tile?.Y;
        node["is_square"] = child.Outline.IsSquare;
        node["properties"] = child.Outline.Properties;
        return node;
    })]).ToJsonString();

    internal static string Json(IEnumerable<TaskEvent> events) => new JsonArray([.. events.Select(happened => new JsonObject
    {
        ["number"] = happened.Task.Number,
        ["version"] = happened.Version,
        ["ordinal"] = happened.Ordinal,
        ["kind"] = (int)happened.Kind,
        ["at"] = happened.At.UtcDateTime,
        ["actor_id"] = happened.ActorId,
        ["state"] = (int?)happened.State,
        ["held"] = happened.Held?.Ticks,
        ["text"] = happened.Text,
    })]).ToJsonString();

    internal static string Json(StoredAnswer once) => new JsonObject
    {
        ["mapper_id"] = once.MapperId,
        ["key"] = once.Key,
        ["fingerprint"] = once.Fingerprint,
        ["answer"] = once.Answer,
    }.ToJsonString();

    private static JsonObject Node(MappingTask task) => new()
    {
        ["number"] = task.Id.Number,
        ["version"] = task.Version,
        ["state"] = (int)task.State,
        ["lock_holder"] = task.Lock?.HolderId,
        ["lock_purpose"] = (int?)task.Lock?.Purpose,
        ["lock_since"] = task.Lock?.Since.UtcDateTime,
        ["lock_expires_at"] = task.Lock?.ExpiresAt.UtcDateTime,
        ["mapped_by"] = task.MappedBy,
        ["validated_by"] = task.ValidatedBy,
        ["parent"] = task.Parent,
        ["changed_at"] = task.ChangedAt.UtcDateTime,
        ["last_actor"] = task.LastChange?.ActorId,
        ["last_from"] = (int?)task.LastChange?.From,
        ["last_mapped"] = task.LastChange?.MappedBy,
        ["last_validated"] = task.LastChange?.ValidatedBy,
        ["step_action"] = (int?)task.LastStep?.Action,
        ["step_actor"] = task.LastStep?.ActorId,
    };
}
