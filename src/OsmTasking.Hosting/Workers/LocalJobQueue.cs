using System.Collections.Concurrent;
using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>Wakes the workers of this process alone. Those of others find the job when they next ask the store.</summary>
/// <param name="time">The clock of the wait.</param>
public sealed class LocalJobQueue(TimeProvider time) : IJobQueue
{
    private readonly WakeCalls _calls = new();

    /// <inheritdoc/>
    public ValueTask AnnounceAsync(JobQueueName queue, Guid id, CancellationToken cancellationToken = default)
    {
        _calls.Call(queue);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> WaitAsync(IReadOnlyList<JobQueueName> queues, TimeSpan atMost, CancellationToken cancellationToken = default) =>
        _calls.WaitAsync(queues, atMost, time, cancellationToken);
}

/// <summary>Knows the workers of this process alone.</summary>
/// <param name="time">The clock by which silence is measured.</param>
public sealed class LocalWorkerRegistry(TimeProvider time) : IWorkerRegistry
{
    private readonly ConcurrentDictionary<string, (WorkerPresence Worker, long Since, TimeSpan Lifetime)> _workers = new();

    /// <inheritdoc/>
    public ValueTask BeatAsync(WorkerPresence worker, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(worker);
        _workers[worker.Name] = (worker, time.GetTimestamp(), lifetime);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask LeaveAsync(string name, CancellationToken cancellationToken = default)
    {
        _workers.TryRemove(name, out _);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<WorkerPresence>> ListAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<WorkerPresence>>(
            [.. _workers.Values.Where(entry => time.GetElapsedTime(entry.Since) < entry.Lifetime).Select(entry => entry.Worker).OrderBy(worker => worker.Name, StringComparer.Ordinal)]);
}
