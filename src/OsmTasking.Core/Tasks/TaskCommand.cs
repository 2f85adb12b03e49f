namespace OsmTasking.Core.Tasks;

/// <summary>What somebody wants to do with a task. Whether they may is <see cref="Access.AccessPolicy"/>'s question.</summary>
public abstract record TaskCommand
{
    // Private: the cases below are the whole set, and one switch can cover them.
    private TaskCommand(long mapperId) => MapperId = mapperId;

    /// <summary>Gets who asks.</summary>
    public long MapperId { get; init; }

    /// <summary>Take a task to map or validate it.</summary>
    /// <param name="MapperId">Who asks.</param>
    /// <param name="Purpose">What for.</param>
    /// <param name="MayValidateOwn">Whether the mapper may validate what they mapped themselves.</param>
    public sealed record Lock(long MapperId, LockPurpose Purpose, bool MayValidateOwn = false) : TaskCommand(MapperId);

    /// <summary>Give a task back as it was.</summary>
    public sealed record Stop(long MapperId, LockPurpose Purpose, string? Note = null) : TaskCommand(MapperId);

    /// <summary>Give a task back with a result.</summary>
    public sealed record Finish(long MapperId, LockPurpose Purpose, TaskState Outcome, string? Note = null) : TaskCommand(MapperId);

    /// <summary>Hold a task for another lifetime.</summary>
    public sealed record Extend(long MapperId) : TaskCommand(MapperId);

    /// <summary>Cut a held task into smaller ones.</summary>
    public sealed record Split(long MapperId) : TaskCommand(MapperId);

    /// <summary>Take back the newest change of state.</summary>
    /// <param name="MapperId">Who asks.</param>
    /// <param name="MayValidate">Whether the mapper may validate in this project: only then may they undo others' work.</param>
    public sealed record Undo(long MapperId, bool MayValidate) : TaskCommand(MapperId);

    /// <summary>Say something about a task.</summary>
    public sealed record Comment(long MapperId, string Text) : TaskCommand(MapperId);

    /// <summary>Move every task that can be moved. Tasks with a live lock are left alone.</summary>
    public sealed record Bulk(long MapperId, BulkAction Action) : TaskCommand(MapperId);

    /// <summary>Take back one user's validations, or their verdicts of bad imagery.</summary>
    /// <param name="MapperId">Who asks; the history names them, not the user.</param>
    /// <param name="UserId">Whose results are taken back.</param>
    /// <param name="State"><see cref="TaskState.Validated"/> or <see cref="TaskState.BadImagery"/>.</param>
    public sealed record Revert(long MapperId, long UserId, TaskState State) : TaskCommand(MapperId);
}

/// <summary>What a project manager can do with all tasks at once.</summary>
public enum BulkAction
{
    /// <summary>Ready and invalidated tasks become mapped.</summary>
    MapAll,

    /// <summary>Mapped tasks become validated.</summary>
    ValidateAll,

    /// <summary>Validated tasks become invalidated.</summary>
    InvalidateAll,

    /// <summary>Tasks of bad imagery become ready.</summary>
    ResetBadImagery,

    /// <summary>Every task becomes ready.</summary>
    ResetAll,
}
