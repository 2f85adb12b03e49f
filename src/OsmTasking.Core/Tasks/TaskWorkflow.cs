namespace OsmTasking.Core.Tasks;

/// <summary>Carries requests through: reads, lets <see cref="TaskMachine"/> decide, writes once, and decides anew when another writer was first.</summary>
public sealed class TaskWorkflow(ITaskStore store, TimeProvider time, TaskLockOptions options)
{
    /// <summary>Executes a request.</summary>
    /// <exception cref="StoreException">The store failed; whether the request happened is not known. Repeat it with the same key.</exception>
    public ValueTask<WorkflowResult> ExecuteAsync(TaskRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{store} {time} {options} {request} {cancellationToken}");
}
