using System.Diagnostics;

namespace OsmTasking.Core.Tasks;

/// <summary>Decides what a command does to a task: pure, and the only place that knows the rules.</summary>
/// <remarks>
/// The table is that of Tasking Manager v2, with these differences, each on purpose: an expired lock is no lock, to the
/// second and without a sweeper; nothing takes a live lock from its holder, bulk actions included; a mapping lock never
/// turns into a validation lock; a repeated request is recognised and changes nothing; an undo restores the credits
/// of the state it returns to.
/// </remarks>
public static class TaskMachine
{
    /// <summary>Decides.</summary>
    /// <param name="task">The task as read.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="now">The one clock reading of this decision.</param>
    /// <param name="lifetime">How long a new or extended lock lives.</param>
    public static TransitionResult Decide(MappingTask task, TaskCommand command, DateTimeOffset now, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(command);
        if (task.State == TaskState.Split)
        {
            return command is TaskCommand.Split && task.LastStep == new TaskStep(TaskAction.Split, command.MapperId)
                ? new TransitionResult.Unchanged()
                : command is TaskCommand.Bulk or TaskCommand.Revert ? new TransitionResult.Unchanged() : Refuse(task, RefusalReason.NoSuchTask, now);
        }

        return command switch
        {
            TaskCommand.Lock take => Take(task, take, now, lifetime),
            TaskCommand.Stop stop => Release(task, stop.MapperId, stop.Purpose, TaskAction.Stop, null, stop.Note, now),
            TaskCommand.Finish finish => Finish(task, finish, now),
            TaskCommand.Extend extend => Extend(task, extend, now, lifetime),
            TaskCommand.Split split => Split(task, split, now),
            TaskCommand.Undo undo => Undo(task, undo, now),
            TaskCommand.Comment comment => new Step(task, comment.MapperId, now).Comment(comment.Text).Accept(),
            TaskCommand.Bulk bulk => Bulk(task, bulk, now),
            TaskCommand.Revert revert => Revert(task, revert, now),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };
    }

    private static TransitionResult Take(MappingTask task, TaskCommand.Lock take, DateTimeOffset now, TimeSpan lifetime)
    {
        if (task.LiveLock(now) is { } held)
        {
            return held.HolderId != take.MapperId ? Refuse(task, RefusalReason.HeldByOther, now)
                : held.Purpose == take.Purpose ? new TransitionResult.Unchanged()
                : Refuse(task, RefusalReason.HoldsAnother, now);
        }

        var waiting = take.Purpose == LockPurpose.Mapping
            ? task.State is TaskState.Ready or TaskState.Invalidated
            : task.State is TaskState.Mapped or TaskState.Invalidated or TaskState.BadImagery;
        if (!waiting)
        {
            return Refuse(task, RefusalReason.WrongState, now);
        }

        return take.Purpose == LockPurpose.Validation && task.MappedBy == take.MapperId && !take.MayValidateOwn
            ? Refuse(task, RefusalReason.OwnWork, now)
            : new Step(task, take.MapperId, now).Lock(take.Purpose, lifetime).Accept(TaskAction.Lock);
    }

    private static TransitionResult Finish(MappingTask task, TaskCommand.Finish finish, DateTimeOffset now)
    {
        var possible = finish.Purpose == LockPurpose.Mapping
            ? finish.Outcome is TaskState.Mapped or TaskState.BadImagery or TaskState.Ready
            : finish.Outcome is TaskState.Validated or TaskState.Invalidated or TaskState.Mapped or TaskState.BadImagery;
        return Release(task, finish.MapperId, finish.Purpose, TaskAction.Finish, finish.Outcome, finish.Note, now, possible);
    }

    private static TransitionResult Release(
        MappingTask task, long mapperId, LockPurpose purpose, TaskAction action, TaskState? outcome, string? note, DateTimeOffset now, bool possible = true)
    {
        if (task.LiveLock(now) is not { } held || held.Purpose != purpose)
        {
            var repeated = task.Lock is null && task.LastStep == new TaskStep(action, mapperId) && (outcome is null || task.State == outcome);
            return repeated ? new TransitionResult.Unchanged() : Refuse(task, RefusalReason.NotLocked, now);
        }

        if (held.HolderId != mapperId)
        {
            return Refuse(task, RefusalReason.HeldByOther, now);
        }

        if (!possible)
        {
            return Refuse(task, RefusalReason.WrongOutcome, now);
        }

        var step = new Step(task, mapperId, now).Unlock().Comment(note);
        return (outcome is { } state ? step.Become(state) : step).Accept(action);
    }

