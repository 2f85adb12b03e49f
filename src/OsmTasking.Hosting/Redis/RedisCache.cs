using System.Buffers.Binary;
using Microsoft.Extensions.Caching.Distributed;
using StackExchange.Redis;

namespace OsmTasking.Hosting.Redis;

/// <summary>A distributed cache in Redis, for installations that have it anyway. Fails as <see cref="RedisLink"/> does: reads find nothing, writes are dropped.</summary>
/// <param name="link">The connection.</param>
/// <param name="time">The clock that absolute ends are measured by.</param>
public sealed class RedisCache(RedisLink link, TimeProvider time) : IDistributedCache
{
    private const string Prefix = "osm_tasking:cache:";

    /// <summary>Before each value: how many seconds a read pushes its end on, 0 for none.</summary>
    private const int Head = sizeof(int);

    /// <summary>The most that one call may take.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private long _failedAt;
    private volatile bool _failing;

    /// <inheritdoc/>
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var value = await TryAsync<byte[]?>(async redis => await redis.StringGetAsync(Prefix + key).ConfigureAwait(false), null, token).ConfigureAwait(false);
        if (value is not { Length: >= Head })
        {
            return null;
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(value) is > 0 and var sliding)
        {
            await TryAsync(redis => redis.KeyExpireAsync(Prefix + key, TimeSpan.FromSeconds(sliding)), false, token).ConfigureAwait(false);
        }

        return value[Head..];
    }

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var absolute = options.AbsoluteExpirationRelativeToNow ?? options.AbsoluteExpiration - time.GetUtcNow();
        if (absolute <= TimeSpan.Zero)
        {
            await RemoveAsync(key, token).ConfigureAwait(false);
            return;
        }

        var slides = absolute is null ? options.SlidingExpiration : null;
        var framed = new byte[Head + value.Length];
        BinaryPrimitives.WriteInt32LittleEndian(framed, slides is { } span ? (int)Math.Clamp(Math.Ceiling(span.TotalSeconds), 1, int.MaxValue) : 0);
        value.CopyTo(framed, Head);
        await TryAsync(redis => redis.StringSetAsync(Prefix + key, framed, absolute ?? slides), false, token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Refresh(string key) => RefreshAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task RefreshAsync(string key, CancellationToken token = default) => await GetAsync(key, token).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task RemoveAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        await TryAsync(redis => redis.KeyDeleteAsync(Prefix + key), false, token).ConfigureAwait(false);
    }

    /// <summary>The link waits longer than a cache is worth: a cache's patience ends sooner, and pauses for a second.</summary>
    private async ValueTask<T> TryAsync<T>(Func<IDatabase, Task<T>> call, T fallback, CancellationToken cancellationToken)
    {
        if (_failing && time.GetElapsedTime(Volatile.Read(ref _failedAt)) < TimeSpan.FromSeconds(1))
        {
            return fallback;
        }

        try
        {
            var answer = await link.TryAsync(async redis => (Done: true, Value: await call(redis.GetDatabase()).ConfigureAwait(false)), (Done: false, Value: fallback), cancellationToken)
                .AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
            return Noted(answer.Done, answer.Value);
        }
        catch (TimeoutException)
        {
            return Noted(false, fallback);
        }
    }

    private T Noted<T>(bool done, T value)
    {
        Volatile.Write(ref _failedAt, time.GetTimestamp());
        _failing = !done;
        return value;
    }
}
