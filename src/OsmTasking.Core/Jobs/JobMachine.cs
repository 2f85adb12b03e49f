using System.Diagnostics;

namespace OsmTasking.Core.Jobs;

/// <summary>Decides what a command does to a job: pure, and the only place that knows the rules.</summary>
/// <remarks>
/// An attempt is at the same time a fence: every claim raises it, and whoever reports under an older number is refused.
/// So a job may be begun more than once, but it is completed once. A lease that has run out needs no sweeper: the next
/// claim finds it.
/// </remarks>
public static class JobMachine
{
    /// <summary>What a job says whose workers all fell silent.</summary>
    public const string FellSilent = "The worker stopped answering, once too often.";

    /// <summary>Decides.</summary>
    /// <param name="job">The job as read.</param>
    /// <param name="command">What is asked.</param>
    /// <param name="now">The one clock reading of this decision: the store's.</param>
    public static JobDecision Decide(Job job, JobCommand command, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(command);
        return command switch
        {
            JobCommand.Claim claim => Claim(job, claim, now),
            JobCommand.Resume resume => job.State == JobState.Running && job.Worker == resume.Worker
                ? Take(job, resume.Worker, resume.Lease, now)
                : Refuse(JobRefusal.Stale),
            JobCommand.Heartbeat beat => Holds(job, beat.Attempt)
                ? Accept(job with { DueAt = now + beat.Lease, Progress = Math.Clamp(beat.Progress, 0, 1), Stage = beat.Stage })
                : Refuse(JobRefusal.Stale),
            JobCommand.Complete done => Complete(job, done, now),
            JobCommand.Fail fail => Holds(job, fail.Attempt) ? Fail(job, fail.Error, fail.RetryAfter, now) : Refuse(JobRefusal.Stale),
            JobCommand.Release release => Holds(job, release.Attempt) ? Accept(Wait(job, now)) : Refuse(JobRefusal.Stale),
            JobCommand.Cancel => job.IsOver ? Refuse(JobRefusal.Over) : Accept(job with { State = JobState.Cancelled, FinishedAt = now }),
            JobCommand.Requeue => job.State is JobState.Dead or JobState.Cancelled
                ? Accept(Wait(job, now) with { Failures = 0, Error = null, FinishedAt = null })
                : Refuse(job.State == JobState.Succeeded ? JobRefusal.Over : JobRefusal.NotOver),
            _ => throw new UnreachableException($"No rule for {command.GetType().Name}."),
        };
    }

    /// <summary>How long to wait after a failure: 2 s, 8 s, 32 s, … and 10 minutes at the most, each up to a quarter longer.</summary>
    /// <param name="job">The job, before the failure is counted.</param>
    /// <remarks>The quarter comes from the id, so that jobs which failed together do not come back together, and tests can repeat it.</remarks>
    public static TimeSpan BackOff(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        var seconds = Math.Min(2 * Math.Pow(4, Math.Min(job.Failures, 10)), 600);
        Span<byte> bytes = stackalloc byte[16];
        job.Id.TryWriteBytes(bytes);
        return TimeSpan.FromSeconds(seconds * (1 + (bytes[15] / 1024.0)));
    }

    private static JobDecision Claim(Job job, JobCommand.Claim claim, DateTimeOffset now)
    {
        if (job.IsOver)
        {
            return Refuse(JobRefusal.Over);
        }

        if (job.DueAt > now)
        {
            return Refuse(JobRefusal.NotDue);
        }

        if (job.State == JobState.Queued)
        {
            return Take(job, claim.Worker, claim.Lease, now);
        }

        // The lease ran out: whoever had it died or is cut off, and that is a failure too, or a job that kills its workers would never end.
        var silent = job with { Failures = job.Failures + 1 };
        return silent.Failures >= job.MaxAttempts
            ? Accept(silent with { State = JobState.Dead, Attempt = job.Attempt + 1, FinishedAt = now, Error = FellSilent })
            : Take(silent, claim.Worker, claim.Lease, now);
    }

    private static JobDecision.Accepted Take(Job job, string worker, TimeSpan lease, DateTimeOffset now) => Accept(job with
    {
        State = JobState.Running,
        Attempt = job.Attempt + 1,
        Worker = worker,
        StartedAt = now,
        DueAt = now + lease,
        Progress = 0,
        Stage = null,
    });

    private static JobDecision Complete(Job job, JobCommand.Complete done, DateTimeOffset now) =>
        job.Attempt != done.Attempt || job.State is not (JobState.Running or JobState.Succeeded) ? Refuse(JobRefusal.Stale)
        : job.State == JobState.Succeeded ? Accept(job) // Only this attempt can have done it: its answer was lost.
        : Accept(job with { State = JobState.Succeeded, FinishedAt = now, Progress = 1, Stage = null, Result = done.Result, Error = null });

    private static JobDecision.Accepted Fail(Job job, string error, TimeSpan? retryAfter, DateTimeOffset now)
    {
        var failed = job with { Failures = job.Failures + 1, Error = error };
        return retryAfter is { } pause && failed.Failures < job.MaxAttempts
            ? Accept(Wait(failed, now + pause))
            : Accept(failed with { State = JobState.Dead, FinishedAt = now });
    }

    private static Job Wait(Job job, DateTimeOffset until) => job with { State = JobState.Queued, DueAt = until, Progress = 0, Stage = null };

    private static bool Holds(Job job, int attempt) => job.State == JobState.Running && job.Attempt == attempt;

    private static JobDecision.Accepted Accept(Job next) => new(next);

    private static JobDecision.Refused Refuse(JobRefusal reason) => new(reason);
}
