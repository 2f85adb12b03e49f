using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>Where jobs are asked for: the store takes the job, then the workers are told.</summary>
/// <param name="store">The authority.</param>
/// <param name="queue">Wakes workers.</param>
public sealed class JobDesk(IJobStore store, IJobQueue queue)
{
    /// <summary>Asks for a job.</summary>
    /// <exception cref="ArgumentException">A field of the request is out of its range.</exception>
    /// <exception cref="Core.StoreException">The store failed; whether it took the job is not known. Ask again with the same id.</exception>
    public async ValueTask<EnqueueResult> EnqueueAsync(NewJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var result = await store.EnqueueAsync(job, cancellationToken).ConfigureAwait(false);
        if (result is EnqueueResult.Accepted && job.Delay == TimeSpan.Zero)
        {
            await queue.AnnounceAsync(job.Queue, job.Id, cancellationToken).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Puts a dead or cancelled job back, with all its attempts.</summary>
    /// <returns><see langword="false"/> when it is neither, or an equal request has a job of its own by now.</returns>
    public async ValueTask<bool> RequeueAsync(Job job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var done = await store.RequeueAsync(job.Id, cancellationToken).ConfigureAwait(false);
        if (done)
        {
            await queue.AnnounceAsync(job.Queue, job.Id, cancellationToken).ConfigureAwait(false);
        }

        return done;
    }
}
