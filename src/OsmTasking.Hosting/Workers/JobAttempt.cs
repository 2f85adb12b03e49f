using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OsmTasking.Core;
using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>Carries one claimed job through: works, keeps the lease alive, notices that it was lost, and reports how it ended.</summary>
internal sealed partial class JobAttempt(IJobStore store, IJobHandler handler, Job job, JobWorkerOptions options, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ReportPause = TimeSpan.FromMilliseconds(300);
    private readonly JobRun _run = new(job);

    private enum Ending
    {
        Done,
        Lost,
        TooLong,
        HostStops,
        Refused,
        Failed,
    }

    /// <summary>Runs to the end of the attempt; throws nothing.</summary>
    internal async ValueTask RunAsync(CancellationToken hostStops)
    {
        using var activity = JobDiagnostics.Source.StartActivity("job.attempt");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(hostStops);
        var started = time.GetTimestamp();
        var work = Task.Run(async () => await handler.RunAsync(_run, stop.Token).ConfigureAwait(false), CancellationToken.None);
        var lost = await WatchAsync(work, stop, started, hostStops).ConfigureAwait(false);
        string? result = null;
        Exception? fault = null;
        try
        {
            result = await work.ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            fault = thrown;
        }

        var ending = lost ?? fault switch
        {
            null => Ending.Done,
            JobRefusedException => Ending.Refused,
            OperationCanceledException when hostStops.IsCancellationRequested => Ending.HostStops,
            _ => Ending.Failed,
        };
        var published = await ReportAsync(ending, result, fault, hostStops).ConfigureAwait(false);
        JobDiagnostics.Record(job, published == true ? "Published" : ending.ToString(), time.GetElapsedTime(started));

        // Where it is not known, the result may be out: what it names must not go.
        if (published == false)
        {
            await DiscardAsync(handler, job, logger).ConfigureAwait(false);
        }
    }

    internal static async ValueTask DiscardAsync(IJobHandler handler, Job job, ILogger logger)
    {
        try
        {
            await handler.DiscardAsync(job, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            LogDiscard(logger, job.Id, job.Attempt, fault);
        }
    }

    /// <summary>Watches until the work ends; stops it when the attempt is lost or takes too long, and says so.</summary>
    private async ValueTask<Ending?> WatchAsync(Task work, CancellationTokenSource stop, long started, CancellationToken hostStops)
    {
        Ending? ending = null;
        var (beaten, told) = (started, new JobRun.Report(0, null));
        while (!work.IsCompleted)
        {
            // Not the host's token: a job that takes its time to stop keeps its lease until it has.
            await Task.WhenAny(work, Task.Delay(options.Watch, time, CancellationToken.None)).ConfigureAwait(false);
            if (work.IsCompleted || ending == Ending.Lost)
            {
                continue;
            }

            // What takes too long is told to stop, and keeps its lease until it has.
            var held = await HoldsAsync().ConfigureAwait(false);
            if (!held || (ending is null && time.GetElapsedTime(started) > options.TimeLimit))
            {
                ending = held ? Ending.TooLong : Ending.Lost;
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        return ending;

        async ValueTask<bool> HoldsAsync()
        {
            var latest = _run.Latest;
            var silence = time.GetElapsedTime(beaten);
            var beat = silence > options.Lease / 3 || (latest != told && silence > TimeSpan.FromSeconds(1));
            try
            {
                if (!beat)
                {
                    return await store.HoldsAsync(job.Ticket, hostStops).ConfigureAwait(false);
                }

                var held = await store.HeartbeatAsync(job.Ticket, options.Lease, latest.Progress, latest.Stage, CancellationToken.None).ConfigureAwait(false);
                (beaten, told) = (time.GetTimestamp(), latest);
                return held;
            }
            catch (Exception fault) when (fault is StoreException or OperationCanceledException)
            {
                // Nobody else may have it just because the store cannot be asked: work on, the fence decides in the end.
                return true;
            }
        }
    }

    /// <summary>Tells the store how it ended, again and again while the store is away. The host's stop bounds the wait.</summary>
    /// <returns>Whether the result was published; null when the store could not be asked.</returns>
    private async ValueTask<bool?> ReportAsync(Ending ending, string? result, Exception? fault, CancellationToken hostStops)
    {
        var began = time.GetTimestamp();
        var error = ending switch
        {
            Ending.Refused => fault!.Message,
            Ending.TooLong => $"It took longer than {options.TimeLimit}.",
            _ => "Something went wrong here; it was logged.",
        };
        if (ending == Ending.Failed)
        {
            LogFailed(logger, job.Kind, job.Id, job.Attempt, fault!);
        }

        while (true)
        {
            try
            {
                switch (ending)
                {
                    case Ending.Done:
                        return await store.CompleteAsync(job.Ticket, result!, CancellationToken.None).ConfigureAwait(false);
                    case Ending.HostStops:
                        await store.ReleaseAsync(job.Ticket, CancellationToken.None).ConfigureAwait(false);
                        return false;
                    case Ending.Refused or Ending.TooLong:
                        await store.FailAsync(job.Ticket, error, null, CancellationToken.None).ConfigureAwait(false);
                        return false;
                    case Ending.Failed:
                        await store.FailAsync(job.Ticket, error, JobMachine.BackOff(job), CancellationToken.None).ConfigureAwait(false);
                        return false;
                    case Ending.Lost:
                        return false;
                    default:
                        throw new UnreachableException($"No report for {ending}.");
                }
            }
            catch (StoreException away)
            {
                // A finished result is worth a long wait, but not for ever: another attempt can make it again.
                if (time.GetElapsedTime(began) > TimeSpan.FromMinutes(10) || (hostStops.IsCancellationRequested && time.GetElapsedTime(began) > TimeSpan.FromSeconds(5)))
                {
                    LogUnreported(logger, job.Id, job.Attempt, away);
                    return ending == Ending.Done ? null : false;
                }

                await Task.Delay(ReportPause, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(3001, LogLevel.Error, "{Kind} job {Job}, attempt {Attempt}, failed.")]
    private static partial void LogFailed(ILogger logger, string kind, Guid job, int attempt, Exception exception);

    [LoggerMessage(3002, LogLevel.Error, "The store could not be told how job {Job}, attempt {Attempt}, ended; another attempt will follow.")]
    private static partial void LogUnreported(ILogger logger, Guid job, int attempt, Exception exception);

    [LoggerMessage(3003, LogLevel.Warning, "What job {Job}, attempt {Attempt}, wrote could not be discarded.")]
    private static partial void LogDiscard(ILogger logger, Guid job, int attempt, Exception exception);
}
