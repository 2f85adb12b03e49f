using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Hosting.Caching;
using OsmTasking.Hosting.Memcached;
using OsmTasking.Hosting.Redis;
using OsmTasking.TestKit.Servers;

namespace OsmTasking.Hosting.Tests.Caching;

/// <summary>Answers under the version they were made from.</summary>
public class VersionedCacheTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AnAnswer_IsMadeOnceAVersion_AndTheHitRatioIsTold()
    {
        using var server = await MemcachedProcess.StartNewAsync();
        using var memcached = Memcached(server);
        var cache = new VersionedCache(memcached, TimeProvider.System);
        var kind = $"kind-{Guid.NewGuid():N}";
        var told = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == CacheDiagnostics.RequestsName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            if (tags[0].Value as string == kind)
            {
                told.Add((string)tags[1].Value!);
            }
        });
        listener.Start();
        var made = 0;

        foreach (var version in new[] { "1", "1", "2", "2", "1" })
        {
            var answer = await cache.GetAsync(kind, "n", version, Minute, _ => ValueTask.FromResult(Encoding.UTF8.GetBytes($"made {++made} for {version}")));
            Assert.Equal(version == "1" ? "made 1 for 1" : "made 2 for 2", Encoding.UTF8.GetString(answer));
        }

        Assert.Equal(["miss", "hit", "miss", "hit", "hit"], told);
    }

    [Fact]
    public async Task AValueThatIsDamaged_OrAnothers_CountsAsNone()
    {
        using var server = await MemcachedProcess.StartNewAsync();
        using var memcached = Memcached(server);
        var meddling = new Meddling(memcached);
        var cache = new VersionedCache(meddling, TimeProvider.System);
        Assert.Equal("a", await AskAsync("x", "a"));
        meddling.Change = value => [.. value[..^1], (byte)(value[^1] ^ 1)];
        Assert.Equal("b", await AskAsync("x", "b"));
        meddling.Change = value => value[..10];
        Assert.Equal("c", await AskAsync("x", "c"));
        meddling.Change = value => value;
        Assert.Equal("c", await AskAsync("x", "d"));
        meddling.Key = meddling.LastKey; // Whatever is asked for, the value of x comes.
        Assert.Equal("e", await AskAsync("y", "e"));
        meddling.Throws = true;
        Assert.Equal("f", await AskAsync("x", "f"));

        async Task<string> AskAsync(string name, string content) =>
            Encoding.UTF8.GetString(await cache.GetAsync("k", name, "1", Minute, _ => ValueTask.FromResult(Encoding.UTF8.GetBytes(content))));
    }

    /// <summary>Readers ask while the version rises and the server is killed, flushed and started again: nobody gets an answer older than the version they read before.</summary>
    [Theory]
    [InlineData("memcached")]
    [InlineData("redis")]
    public async Task NoAnswer_IsOlderThanItsVersion_WhateverBecomesOfTheServer(string which)
    {
        using var memcachedServer = which == "memcached" ? await MemcachedProcess.StartNewAsync() : null;
        using var redisServer = which == "redis" ? await RedisServer.StartNewAsync() : null;
        using var memcached = memcachedServer is null ? null : Memcached(memcachedServer);
        using var link = redisServer is null ? null : new RedisLink(redisServer.Configuration, TimeProvider.System, NullLogger<RedisLink>.Instance);
        IDistributedCache distributed = memcached is not null ? memcached : new RedisCache(link!, TimeProvider.System);
        var cache = new VersionedCache(distributed, TimeProvider.System);
        await AssertKeepsAsync(distributed);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(6));
        long truth = 0;
        var (asked, made) = (0, 0);
        var readers = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var version = Interlocked.Read(ref truth);
                var answer = await cache.GetAsync("race", "n", $"{version}", Minute, async cancel =>
                {
                    Interlocked.Increment(ref made);
                    await Task.Delay(1, cancel);
                    return Encoding.UTF8.GetBytes($"{Interlocked.Read(ref truth)}");
                });
                Assert.InRange(long.Parse(Encoding.UTF8.GetString(answer), CultureInfo.InvariantCulture), version, long.MaxValue);
                Interlocked.Increment(ref asked);
            }
        })).ToList();
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref truth);
                await Task.Delay(20);
            }
        });
        await Task.Delay(1500);
        Assert.True(made < asked / 2, $"{made} of {asked} answers were made anew: the cache does not keep");
        await (memcachedServer?.SayAsync("flush_all") ?? redisServer!.SayAsync("FLUSHALL"));
        await Task.Delay(500);
        memcachedServer?.Kill();
        redisServer?.Kill();
        await Task.Delay(1000);
        await (memcachedServer?.StartAsync() ?? redisServer!.StartAsync());
        await writer;
        await Task.WhenAll(readers);
        await AssertKeepsAsync(distributed);
    }

    [Fact]
    public async Task None_IsTheDefault_AndSettingsChooseOne()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddOsmTasking();
        await using (var without = services.BuildServiceProvider())
        {
            var made = 0;
            for (var turn = 0; turn < 2; turn++)
            {
                await without.GetRequiredService<VersionedCache>().GetAsync("k", "n", "1", Minute, _ => ValueTask.FromResult(new byte[++made]));
            }

            Assert.Equal(2, made);
            Assert.Null(without.GetService<IDistributedCache>());
        }

        services.AddOsmTasking().UseMemcached(options => options.Servers.Add("127.0.0.1:1"));
        await using var chosen = services.BuildServiceProvider();
        Assert.IsType<MemcachedCache>(chosen.GetRequiredService<IDistributedCache>());
        services.AddOsmTasking().UseRedisCache("127.0.0.1:1");
        await using var other = services.BuildServiceProvider();
        Assert.IsType<RedisCache>(other.GetRequiredService<IDistributedCache>());
    }

    /// <summary>Connecting may take longer than a cache's patience; it goes on in the background.</summary>
    private static async Task AssertKeepsAsync(IDistributedCache cache)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            await cache.SetAsync("keeps", [1], new DistributedCacheEntryOptions());
            if (await cache.GetAsync("keeps") is not null)
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("The cache keeps nothing.");
    }

    private static MemcachedCache Memcached(MemcachedProcess server)
    {
        var options = new MemcachedOptions { Timeout = TimeSpan.FromMilliseconds(500), Pause = TimeSpan.FromMilliseconds(300) };
        options.Servers.Add(server.Address);
        return new MemcachedCache(options, TimeProvider.System);
    }

    /// <summary>A cache that can go wrong.</summary>
    private sealed class Meddling(IDistributedCache inner) : IDistributedCache
    {
        internal Func<byte[], byte[]> Change { get; set; } = value => value;

        internal string? Key { get; set; }

        internal string LastKey { get; private set; } = "";

        internal bool Throws { get; set; }

        public byte[]? Get(string key) => inner.Get(key);

        public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
        {
            LastKey = key;
            return Throws ? throw new InvalidOperationException("broken") : await inner.GetAsync(Key ?? key, token) is { } value ? Change(value) : null;
        }

        public void Refresh(string key) => inner.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

        public void Remove(string key) => inner.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => inner.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => inner.Set(key, value, options);

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
            Throws ? throw new InvalidOperationException("broken") : inner.SetAsync(key, value, options, token);
    }
}
