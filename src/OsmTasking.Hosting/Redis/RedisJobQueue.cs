using System.Globalization;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.Workers;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>Ids of jobs that wait, in Redis: whoever takes one asks the store, and nobody else needs to.</summary>
/// <remarks>
/// A list a queue, and a channel that says that it grew. Ids are hints, kept for a minute and at most ten thousand: the store has the jobs.
/// While Redis is away, slots of this process are still woken directly.
/// </remarks>
/// <param name="link">The connection.</param>
/// <param name="time">The clock of the wait.</param>
public sealed class RedisJobQueue(RedisLink link, TimeProvider time) : IJobQueue
{
    private const string Push = """
        redis.call('LPUSH', KEYS[1], ARGV[1])
        redis.call('LTRIM', KEYS[1], 0, 9999)
        redis.call('EXPIRE', KEYS[1], 60)
        redis.call('PUBLISH', ARGV[2], ARGV[3])
        return 1
        """;

    private readonly WakeCalls _calls = new();
    private readonly Lock _turn = new();
    private RedisSubscription? _subscription;

    /// <inheritdoc/>
    public async ValueTask AnnounceAsync(JobQueueName queue, Guid id, CancellationToken cancellationToken = default)
    {
        var sent = await link.TryAsync(
            async connection =>
            {
                await connection.GetDatabase().ScriptEvaluateAsync(
                    Push, [RedisKeys.Queue(queue)], [id.ToString("N"), RedisKeys.JobsChannel, ((int)queue).ToString(CultureInfo.InvariantCulture)]).ConfigureAwait(false);
                return true;
            },
            fallback: false,
            cancellationToken).ConfigureAwait(false);
        if (!sent)
        {
            _calls.Call(queue);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> WaitAsync(IReadOnlyList<JobQueueName> queues, TimeSpan atMost, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(queues);
        await Subscription().EnsureAsync(cancellationToken).ConfigureAwait(false);

        // Waiting begins before the look into the lists: an id pushed in between is announced to a waiter.
        var waiting = _calls.WaitAsync(queues, atMost, time, cancellationToken);
        foreach (var queue in queues)
        {
            if (!waiting.IsCompleted)
            {
                await PopAsync(queue).ConfigureAwait(false);
            }
        }

        return await waiting.ConfigureAwait(false);
    }

    private RedisSubscription Subscription()
    {
        lock (_turn)
        {
            return _subscription ??= new RedisSubscription(link, RedisKeys.JobsChannel, message =>
            {
                // Who has nobody to wake leaves the id to the others.
                if ((string?)message is { } text && int.TryParse(text, out var number) && number is 0 or 1 && _calls.AnyWaitsFor((JobQueueName)number))
                {
                    _ = Task.Run(() => PopAsync((JobQueueName)number).AsTask());
                }
            });
        }
    }

    private async ValueTask PopAsync(JobQueueName queue)
    {
        var id = await link.TryAsync(
            connection => connection.GetDatabase().ListRightPopAsync(RedisKeys.Queue(queue)), RedisValue.Null, CancellationToken.None).ConfigureAwait(false);
        if (!id.IsNull)
        {
            _calls.Call(queue);
        }
    }
}
