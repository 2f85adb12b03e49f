using System.Text.Json;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting.News;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>Carries news of tasks from host to host through a channel of Redis.</summary>
public sealed class RedisNews : INewsCarrier
{
    private readonly string _self = Guid.NewGuid().ToString("N");
    private readonly RedisLink _link;
    private readonly RedisSubscription _subscription;

    /// <summary>Creates a carrier.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="news">Is told what other hosts send.</param>
    public RedisNews(RedisLink link, TaskNews news)
    {
        ArgumentNullException.ThrowIfNull(news);
        _link = link;
        _subscription = new RedisSubscription(link, RedisKeys.NewsChannel, message =>
        {
            if (Read(message) is { } sent && sent.From != _self)
            {
                foreach (var entry in sent.Entries)
                {
                    news.Tell(entry);
                }
            }
        });
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken = default) => await _link.TryAsync(
        connection => connection.GetSubscriber().PublishAsync(
            new RedisChannel(RedisKeys.NewsChannel, RedisChannel.PatternMode.Literal), JsonSerializer.Serialize(new Sent(_self, entries))),
        fallback: 0,
        cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(CancellationToken cancellationToken = default) => _subscription.EnsureAsync(cancellationToken);

    private static Sent? Read(RedisValue message)
    {
        try
        {
            return JsonSerializer.Deserialize<Sent>(message.ToString());
        }
        catch (JsonException)
        {
            return null; // Not from us.
        }
    }

    private sealed record Sent(string From, IReadOnlyList<OutboxEntry> Entries);
}
