namespace OsmTasking.Core.Jobs;

/// <summary>A piece of work, as the store keeps it. The row is the authority: whatever else speaks of jobs only hints at it.</summary>
/// <param name="Id">Its id, chosen by whoever asks, so that asking twice makes one job. Hard to guess: links carry it.</param>
/// <param name="Kind">Which handler does it; 1 to 100 characters.</param>
/// <param name="Payload">What the handler needs, in its own notation (usually JSON).</param>
public sealed record Job(Guid Id, string Kind, string Payload)
{
    /// <summary>Gets the queue.</summary>
    public JobQueueName Queue { get; init; }

    /// <summary>Gets its rank within the queue, −100 to 100; the higher comes first, then the older.</summary>
    public int Priority { get; init; }

    /// <summary>Gets what equal requests have in common (see <see cref="JobRequestKey"/>); null for a job that is nobody else's answer.</summary>
    public string? RequestKey { get; init; }

    /// <summary>Gets whose quota it counts against, such as <c>user:42</c>; null for nobody's.</summary>
    public string? Owner { get; init; }

    /// <summary>Gets where it stands.</summary>
    public JobState State { get; init; }

    /// <summary>Gets the number of the last claim, 0 before the first. It only grows: the fence that a stale worker runs into.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets how many attempts failed or fell silent.</summary>
    public int Failures { get; init; }

    /// <summary>Gets how many failures it is given; the last one makes it <see cref="JobState.Dead"/>.</summary>
    public int MaxAttempts { get; init; } = NewJob.DefaultMaxAttempts;

    /// <summary>Gets when it was asked for, on the store's clock like all times of a job.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets from when a worker may take it: while queued the time of its turn, while running the end of the lease.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Gets when the last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended, whichever way.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Gets who had the last attempt.</summary>
    public string? Worker { get; init; }

    /// <summary>Gets how much is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Gets what is being done, in a few words.</summary>
    public string? Stage { get; init; }

    /// <summary>Gets the result of a job that succeeded, in the handler's notation.</summary>
    public string? Result { get; init; }

    /// <summary>Gets what went wrong last, in words fit for whoever asked.</summary>
    public string? Error { get; init; }

    /// <summary>Gets a value indicating whether nothing will happen to it any more.</summary>
    public bool IsOver => State is JobState.Succeeded or JobState.Dead or JobState.Cancelled;

    /// <summary>Gets the right to report on the present attempt.</summary>
    public JobTicket Ticket => new(Id, Attempt);
}

/// <summary>One attempt at a job: what a worker shows when it reports. Worthless as soon as another attempt begins.</summary>
/// <param name="Id">The job.</param>
/// <param name="Attempt">The number of the claim.</param>
public readonly record struct JobTicket(Guid Id, int Attempt)
{
    /// <summary>Gets a name for what this attempt writes: no other attempt ever has it, so none overwrites another's.</summary>
    public string OutputName => $"{Id:N}-{Attempt}";
}
