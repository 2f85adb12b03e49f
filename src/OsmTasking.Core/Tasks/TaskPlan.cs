namespace OsmTasking.Core.Tasks;

/// <summary>What a whole request comes to, decided from one reading of the store. Pure.</summary>
internal abstract record TaskPlan
{
    private TaskPlan()
    {
    }

    /// <summary>Write this, then answer with these tasks.</summary>
    internal sealed record Write(TaskWrite What, IReadOnlyList<MappingTask> Tasks) : TaskPlan;

    /// <summary>Nothing to write: answer with these tasks.</summary>
    internal sealed record Settled(IReadOnlyList<MappingTask> Tasks) : TaskPlan;

    /// <summary>Refuse.</summary>
    internal sealed record Refuse(TaskRefusal Refusal) : TaskPlan;

    /// <summary>Decides every order; one refusal refuses all.</summary>
    /// <param name="request">The request; its orders are complete.</param>
    /// <param name="tasks">The tasks it names, as read.</param>
    /// <param name="lease">The mapper's lease, as read.</param>
    /// <param name="now">The one clock reading of this decision.</param>
    /// <param name="options">How long locks live.</param>
    internal static TaskPlan Make(TaskRequest request, IReadOnlyList<MappingTask> tasks, MapperLease lease, DateTimeOffset now, TaskLockOptions options)
    {
        var byNumber = tasks.ToDictionary(task => task.Id.Number);
        var next = new List<MappingTask>();
        var events = new List<TaskEvent>();
        var unchanged = new List<MappingTask>();
        foreach (var (number, command) in request.Orders)
        {
            if (!byNumber.TryGetValue(number, out var task))
            {
                return new Refuse(new TaskRefusal(RefusalReason.NoSuchTask, new TaskId(request.ProjectId, number)));
            }

            switch (TaskMachine.Decide(task, command, now, options.Lifetime))
            {
                case TransitionResult.Accepted accepted:
                    next.Add(accepted.Next);
                    events.AddRange(accepted.Events);
                    break;
                case TransitionResult.Refused refused:
                    return new Refuse(refused.Refusal);
                default:
                    unchanged.Add(task);
                    break;
            }
        }

        var holding = LeaseAfter(request, lease, next, now, options, out var refusal);
        if (refusal is { } reason)
        {
            return new Refuse(new TaskRefusal(reason, new TaskId(request.ProjectId, request.Orders[0].Number)));
        }

        var answer = request.ForAll is null ? next.Concat(unchanged) : next;
        var sorted = answer.OrderBy(task => task.Id.Number).ToList();
        return next.Count == 0
            ? new Settled(sorted)
            : new Write(new TaskWrite(request.ProjectId, next, events) { Lease = holding }, sorted);
    }

    private static MapperLease? LeaseAfter(
        TaskRequest request, MapperLease lease, List<MappingTask> next, DateTimeOffset now, TaskLockOptions options, out RefusalReason? refusal)
    {
        refusal = null;
        if (request.Orders.Count == 0)
        {
            return null;
        }

        var numbers = request.Orders.Select(order => order.Number).Order().ToList();
        switch (request.Orders[0].Command)
        {
            case TaskCommand.Lock take:
                if (numbers.Count > (take.Purpose == LockPurpose.Mapping ? 1 : options.MaxValidationSet))
                {
                    refusal = RefusalReason.TooManyTasks;
                    return null;
                }

                var same = LeaseRules.IsSame(lease, request.ProjectId, take.Purpose, numbers);
                refusal = lease.IsLive(now) && !same ? RefusalReason.HoldsAnother : null;
                return next.Count > 0 ? LeaseRules.Take(lease, request.ProjectId, take.Purpose, numbers, now + options.Lifetime) : null;
            case TaskCommand.Stop or TaskCommand.Finish or TaskCommand.Split when lease.ProjectId == request.ProjectId && next.Count > 0:
                return LeaseRules.Release(lease, [.. next.Select(task => task.Id.Number)]);
            case TaskCommand.Extend when next.Count > 0:
                return LeaseRules.Extend(lease, now + options.Lifetime);
            default:
                return null;
        }
    }
}
