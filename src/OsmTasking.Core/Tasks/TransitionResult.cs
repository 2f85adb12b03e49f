namespace OsmTasking.Core.Tasks;

/// <summary>The answer to a <see cref="TaskCommand"/>. A refusal is an answer, not an exception.</summary>
public abstract record TransitionResult
{
    // Private: the cases below are the whole set, and one switch can cover them.
    private TransitionResult()
    {
    }

    /// <summary>Allowed: write <paramref name="Next"/> with its events if the stored version has not moved.</summary>
    public sealed record Accepted(MappingTask Next, IReadOnlyList<TaskEvent> Events) : TransitionResult;

    /// <summary>Nothing to write: the request is a repetition, or does not concern this task.</summary>
    public sealed record Unchanged : TransitionResult;

    /// <summary>Not allowed.</summary>
    public sealed record Refused(TaskRefusal Refusal) : TransitionResult;
}

/// <summary>Why a command was refused.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Task">The task that stood in the way.</param>
/// <param name="State">Its state.</param>
/// <param name="Holder">Its live lock, if it has one.</param>
public sealed record TaskRefusal(RefusalReason Reason, TaskId Task, TaskState State = TaskState.Ready, TaskLock? Holder = null);

/// <summary>Why a command was refused.</summary>
public enum RefusalReason
{
    /// <summary>There is no such task, or it was split.</summary>
    NoSuchTask,

    /// <summary>Somebody else holds a live lock.</summary>
    HeldByOther,

    /// <summary>The command needs a live lock for this purpose, and nobody holds one.</summary>
    NotLocked,

    /// <summary>The state does not allow this command.</summary>
    WrongState,

    /// <summary>The result is none that this purpose can have.</summary>
    WrongOutcome,

    /// <summary>Mappers do not validate their own work.</summary>
    OwnWork,

    /// <summary>Only the author of the change or a validator may undo it.</summary>
    NotYoursToUndo,

    /// <summary>The mapper holds other tasks, here or in another project.</summary>
    HoldsAnother,

    /// <summary>The task is too small to split.</summary>
    TooSmallToSplit,

    /// <summary>The Idempotency-Key was used for a different request.</summary>
    KeyReused,

    /// <summary>More tasks than one validation set may hold.</summary>
    TooManyTasks,

    /// <summary>Others kept changing the same tasks; try again.</summary>
    Contended,
}
