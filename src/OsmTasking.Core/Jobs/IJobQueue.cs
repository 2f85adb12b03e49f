namespace OsmTasking.Core.Jobs;

/// <summary>Tells workers that a job waits, so that they need not ask all the time. It may forget everything at any moment.</summary>
/// <remarks>Nothing here throws for want of a server: an announcement that is lost costs the time until the next poll, never a job.</remarks>
public interface IJobQueue
{
    /// <summary>Says that a job waits. Call it after the store has taken the job.</summary>
    ValueTask AnnounceAsync(JobQueueName queue, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Waits for an announcement; one announcement ends one wait.</summary>
    /// <param name="queues">The queues to listen to.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether there was an announcement. Either way the store knows better: ask it.</returns>
    ValueTask<bool> WaitAsync(IReadOnlyList<JobQueueName> queues, TimeSpan atMost, CancellationToken cancellationToken = default);
}

/// <summary>Knows which workers are alive. It decides nothing: leases do.</summary>
public interface IWorkerRegistry
{
    /// <summary>Says that a worker is alive. Repeat it every few seconds; silence of <paramref name="lifetime"/> removes it.</summary>
    ValueTask BeatAsync(WorkerPresence worker, TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Takes a worker off the list.</summary>
    ValueTask LeaveAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Lists the workers that are alive, by name; those of this process only where there is no common registry.</summary>
    ValueTask<IReadOnlyList<WorkerPresence>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>A worker process.</summary>
/// <param name="Name">Its name; those of its slots begin with it.</param>
/// <param name="StartedAt">When it started, on its own clock.</param>
/// <param name="Slots">How many jobs it runs at once.</param>
/// <param name="Running">The jobs it runs.</param>
public sealed record WorkerPresence(string Name, DateTimeOffset StartedAt, int Slots, IReadOnlyList<Guid> Running);
