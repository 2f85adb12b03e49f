using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OsmTasking.Core;
using OsmTasking.Core.Jobs;

namespace OsmTasking.Hosting.Workers;

/// <summary>Runs jobs: a number of slots, one job at a time in each.</summary>
/// <remarks>
/// The store says which job is whose. The queue only shortens the wait: without it every idle slot asks every second or two.
/// A failing store or queue stops nothing for good.
/// </remarks>
public sealed partial class JobWorker : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tidy = TimeSpan.FromMinutes(1);
    private readonly IJobStore _store;
    private readonly IJobQueue _queue;
    private readonly IWorkerRegistry _registry;
    private readonly Dictionary<string, IJobHandler> _handlers;
    private readonly JobWorkerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<JobWorker> _logger;
    private readonly ConcurrentDictionary<Guid, int> _running = new();
    private readonly DateTimeOffset _startedAt;

    /// <summary>Creates a worker.</summary>
    /// <param name="store">The authority on jobs.</param>
    /// <param name="queue">Wakes idle slots.</param>
    /// <param name="registry">Is told that this process is alive.</param>
    /// <param name="handlers">One for each kind.</param>
    /// <param name="options">Slots and times.</param>
    /// <param name="time">The clock of waits; leases are judged by the store's own.</param>
    /// <param name="logger">Is told what goes wrong.</param>
    /// <exception cref="ArgumentException">Two handlers have one kind.</exception>
    public JobWorker(
        IJobStore store, IJobQueue queue, IWorkerRegistry registry, IEnumerable<IJobHandler> handlers, JobWorkerOptions options, TimeProvider time, ILogger<JobWorker> logger)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_store, _queue, _registry, _options, _time, _logger) = (store, queue, registry, options, time, logger);
        _handlers = handlers.ToDictionary(handler => handler.Kind);
        _startedAt = time.GetUtcNow();

        // Unique among all that ever ran: a claim whose answer was lost is found again by this name.
        Name = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    }

    /// <summary>Gets the name of this worker.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the thread that starts the host.
        await Task.Yield();
        if (_options.Slots == 0 || _handlers.Count == 0)
        {
            return;
        }

        LogStarted(_logger, Name, _options.Slots, string.Join(", ", _handlers.Keys));
        await Task.WhenAll([
            .. Enumerable.Range(0, _options.Slots).Select(slot => RunSlotAsync(slot, stoppingToken)), EveryAsync(Beat, BeatAsync, stoppingToken), EveryAsync(Tidy, TidyAsync, stoppingToken),
        ]).ConfigureAwait(false);
        using var brief = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        await _registry.LeaveAsync(Name, brief.Token).ConfigureAwait(false);
    }

    private async Task RunSlotAsync(int slot, CancellationToken stopping)
    {
        JobQueueName[] queues = slot < _options.DailySlots ? [JobQueueName.OnDemand, JobQueueName.Daily] : [JobQueueName.OnDemand];
        var claim = new JobClaim($"{Name}/{slot}", queues, [.. _handlers.Keys], _options.Lease);

        // Slots do not all ask at the same moment.
        var poll = _options.Poll * (1 + (slot / (double)Math.Max(1, _options.Slots)));
        var inDoubt = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var job = (inDoubt ? await _store.ResumeAsync(claim, CancellationToken.None).ConfigureAwait(false) : null)
                    ?? await _store.ClaimAsync(claim, CancellationToken.None).ConfigureAwait(false);
                if (inDoubt)
                {
                    LogBack(_logger, claim.Worker);
                    inDoubt = false;
                }

                if (job is null)
                {
                    await _queue.WaitAsync(queues, poll, stopping).ConfigureAwait(false);
                    continue;
                }

                await RunAsync(job, stopping).ConfigureAwait(false);
            }
            catch (StoreException fault)
            {
                if (!inDoubt)
                {
                    LogAway(_logger, claim.Worker, fault);
                }

                // The claim may have been granted in an answer that was lost; ask for it by name when the store is back.
                inDoubt = true;
                await DelayAsync(poll, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // A slot never dies of what it was not prepared for.
                LogSlot(_logger, claim.Worker, fault);
                await DelayAsync(poll, stopping).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask RunAsync(Job job, CancellationToken stopping)
    {
        _running[job.Id] = job.Attempt;
        try
        {
            await new JobAttempt(_store, _handlers[job.Kind], job, _options, _time, _logger).RunAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(job.Id, job.Attempt));
        }
    }

    private ValueTask BeatAsync(CancellationToken cancellationToken) =>
        _registry.BeatAsync(new WorkerPresence(Name, _startedAt, _options.Slots, [.. _running.Keys]), Beat * 3, cancellationToken);

    private async ValueTask TidyAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await _store.RemoveAsync(_options.Retention, 100, cancellationToken).ConfigureAwait(false))
        {
            if (_handlers.TryGetValue(job.Kind, out var handler))
            {
                await JobAttempt.DiscardAsync(handler, job, _logger).ConfigureAwait(false);
            }
        }
    }

    private async Task EveryAsync(TimeSpan period, Func<CancellationToken, ValueTask> act, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await act(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogSide(_logger, Name, fault);
            }

            await DelayAsync(period, stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask DelayAsync(TimeSpan period, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(period, _time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops; the loop sees it.
        }
    }

    [LoggerMessage(3010, LogLevel.Information, "Worker {Worker} runs {Slots} jobs at once; it can do: {Kinds}.")]
    private static partial void LogStarted(ILogger logger, string worker, int slots, string kinds);

    [LoggerMessage(3011, LogLevel.Warning, "Slot {Worker}: the store does not answer; asking again until it does.")]
    private static partial void LogAway(ILogger logger, string worker, Exception exception);

    [LoggerMessage(3012, LogLevel.Information, "Slot {Worker}: the store answers again.")]
    private static partial void LogBack(ILogger logger, string worker);

    [LoggerMessage(3013, LogLevel.Error, "Slot {Worker} met something unexpected and goes on.")]
    private static partial void LogSlot(ILogger logger, string worker, Exception exception);

    [LoggerMessage(3014, LogLevel.Warning, "Worker {Worker}: tidying up or saying that it is alive failed; it is tried again.")]
    private static partial void LogSide(ILogger logger, string worker, Exception exception);
}
