using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>Does the jobs of one kind.</summary>
/// <remarks>
/// A job may be begun more than once: a worker that died, or was cut off, is replaced. What an attempt writes goes to a place named
/// after <see cref="JobTicket.OutputName"/>; it becomes the result only if this attempt is the one that completes the job.
/// </remarks>
public interface IJobHandler
{
    /// <summary>Gets the kind, as <see cref="Job.Kind"/> has it.</summary>
    string Kind { get; }

    /// <summary>Works.</summary>
    /// <param name="run">The job, and where to report progress.</param>
    /// <param name="cancellationToken">Fires when the job is cancelled, when another worker has it, when it takes too long, and when the host stops: end soon.</param>
    /// <returns>The result, as <see cref="Job.Result"/> shall have it.</returns>
    /// <exception cref="JobRefusedException">The job cannot be done, and trying again would not help. Any other exception is tried again later.</exception>
    ValueTask<string> RunAsync(JobRun run, CancellationToken cancellationToken);

    /// <summary>Removes what an attempt wrote: it was not published, or its time is over. Must not mind if there is nothing.</summary>
    /// <param name="job">The job, as that attempt knew it, or as it was removed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask DiscardAsync(Job job, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>One attempt at a job.</summary>
/// <param name="job">The job as it was claimed.</param>
public sealed class JobRun(Job job)
{
    private volatile Report _latest = new(0, null);

    /// <summary>Gets the job as it was claimed.</summary>
    public Job Job => job;

    /// <summary>Gets a name for what this attempt writes; no other attempt ever has it.</summary>
    public string OutputName => job.Ticket.OutputName;

    internal Report Latest => _latest;

    /// <summary>Tells how far the work is. Costs nothing: it is written about once a second.</summary>
    /// <param name="progress">0 to 1; what lies outside is brought inside.</param>
    /// <param name="stage">What is being done, in a few words.</param>
    public void Tell(double progress, string? stage = null) => _latest = new Report(double.IsNaN(progress) ? 0 : Math.Clamp(progress, 0, 1), stage);

    internal sealed record Report(double Progress, string? Stage);
}

/// <summary>A job cannot be done, and trying again would not help. The message is for whoever asked.</summary>
public sealed class JobRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JobRefusedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, in words fit for whoever asked.</param>
    public JobRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why, in words fit for whoever asked.</param>
    /// <param name="innerException">The cause, for the log.</param>
    public JobRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
