namespace OsmTasking.Core.Jobs;

/// <summary>Keeps jobs, and is the only authority on them. Safe for use by many threads and many processes at once.</summary>
/// <remarks>
/// The rules are those of <see cref="JobMachine"/>. Durations go in and instants come out: only the store's own clock
/// judges a lease (PostgreSQL's in PostgreSQL), so hosts whose clocks disagree take nothing from each other. Every method
/// throws <see cref="StoreException"/> when the store itself fails, and <see cref="OperationCanceledException"/> when the token
/// fires first; whether a write then happened is not known. Enqueueing, completing and cancelling may be repeated.
/// </remarks>
public interface IJobStore
{
    /// <summary>Adds a job, unless an equal request has one or the owner has too many.</summary>
    /// <exception cref="ArgumentException">A field of the request is out of its range.</exception>
    ValueTask<EnqueueResult> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default);

    /// <summary>Returns a job, or <see langword="null"/>.</summary>
    ValueTask<Job?> FindAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Takes the job whose turn it is, for as long as the lease lives; no two callers ever get the same attempt.</summary>
    /// <returns>The job, <see cref="JobState.Running"/>; or <see langword="null"/> when nothing is due.</returns>
    ValueTask<Job?> ClaimAsync(JobClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Takes back what an earlier claim of this worker gave in an answer that was lost. Only for a worker that holds nothing.</summary>
    /// <returns>The job under a new attempt, or <see langword="null"/>.</returns>
    ValueTask<Job?> ResumeAsync(JobClaim claim, CancellationToken cancellationToken = default);

    /// <summary>Looks whether the attempt still holds, without writing.</summary>
    ValueTask<bool> HoldsAsync(JobTicket ticket, CancellationToken cancellationToken = default);

    /// <summary>Begins the lease anew and notes progress.</summary>
    /// <returns><see langword="false"/> when the attempt no longer holds: stop, and discard the output.</returns>
    ValueTask<bool> HeartbeatAsync(JobTicket ticket, TimeSpan lease, double progress, string? stage, CancellationToken cancellationToken = default);

    /// <summary>Publishes the result and ends the job, in one write.</summary>
    /// <returns><see langword="false"/> when the attempt no longer holds: nothing was published; discard the output.</returns>
    ValueTask<bool> CompleteAsync(JobTicket ticket, string result, CancellationToken cancellationToken = default);

    /// <summary>Counts a failure. The job waits for its next attempt, or dies.</summary>
    /// <param name="ticket">The attempt.</param>
    /// <param name="error">What went wrong, in words fit for whoever asked.</param>
    /// <param name="retryAfter">When to try again; <see langword="null"/> when trying again cannot help.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="false"/> when the attempt no longer holds.</returns>
    ValueTask<bool> FailAsync(JobTicket ticket, string error, TimeSpan? retryAfter, CancellationToken cancellationToken = default);

    /// <summary>Gives a job back untouched; the next worker may take it at once.</summary>
    ValueTask<bool> ReleaseAsync(JobTicket ticket, CancellationToken cancellationToken = default);

    /// <summary>Calls a job off, whether it waits or runs.</summary>
    /// <returns><see langword="true"/> if it is cancelled now; <see langword="false"/> when it had ended already, or there is none.</returns>
    ValueTask<bool> CancelAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Puts a dead or cancelled job back into its queue, with all its attempts.</summary>
    /// <returns><see langword="false"/> when it is neither, or an equal request has a job of its own by now.</returns>
    ValueTask<bool> RequeueAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>Cancels everything that waits in a queue.</summary>
    /// <returns>How many jobs that were.</returns>
    ValueTask<int> PurgeAsync(JobQueueName queue, CancellationToken cancellationToken = default);

    /// <summary>Lists jobs: what waits or runs in the order of its turn, what is over newest first.</summary>
    ValueTask<IReadOnlyList<Job>> ListAsync(JobQuery query, CancellationToken cancellationToken = default);

    /// <summary>Counts jobs by queue and state. States that no job is in are left out.</summary>
    ValueTask<IReadOnlyList<JobCount>> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes jobs that ended long ago; the same request then runs anew.</summary>
    /// <param name="age">How long ago they ended, at least.</param>
    /// <param name="most">How many to remove at the most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was removed, so that its output can be removed too.</returns>
    ValueTask<IReadOnlyList<Job>> RemoveAsync(TimeSpan age, int most, CancellationToken cancellationToken = default);
}

/// <summary>What a worker asks for.</summary>
/// <param name="Worker">Its name: unique among all that run and ever ran, one for each slot.</param>
/// <param name="Queues">The queues it serves.</param>
/// <param name="Kinds">The kinds it can do.</param>
/// <param name="Lease">How long it may be silent, 0 or more.</param>
public sealed record JobClaim(string Worker, IReadOnlyList<JobQueueName> Queues, IReadOnlyList<string> Kinds, TimeSpan Lease);

/// <summary>Which jobs to list.</summary>
/// <param name="States">Their states.</param>
public sealed record JobQuery(IReadOnlyList<JobState> States)
{
    /// <summary>Gets the queue, or null for both.</summary>
    public JobQueueName? Queue { get; init; }

    /// <summary>Gets the owner, or null for all.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets how many to pass over.</summary>
    public int Skip { get; init; }

    /// <summary>Gets how many to return at the most.</summary>
    public int Take { get; init; } = 100;

    /// <summary>Gets a value indicating whether to read payloads, which may be long; without it they are empty.</summary>
    public bool WithPayload { get; init; }
}

/// <summary>How many jobs of a queue are in a state.</summary>
public sealed record JobCount(JobQueueName Queue, JobState State, long Count);
