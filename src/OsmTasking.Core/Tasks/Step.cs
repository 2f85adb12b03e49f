namespace OsmTasking.Core.Tasks;

/// <summary>One transition being put together: the task as it becomes, and the lines its history gains.</summary>
internal sealed class Step
{
    private readonly MappingTask _before;
    private readonly long _actor;
    private readonly DateTimeOffset _now;
    private readonly List<TaskEvent> _events = [];
    private MappingTask _next;

    internal Step(MappingTask task, long actor, DateTimeOffset now)
    {
        (_before, _actor, _now) = (task, actor, now);
        _next = task with { Version = task.Version + 1, ChangedAt = now };
        if (task.Lock is { } expired && !expired.IsLive(now))
        {
            var kind = expired.Purpose == LockPurpose.Mapping ? TaskEventKind.AutoUnlockedForMapping : TaskEventKind.AutoUnlockedForValidation;
            Add(kind, expired.ExpiresAt, expired.HolderId, held: expired.ExpiresAt - expired.Since);
            _next = _next with { Lock = null };
        }
    }

    internal Step Lock(LockPurpose purpose, TimeSpan lifetime)
    {
        Add(purpose == LockPurpose.Mapping ? TaskEventKind.LockedForMapping : TaskEventKind.LockedForValidation, _now, _actor);
        _next = _next with { Lock = new TaskLock(_actor, purpose, _now, _now + lifetime) };
        return this;
    }

    internal Step Extend(TimeSpan lifetime)
    {
        var held = _next.Lock!;
        Add(held.Purpose == LockPurpose.Mapping ? TaskEventKind.ExtendedForMapping : TaskEventKind.ExtendedForValidation, _now, _actor);
        _next = _next with { Lock = held with { ExpiresAt = _now + lifetime } };
        return this;
    }

    internal Step Unlock()
    {
        Add(TaskEventKind.Unlocked, _now, _actor, held: _now - _next.Lock!.Since);
        _next = _next with { Lock = null };
        return this;
    }

    internal Step Comment(string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Add(TaskEventKind.Comment, _now, _actor, text: text);
        }

        return this;
    }

    /// <summary>Changes the state and credits whoever earns it.</summary>
    internal Step Become(TaskState state) => state switch
    {
        TaskState.Mapped when _before.LiveLock(_now)?.Purpose != LockPurpose.Validation => Become(state, _actor, null),
        TaskState.BadImagery when _before.LiveLock(_now)?.Purpose != LockPurpose.Validation => Become(state, _actor, null),
        TaskState.Validated => Become(state, _before.MappedBy, _actor),
        TaskState.Invalidated => Become(state, null, null),
        _ => Become(state, _before.MappedBy, _before.ValidatedBy),
    };

    internal Step Become(TaskState state, long? mappedBy, long? validatedBy)
    {
        Add(TaskEventKind.StateChange, _now, _actor, state);
        _next = _next with
        {
            State = state,
            MappedBy = mappedBy,
            ValidatedBy = validatedBy,
            LastChange = new StateChange(_actor, _before.State, _before.MappedBy, _before.ValidatedBy),
        };
        return this;
    }

    /// <param name="action">What the mapper did; null for a comment, which repeats freely.</param>
    internal TransitionResult.Accepted Accept(TaskAction? action = null) =>
        new(action is { } done ? _next with { LastStep = new TaskStep(done, _actor) } : _next, _events);

    private void Add(TaskEventKind kind, DateTimeOffset at, long actor, TaskState? state = null, TimeSpan? held = null, string? text = null) =>
        _events.Add(new TaskEvent(_before.Id, _next.Version, _events.Count, kind, at, actor) { State = state, Held = held, Text = text });
}
