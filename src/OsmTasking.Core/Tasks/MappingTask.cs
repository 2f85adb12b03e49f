namespace OsmTasking.Core.Tasks;

/// <summary>One piece of the work, without its shape (see <see cref="TaskOutline"/>).</summary>
/// <param name="Id">Project and number.</param>
/// <param name="State">How far it has come.</param>
public sealed record MappingTask(TaskId Id, TaskState State)
{
    /// <summary>Gets the lock; it may have expired: ask <see cref="LiveLock"/>.</summary>
    public TaskLock? Lock { get; init; }

    /// <summary>Gets the number of accepted transitions plus one. Every write raises it by one.</summary>
    public long Version { get; init; } = 1;

    /// <summary>Gets who is credited with the mapping.</summary>
    public long? MappedBy { get; init; }

    /// <summary>Gets who is credited with the validation.</summary>
    public long? ValidatedBy { get; init; }

    /// <summary>Gets the number of the task this one was cut from.</summary>
    public int? Parent { get; init; }

    /// <summary>Gets when anything about the task last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Gets the newest change of state: what an undo takes back.</summary>
    public StateChange? LastChange { get; init; }

    /// <summary>Gets the newest accepted step other than a comment: how a repeated request is recognised.</summary>
    public TaskStep? LastStep { get; init; }

    /// <summary>Returns the lock if it holds at <paramref name="now"/>; an expired lock is none.</summary>
    public TaskLock? LiveLock(DateTimeOffset now) => Lock is { } held && held.IsLive(now) ? held : null;
}

/// <summary>What a task was before its newest change of state, and who changed it.</summary>
public sealed record StateChange(long ActorId, TaskState From, long? MappedBy, long? ValidatedBy);

/// <summary>Which kind of command a mapper last brought through.</summary>
public sealed record TaskStep(TaskAction Action, long ActorId);

/// <summary>The kinds of commands.</summary>
public enum TaskAction
{
    /// <summary><see cref="TaskCommand.Lock"/>.</summary>
    Lock = 1,

    /// <summary><see cref="TaskCommand.Stop"/>.</summary>
    Stop = 2,

    /// <summary><see cref="TaskCommand.Finish"/>.</summary>
    Finish = 3,

    /// <summary><see cref="TaskCommand.Extend"/>.</summary>
    Extend = 4,

    /// <summary><see cref="TaskCommand.Split"/>.</summary>
    Split = 5,

    /// <summary><see cref="TaskCommand.Undo"/>.</summary>
    Undo = 6,

    /// <summary><see cref="TaskCommand.Bulk"/>.</summary>
    Bulk = 7,

    /// <summary><see cref="TaskCommand.Revert"/>.</summary>
    Revert = 8,
}
