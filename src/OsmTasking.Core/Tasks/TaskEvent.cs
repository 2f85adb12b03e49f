namespace OsmTasking.Core.Tasks;

/// <summary>One line of a task's history. Lines are only ever added.</summary>
/// <param name="Task">The task.</param>
/// <param name="Version">The version of the task that this event made.</param>
/// <param name="Ordinal">The order within that version, from 0.</param>
/// <param name="Kind">What happened.</param>
/// <param name="At">When.</param>
/// <param name="ActorId">Who did it; for an expiry, who had held the lock.</param>
public sealed record TaskEvent(TaskId Task, long Version, int Ordinal, TaskEventKind Kind, DateTimeOffset At, long ActorId)
{
    /// <summary>Gets the new state of a <see cref="TaskEventKind.StateChange"/>.</summary>
    public TaskState? State { get; init; }

    /// <summary>Gets how long the lock was held, for <see cref="TaskEventKind.Unlocked"/> and expiries.</summary>
    public TimeSpan? Held { get; init; }

    /// <summary>Gets the words of a comment, as written: plain text, never HTML.</summary>
    public string? Text { get; init; }

    /// <summary>Gets the store's number for this event, unique within the store; 0 until it is written.</summary>
    public long Sequence { get; init; }
}

/// <summary>What happened; 1 to 8 are Tasking Manager's numbers.</summary>
public enum TaskEventKind
{
    /// <summary>A lock to map was taken.</summary>
    LockedForMapping = 1,

    /// <summary>A lock to validate was taken.</summary>
    LockedForValidation = 2,

    /// <summary>The state changed.</summary>
    StateChange = 3,

    /// <summary>Somebody said something.</summary>
    Comment = 4,

    /// <summary>A lock to map had expired (noted when the next step found it).</summary>
    AutoUnlockedForMapping = 5,

    /// <summary>A lock to validate had expired (noted when the next step found it).</summary>
    AutoUnlockedForValidation = 6,

    /// <summary>A lock to map was extended.</summary>
    ExtendedForMapping = 7,

    /// <summary>A lock to validate was extended.</summary>
    ExtendedForValidation = 8,

    /// <summary>A lock was given back.</summary>
    Unlocked = 9,
}
