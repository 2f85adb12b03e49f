using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OsmTasking.Core;
using OsmTasking.Core.Tasks;

namespace OsmTasking.Hosting.News;

/// <summary>Empties the outbox: reads, tells, deletes. Whoever dies in between leaves it to the next round, or the next host.</summary>
/// <param name="outbox">What is to be told.</param>
/// <param name="news">Who is told here.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="logger">Is told when the store is away.</param>
/// <param name="carrier">Tells other hosts, where there is one.</param>
public sealed partial class OutboxRelay(IOutbox outbox, TaskNews news, TimeProvider time, ILogger<OutboxRelay> logger, INewsCarrier? carrier = null) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var (pause, away) = (ShortestPause, false);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    var told = await RelayAsync(stoppingToken).ConfigureAwait(false);
                    (pause, away) = (told > 0 ? ShortestPause : pause * 2, false);
                    if (told == Batch)
                    {
                        continue;
                    }
                }
                catch (StoreException fault)
                {
                    if (!away)
                    {
                        LogAway(logger, fault);
                    }

                    (pause, away) = (LongestPause, true);
                }

                pause = pause < LongestPause ? pause : LongestPause;
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <summary>One round; returns how many entries it told.</summary>
    internal async ValueTask<int> RelayAsync(CancellationToken cancellationToken)
    {
        if (carrier is not null)
        {
            await carrier.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }

        var entries = await outbox.ReadAsync(Batch, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
        {
            return 0;
        }

        foreach (var entry in entries)
        {
            news.Tell(entry);
        }

        if (carrier is not null)
        {
            await carrier.SendAsync(entries, cancellationToken).ConfigureAwait(false);
        }

        await outbox.DeleteAsync(entries, cancellationToken).ConfigureAwait(false);
        return entries.Count;
    }

    [LoggerMessage(3030, LogLevel.Warning, "The outbox cannot be read or emptied; it is tried again until it can.")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
