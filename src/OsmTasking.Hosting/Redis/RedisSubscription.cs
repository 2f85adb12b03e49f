using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>A channel of Redis that is listened to as soon as there is a server; the client itself takes it up again after a reconnect.</summary>
internal sealed class RedisSubscription(RedisLink link, string channel, Action<RedisValue> receive)
{
    private int _state; // 0 not yet, 1 being made, 2 made

    internal async ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
        {
            return;
        }

        var made = false;
        try
        {
            made = await link.TryAsync(
                async connection =>
                {
                    await connection.GetSubscriber().SubscribeAsync(
                        new RedisChannel(channel, RedisChannel.PatternMode.Literal), (_, message) => receive(message)).ConfigureAwait(false);
                    return connection.IsConnected;
                },
                fallback: false,
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _state, made ? 2 : 0);
        }
    }
}
