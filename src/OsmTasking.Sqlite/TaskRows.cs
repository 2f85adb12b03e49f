using System.Text.Json;
using Microsoft.Data.Sqlite;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Sqlite;

/// <summary>Tasks, events and leases as rows, in the order of the statements of <see cref="Sql.TaskSql"/>.</summary>
internal static class TaskRows
{
    /// <summary>How many values a task has.</summary>
    internal const int TaskValues = 18;

    /// <summary>How many values a shape has.</summary>
    internal const int OutlineValues = 8;

    internal static MappingTask Read(SqliteDataReader row) => new(new TaskId(row.GetInt64(0), row.GetInt32(1)), (TaskState)row.GetInt32(3))
    {
        Version = row.GetInt64(2),
        Lock = row.Long(4) is { } holder ? new TaskLock(holder, (LockPurpose)row.GetInt32(5), row.Time(6), row.Time(7)) : null,
        MappedBy = row.Long(8),
        ValidatedBy = row.Long(9),
        Parent = (int?)row.Long(10),
        ChangedAt = row.Time(11),
        LastChange = row.Long(12) is { } actor ? new StateChange(actor, (TaskState)row.GetInt32(13), row.Long(14), row.Long(15)) : null,
        LastStep = row.Long(16) is { } action ? new TaskStep((TaskAction)action, row.GetInt64(17)) : null,
    };

    internal static object?[] Values(long projectId, MappingTask task) =>
    [
        projectId, task.Id.Number, task.Version, (int)task.State,
        task.Lock?.HolderId, (int?)task.Lock?.Purpose, task.Lock?.Since.UtcTicks, task.Lock?.ExpiresAt.UtcTicks,
        task.MappedBy, task.ValidatedBy, task.Parent, task.ChangedAt.UtcTicks,
        task.LastChange?.ActorId, (int?)task.LastChange?.From, task.LastChange?.MappedBy, task.LastChange?.ValidatedBy,
        (int?)task.LastStep?.Action, task.LastStep?.ActorId,
    ];

    internal static TaskOutline ReadOutline(SqliteDataReader row) => new(
        row.GetInt32(0), row.Shape(1), row.Long(2) is { } zoom ? new TileKey((int)zoom, row.GetInt32(3), row.GetInt32(4)) : null, row.GetBoolean(5))
    {
        Properties = row.Text(6),
    };

    internal static object?[] Values(long projectId, TaskOutline outline) =>
    [
        projectId, outline.Number, Rows.Bytes(outline.Shape), outline.Tile?.Zoom, outline.Tile?.X, outline.Tile?.Y, outline.IsSquare, outline.Properties,
    ];

    internal static TaskEvent ReadEvent(SqliteDataReader row) => new(
        new TaskId(row.GetInt64(1), row.GetInt32(2)), row.GetInt64(3), row.GetInt32(4), (TaskEventKind)row.GetInt32(5), row.Time(6), row.GetInt64(7))
    {
        Sequence = row.GetInt64(0),
        State = (TaskState?)row.Long(8),
        Held = row.Long(9) is { } held ? new TimeSpan(held) : null,
        Text = row.Text(10),
    };

    internal static object?[] Values(long projectId, TaskEvent happened) =>
    [
        projectId, happened.Task.Number, happened.Version, happened.Ordinal, (int)happened.Kind, happened.At.UtcTicks, happened.ActorId,
        (int?)happened.State, happened.Held?.Ticks, happened.Text,
    ];

    internal static MapperLease ReadLease(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), (LockPurpose)row.GetInt32(3), JsonSerializer.Deserialize<int[]>(row.GetString(4))!, row.Time(5));

    internal static object?[] Values(MapperLease lease) =>
        [lease.MapperId, lease.Version, lease.ProjectId, (int)lease.Purpose, JsonSerializer.Serialize(lease.Tasks), lease.ExpiresAt.UtcTicks];
}