    private static TransitionResult Extend(MappingTask task, TaskCommand.Extend extend, DateTimeOffset now, TimeSpan lifetime) =>
        task.LiveLock(now) is not { } held ? Refuse(task, RefusalReason.NotLocked, now)
        : held.HolderId != extend.MapperId ? Refuse(task, RefusalReason.HeldByOther, now)
        : new Step(task, extend.MapperId, now).Extend(lifetime).Accept(TaskAction.Extend);

    private static TransitionResult Split(MappingTask task, TaskCommand.Split split, DateTimeOffset now) =>
        task.LiveLock(now) is not { Purpose: LockPurpose.Mapping } held ? Refuse(task, RefusalReason.NotLocked, now)
        : held.HolderId != split.MapperId ? Refuse(task, RefusalReason.HeldByOther, now)
        : new Step(task, split.MapperId, now).Unlock().Become(TaskState.Split).Accept(TaskAction.Split);

    private static TransitionResult Undo(MappingTask task, TaskCommand.Undo undo, DateTimeOffset now)
    {
        if (task.LastStep == new TaskStep(TaskAction.Undo, undo.MapperId))
        {
            // A lost answer is asked for again; walking further back takes another author or validator.
            return new TransitionResult.Unchanged();
        }

        if (task.LiveLock(now) is not null)
        {
            return Refuse(task, RefusalReason.HeldByOther, now);
        }

        if (task.State == TaskState.Ready)
        {
            return Refuse(task, RefusalReason.WrongState, now);
        }

        if (task.LastChange?.ActorId != undo.MapperId && !undo.MayValidate)
        {
            return Refuse(task, RefusalReason.NotYoursToUndo, now);
        }

        var (to, mappedBy, validatedBy) = task.State switch
        {
            TaskState.Validated => (TaskState.Mapped, task.MappedBy, (long?)null),
            TaskState.Invalidated when task.LastChange is { } change => (change.From, change.MappedBy, change.ValidatedBy),
            _ => (TaskState.Ready, null, null),
        };
        return new Step(task, undo.MapperId, now)
            .Comment($"Undo state from {task.State.WireName()} to {to.WireName()}")
            .Become(to, mappedBy, validatedBy)
            .Accept(TaskAction.Undo);
    }

    private static TransitionResult Bulk(MappingTask task, TaskCommand.Bulk bulk, DateTimeOffset now)
    {
        TaskState? to = (bulk.Action, task.State) switch
        {
            (BulkAction.MapAll, TaskState.Ready or TaskState.Invalidated) => TaskState.Mapped,
            (BulkAction.ValidateAll, TaskState.Mapped) => TaskState.Validated,
            (BulkAction.InvalidateAll, TaskState.Validated) => TaskState.Invalidated,
            (BulkAction.ResetBadImagery, TaskState.BadImagery) => TaskState.Ready,
            (BulkAction.ResetAll, not TaskState.Ready) => TaskState.Ready,
            _ => null,
        };
        if (to is not { } next || task.LiveLock(now) is not null)
        {
            return new TransitionResult.Unchanged();
        }

        var step = new Step(task, bulk.MapperId, now);
        return (bulk.Action switch
        {
            BulkAction.ValidateAll => step.Become(next, task.MappedBy ?? bulk.MapperId, bulk.MapperId),
            BulkAction.ResetAll or BulkAction.ResetBadImagery => step.Become(next, null, null),
            _ => step.Become(next),
        }).Accept(TaskAction.Bulk);
    }

    private static TransitionResult Revert(MappingTask task, TaskCommand.Revert revert, DateTimeOffset now)
    {
        var theirs = revert.State == TaskState.Validated ? task.ValidatedBy : task.MappedBy;
        if (task.State != revert.State || theirs != revert.UserId || task.LiveLock(now) is not null)
        {
            return new TransitionResult.Unchanged();
        }

        var step = new Step(task, revert.MapperId, now);
        return (revert.State == TaskState.Validated ? step.Become(TaskState.Mapped, task.MappedBy, null) : step.Become(TaskState.Ready, null, null))
            .Accept(TaskAction.Revert);
    }

    private static TransitionResult.Refused Refuse(MappingTask task, RefusalReason reason, DateTimeOffset now) =>
        new(new TaskRefusal(reason, task.Id, task.State, task.LiveLock(now)));
}
