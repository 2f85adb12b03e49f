namespace OsmTasking.Core.Tasks;

/// <summary>What one request asks of tasks of one project: all of it happens, or none.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="Orders">A command a task; empty for "every task", see <see cref="ForAll"/>.</param>
public sealed record TaskRequest(long ProjectId, IReadOnlyList<TaskOrder> Orders)
{
    /// <summary>Gets the caller's Idempotency-Key, 1 to 200 characters; null when the request has none.</summary>
    public string? Key { get; init; }

    /// <summary>Gets the command for every task of the project.</summary>
    public TaskCommand? ForAll { get; init; }

    /// <summary>One command for one task.</summary>
    public static TaskRequest For(TaskId task, TaskCommand command) => new(task.ProjectId, [new TaskOrder(task.Number, command)]);

    /// <summary>One command for several tasks.</summary>
    public static TaskRequest For(long projectId, IEnumerable<int> numbers, TaskCommand command) =>
        new(projectId, [.. numbers.Distinct().Select(number => new TaskOrder(number, command))]);

    /// <summary>One command for every task of a project.</summary>
    public static TaskRequest All(long projectId, TaskCommand command) => new(projectId, []) { ForAll = command };
}

/// <summary>A command for a task.</summary>
public sealed record TaskOrder(int Number, TaskCommand Command);

/// <summary>What became of a <see cref="TaskRequest"/>.</summary>
public abstract record WorkflowResult
{
    private WorkflowResult()
    {
    }

    /// <summary>Done, and on disk.</summary>
    /// <param name="Tasks">The tasks as this request left them, by ascending number (after a split: the new tasks). For "every task", those that moved.</param>
    /// <param name="Replayed">Whether the request was a repetition and this is the first one's answer.</param>
    public sealed record Done(IReadOnlyList<MappingTask> Tasks, bool Replayed) : WorkflowResult;

    /// <summary>Not done; nothing was written.</summary>
    public sealed record Refused(TaskRefusal Refusal) : WorkflowResult;
}
