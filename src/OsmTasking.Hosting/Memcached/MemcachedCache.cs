using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace OsmTasking.Hosting.Memcached;

/// <summary>A distributed cache over memcached's meta protocol (memcached 1.6 or later).</summary>
/// <remarks>
/// The cache is a help and never a need: whatever goes wrong with a server, reads find nothing and writes are dropped, after
/// <see cref="MemcachedOptions.Timeout"/> at the most, and at once while the server is left alone afterwards. Keys are spread
/// over the servers by rendezvous hashing, so that a server less moves only its own keys.
/// Protocol: memcached's <c>doc/protocol.txt</c>, "Meta Commands".
/// </remarks>
public sealed class MemcachedCache : IDistributedCache, IDisposable
{
    /// <summary>The longest key that memcached takes, in bytes.</summary>
    private const int LongestKey = 250;

    /// <summary>Beyond 30 days memcached reads a number as a date.</summary>
    private const int LongestLife = 30 * 24 * 3600;

    private readonly MemcachedServer[] _servers;
    private readonly MemcachedOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Names the servers; connections are made when they are needed.</summary>
    /// <exception cref="ArgumentException">A server is not <c>host:port</c>, or there is none.</exception>
    public MemcachedCache(MemcachedOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (options.Servers.Count == 0)
        {
            throw new ArgumentException("There is no memcached server.", nameof(options));
        }

        (_options, _time) = (options, time);
        _servers = [.. options.Servers.Select(server => new MemcachedServer(server, options, time))];
    }

    /// <inheritdoc/>
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = Name(key);
        var server = ServerOf(name);
        var (found, sliding) = await server.TryAsync((connection, cancel) => connection.GetAsync(name, _options.LargestValue, cancel), (null, 0), token).ConfigureAwait(false);
        if (found is not null && sliding > 0)
        {
            await server.TryAsync((connection, cancel) => connection.TouchAsync(name, sliding, cancel), false, token).ConfigureAwait(false);
        }

        return found;
    }

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    /// <inheritdoc/>
    /// <remarks>
    /// A sliding end is kept in whole seconds and pushed on by reads; with an absolute end besides, the earlier of both counts and
    /// nothing is pushed. Values larger than <see cref="MemcachedOptions.LargestValue"/> are not stored.
    /// </remarks>
    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(options);
        var absolute = options.AbsoluteExpirationRelativeToNow ?? options.AbsoluteExpiration - _time.GetUtcNow();
        var sliding = absolute is null ? Seconds(options.SlidingExpiration) : 0;
        var life = absolute is { } ends && options.SlidingExpiration is { } slides ? Seconds(ends < slides ? ends : slides) : absolute is null ? sliding : Seconds(absolute);
        var name = Name(key);
        if (value.Length > _options.LargestValue || absolute <= TimeSpan.Zero)
        {
            await RemoveAsync(key, token).ConfigureAwait(false); // What was there before is not what was set.
            return;
        }

        await ServerOf(name).TryAsync((connection, cancel) => connection.SetAsync(name, value, life, sliding, cancel), false, token).ConfigureAwait(false);
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
        var name = Name(key);
        await ServerOf(name).TryAsync((connection, cancel) => connection.DeleteAsync(name, cancel), false, token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Dispose();
        }
    }

    /// <summary>What memcached does not take as a key, it gets as a digest.</summary>
    internal static string Name(string key) => key.Length is > 0 and <= LongestKey && key.All(letter => letter is > ' ' and <= '~') && !key.StartsWith('#')
        ? key
        : $"#{Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    internal MemcachedServer ServerOf(string name)
    {
        // FNV-1a over the key, then one round of splitmix64 with each server's own number: the highest wins.
        var hash = name.Aggregate(14_695_981_039_346_656_037UL, (sum, letter) => (sum ^ letter) * 1_099_511_628_211UL);
        return _servers.MaxBy(server => Mix(hash ^ server.Seed)) ?? throw new UnreachableException();
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    private static int Seconds(TimeSpan? life) => life is null ? 0 : (int)Math.Clamp(Math.Ceiling(life.Value.TotalSeconds), 1, LongestLife);
}
