using OsmTasking.Core.Projects;

namespace OsmTasking.Core.Tasks;

/// <summary>
/// Carries requests through: reads, lets <see cref="TaskMachine"/> decide, writes once, and decides anew when another
/// writer was first.
/// </summary>
public sealed class TaskWorkflow
{
    /// <summary>How often a request is decided anew before it gives up: only a storm of writes to the same tasks gets there.</summary>
    private const int MaxAttempts = 32;

    private readonly ITaskStore _store;
    private readonly TimeProvider _time;
    private readonly TaskLockOptions _options;
    private readonly IProjectStore? _projects;

    /// <summary>Creates a workflow over a store.</summary>
    /// <param name="store">Where tasks are kept.</param>
    /// <param name="time">The clock; one reading serves each decision.</param>
    /// <param name="options">How long locks live.</param>
    /// <param name="projects">Where projects are kept: with it, a tile at the border that was not clipped splits into those quarters only that hold a part of the project's area.</param>
    public TaskWorkflow(ITaskStore store, TimeProvider time, TaskLockOptions options, IProjectStore? projects = null) => (_store, _time, _options, _projects) = (store, time, options, projects);

    /// <summary>Executes a request: all of it, or nothing.</summary>
    /// <exception cref="StoreException">The store failed; whether the request happened is not known. Repeat it with the same key.</exception>
    public async ValueTask<WorkflowResult> ExecuteAsync(TaskRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Orders.Count == 0 && request.ForAll is null)
        {
            return new WorkflowResult.Done([], Replayed: false);
        }

        var command = request.ForAll ?? request.Orders[0].Command;
        using var activity = TaskDiagnostics.Source.StartActivity("task.request");
        return TaskDiagnostics.Record(command, await CarryThroughAsync(request, command.MapperId, cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<WorkflowResult> CarryThroughAsync(TaskRequest request, long mapperId, CancellationToken cancellationToken)
    {
        var fingerprint = request.Key is null ? string.Empty : TaskAnswer.Fingerprint(request);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (request.Key is { } key && await _store.AnswerAsync(request.ProjectId, mapperId, key, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                return stored.Fingerprint == fingerprint
                    ? new WorkflowResult.Done(TaskAnswer.Read(stored.Answer), Replayed: true)
                    : new WorkflowResult.Refused(new TaskRefusal(RefusalReason.KeyReused, new TaskId(request.ProjectId, 0)));
            }

            switch (await PlanAsync(request, mapperId, cancellationToken).ConfigureAwait(false))
            {
                case TaskPlan.Refuse(var refusal):
                    return new WorkflowResult.Refused(refusal);
                case TaskPlan.Settled(var tasks):
                    return new WorkflowResult.Done(tasks, Replayed: true);
                case TaskPlan.Write(var write, var answer):
                    var once = request.Key is null ? null : new StoredAnswer(mapperId, request.Key, fingerprint, TaskAnswer.Write(answer));
                    if (await _store.WriteAsync(write with { Once = once }, cancellationToken).ConfigureAwait(false) == WriteResult.Written)
                    {
                        return new WorkflowResult.Done(answer, Replayed: false);
                    }

                    TaskDiagnostics.RecordConflict();
                    break;
            }
        }

        return new WorkflowResult.Refused(new TaskRefusal(RefusalReason.Contended, new TaskId(request.ProjectId, request.Orders.Count > 0 ? request.Orders[0].Number : 0)));
    }

    private async ValueTask<TaskPlan> PlanAsync(TaskRequest request, long mapperId, CancellationToken cancellationToken)
    {
        var lease = await _store.LeaseAsync(mapperId, cancellationToken).ConfigureAwait(false);
        var whole = Complete(request, lease);
        var numbers = whole.ForAll is null ? whole.Orders.Select(order => order.Number).ToList() : null;
        var tasks = await _store.ReadAsync(request.ProjectId, numbers, cancellationToken).ConfigureAwait(false);
        if (whole.ForAll is { } command)
        {
            whole = whole with { Orders = [.. tasks.Select(task => new TaskOrder(task.Id.Number, command))] };
        }

        // The clock is read after the tasks, so a lock never looks older than it is.
        var plan = TaskPlan.Make(whole, tasks, lease, _time.GetUtcNow(), _options);
        return whole.Orders is [{ Command: TaskCommand.Split split }]
            ? await SplitAsync(split, plan, tasks, cancellationToken).ConfigureAwait(false)
            : plan;
    }

    /// <summary>A lease is extended whole: its locks end together.</summary>
    private static TaskRequest Complete(TaskRequest request, MapperLease lease)
    {
        if (request.Orders is not [{ Command: TaskCommand.Extend extend }, ..] || lease.ProjectId != request.ProjectId)
        {
            return request;
        }

        var named = request.Orders.Select(order => order.Number).ToHashSet();
        return lease.Tasks.Any(named.Contains)
            ? request with { Orders = [.. request.Orders, .. lease.Tasks.Where(number => !named.Contains(number)).Select(number => new TaskOrder(number, extend))] }
            : request;
    }

    private async ValueTask<TaskPlan> SplitAsync(TaskCommand.Split split, TaskPlan plan, IReadOnlyList<MappingTask> tasks, CancellationToken cancellationToken)
    {
        switch (plan)
        {
            case TaskPlan.Settled:
                var all = await _store.ReadAsync(tasks[0].Id.ProjectId, null, cancellationToken).ConfigureAwait(false);
                return new TaskPlan.Settled([.. all.Where(task => task.Parent == tasks[0].Id.Number)]);
            case TaskPlan.Write write:
                var parent = tasks[0];
                await foreach (var outline in _store.OutlinesAsync(parent.Id.ProjectId, [parent.Id.Number], cancellationToken).ConfigureAwait(false))
                {
                    var last = await _store.LastNumberAsync(parent.Id.ProjectId, cancellationToken).ConfigureAwait(false);
                    var project = outline.IsSquare && _projects is not null ? await _projects.FindAsync(parent.Id.ProjectId, cancellationToken).ConfigureAwait(false) : null;
                    return TaskDivision.Apply(write, parent, outline, project?.Area, last, split.MapperId);
                }

                return new TaskPlan.Refuse(new TaskRefusal(RefusalReason.NoSuchTask, parent.Id));
            default:
                return plan;
        }
    }
}
