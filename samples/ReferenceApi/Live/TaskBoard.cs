using System.Globalization;
using OsmTasking.Core.People;
using OsmTasking.Core.Projects;
using OsmTasking.Core.Tasks;

namespace ReferenceApi.Live;

/// <summary>The state of a project's tasks as the map page reads it: a letter a task, or the tasks that changed.</summary>
/// <remarks>Shapes never travel with states: they are immutable per revision, and cached by the browser.</remarks>
public sealed record TaskBoard(int Revision, string Cursor, ProgressWire Progress)
{
    /// <summary>Gets a letter a task, in the order of the numbers of the tasks that are not split; null in a delta.</summary>
    public string? States { get; init; }

    /// <summary>Gets who holds what; null in a delta.</summary>
    public IReadOnlyList<LockWire>? Locks { get; init; }

    /// <summary>Gets the tasks that changed; null in a full board.</summary>
    public IReadOnlyList<ChangeWire>? Changes { get; init; }

    /// <summary>R ready, L locked for mapping, M mapped, K locked for validation, V validated, I invalidated, B bad imagery.</summary>
    public static char Letter(MappingTask task, DateTimeOffset now) => task.LiveLock(now)?.Purpose switch
    {
        LockPurpose.Mapping => 'L',
        LockPurpose.Validation => 'K',
        _ => task.State.WireName()[0],
    };

    /// <summary>The whole board.</summary>
    public static TaskBoard Full(TaskChanges all, DateTimeOffset now, IReadOnlyDictionary<long, Mapper> names)
    {
        var living = all.Tasks.Where(task => task.State != TaskState.Split).ToList();
        return Of(all, living) with
        {
            States = string.Concat(living.Select(task => Letter(task, now))),
            Locks = [.. living.Where(task => task.LiveLock(now) is not null).Select(task => new LockWire(
                task.Id.Number, Name(names, task.Lock!.HolderId), task.Lock.HolderId, PurposeName(task.Lock.Purpose), task.Lock.ExpiresAt))],
        };
    }

    /// <summary>What changed, with the progress of the whole.</summary>
    public static TaskBoard Delta(TaskChanges all, IEnumerable<MappingTask> changed, DateTimeOffset now, IReadOnlyDictionary<long, Mapper> names) =>
        Of(all, all.Tasks) with
        {
            Changes = [.. changed.Where(task => task.State != TaskState.Split).Select(task => new ChangeWire(
                task.Id.Number,
                Letter(task, now).ToString(CultureInfo.InvariantCulture),
                task.LiveLock(now) is { } held ? Name(names, held.HolderId) : null,
                task.LiveLock(now)?.HolderId,
                task.LiveLock(now) is { } live ? PurposeName(live.Purpose) : null,
                task.LiveLock(now)?.ExpiresAt))],
        };

    private static TaskBoard Of(TaskChanges all, IReadOnlyList<MappingTask> tasks) => new(
        all.Tasks.Count == 0 ? 0 : all.Tasks[^1].Id.Number,
        all.Cursor.ToString(CultureInfo.InvariantCulture),
        ProgressWire.Of(ProjectProgress.Of(tasks.Select(task => task.State))));

    private static string Name(IReadOnlyDictionary<long, Mapper> names, long id) => names.GetValueOrDefault(id)?.Username ?? $"user_{id}";

    private static string PurposeName(LockPurpose purpose) => purpose == LockPurpose.Mapping ? "mapping" : "validation";
}

/// <summary>Who holds a task.</summary>
public sealed record LockWire(int Task, string Holder, long HolderId, string Purpose, DateTimeOffset ExpiresAt);

/// <summary>A task that changed.</summary>
public sealed record ChangeWire(int Task, string State, string? Holder, long? HolderId, string? Purpose, DateTimeOffset? ExpiresAt);

/// <summary>Progress on the wire.</summary>
public sealed record ProgressWire(int Total, int Mapped, int Validated, int BadImagery, int PercentMapped, int PercentValidated)
{
    public static ProgressWire Of(ProjectProgress progress) => new(
        progress.Total, progress.Mapped, progress.Validated, progress.BadImagery, progress.PercentMapped, progress.PercentValidated);
}
