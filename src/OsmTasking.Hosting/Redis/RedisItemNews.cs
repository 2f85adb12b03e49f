using System.Collections.Concurrent;
using System.Globalization;
using OsmTasking.Hosting.News;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>Carries news of items from host to host through a channel of Redis: the number of the project, and nothing else.</summary>
public sealed class RedisItemNews : IItemNewsCarrier
{
    private readonly RedisLink _link;
    private readonly RedisSubscription _subscription;
    private readonly ConcurrentDictionary<long, bool> _waiting = new();
    private int _sending;

    /// <summary>Creates a carrier.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="news">Is told what hosts send, this one too: hearing it twice is no harm.</param>
    public RedisItemNews(RedisLink link, ItemNews news)
    {
        ArgumentNullException.ThrowIfNull(news);
        _link = link;
        _subscription = new RedisSubscription(link, RedisKeys.ItemNewsChannel, message =>
        {
            if (long.TryParse(message.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var projectId))
            {
                news.Tell(projectId);
            }
        });
    }

    /// <inheritdoc/>
    public void Send(long projectId)
    {
        // Many changes at once are one message a project.
        if (_link.IsUp && _waiting.TryAdd(projectId, true) && Interlocked.CompareExchange(ref _sending, 1, 0) == 0)
        {
            _ = Task.Run(SendAllAsync);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(CancellationToken cancellationToken = default) => _subscription.EnsureAsync(cancellationToken);

    private async Task SendAllAsync()
    {
        do
        {
            foreach (var projectId in _waiting.Keys)
            {
                _waiting.TryRemove(projectId, out _);
                await _link.TryAsync(
                    connection => connection.GetSubscriber().PublishAsync(new RedisChannel(RedisKeys.ItemNewsChannel, RedisChannel.PatternMode.Literal), projectId),
                    fallback: 0,
                    CancellationToken.None).ConfigureAwait(false);
            }

            Volatile.Write(ref _sending, 0);
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _sending, 1, 0) == 0);
    }
}
