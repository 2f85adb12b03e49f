namespace OsmTasking.Core.Jobs;

/// <summary>What can be asked of a job.</summary>
public abstract record JobCommand
{
    private JobCommand()
    {
    }

    /// <summary>A worker takes it, for as long as the lease lives.</summary>
    public sealed record Claim(string Worker, TimeSpan Lease) : JobCommand;

    /// <summary>A worker takes back what it was given in an answer that never reached it. That is nobody's failure.</summary>
    public sealed record Resume(string Worker, TimeSpan Lease) : JobCommand;

    /// <summary>The worker is alive: the lease begins anew.</summary>
    public sealed record Heartbeat(int Attempt, TimeSpan Lease, double Progress, string? Stage) : JobCommand;

    /// <summary>The work is done; the result is published with it.</summary>
    public sealed record Complete(int Attempt, string Result) : JobCommand;

    /// <summary>The attempt failed. Without a <paramref name="RetryAfter"/> the job failed for good.</summary>
    public sealed record Fail(int Attempt, string Error, TimeSpan? RetryAfter) : JobCommand;

    /// <summary>The worker gives it back untouched, because it stops. That is nobody's failure.</summary>
    public sealed record Release(int Attempt) : JobCommand;

    /// <summary>Nobody wants it any more.</summary>
    public sealed record Cancel : JobCommand;

    /// <summary>A dead or cancelled job gets its attempts anew.</summary>
    public sealed record Requeue : JobCommand;
}

/// <summary>The answer to a <see cref="JobCommand"/>. A refusal is an answer, not an exception.</summary>
public abstract record JobDecision
{
    private JobDecision()
    {
    }

    /// <summary>Allowed: the job as it shall be.</summary>
    public sealed record Accepted(Job Next) : JobDecision;

    /// <summary>Not allowed; nothing changes.</summary>
    public sealed record Refused(JobRefusal Reason) : JobDecision;
}

/// <summary>Why a command was refused.</summary>
public enum JobRefusal
{
    /// <summary>Its time has not come, or a live lease holds it.</summary>
    NotDue,

    /// <summary>The attempt is not the present one, or the job no longer runs: stop, and discard the output.</summary>
    Stale,

    /// <summary>The job is over.</summary>
    Over,

    /// <summary>The job is not over.</summary>
    NotOver,
}
