using System.Diagnostics;
using Microsoft.Extensions.Caching.Distributed;
using OsmTasking.Hosting.Memcached;
using OsmTasking.TestKit.Servers;

namespace OsmTasking.Hosting.Tests.Caching;

/// <summary>The cache against real memcached servers.</summary>
public class MemcachedCacheTests
{
    private static readonly DistributedCacheEntryOptions Forever = new();
    private static readonly byte[] One = [1, 2, 3];

    [Fact]
    public async Task Values_ComeBackAsTheyWere()
    {
        using var server = await MemcachedProcess.StartNewAsync();
        using var cache = Cache(server);
        var random = new Random(20260101);
        foreach (var size in new[] { 0, 1, 2, 100, 16_383, 16_384, 16_385, 200_000, 999_000 })
        {
            var value = new byte[size];
            random.NextBytes(value);
            var key = size switch { 1 => "with blank and ü", 2 => new string('k', 1000), _ => $"size-{size}" };
            Assert.Null(await cache.GetAsync(key));
            await cache.SetAsync(key, value, Forever);
            Assert.Equal(value, await cache.GetAsync(key));
        }

        cache.Set("size-100", One, Forever);
        Assert.Equal(One, cache.Get("size-100"));
        cache.Remove("size-100");
        Assert.Null(cache.Get("size-100"));
        await cache.SetAsync("size-0", new byte[2_000_000], Forever); // Too large to store: but the old value is not the set one.
        Assert.Null(await cache.GetAsync("size-0"));
        await cache.SetAsync("line\r\nflush_all\r\n", One, Forever);
        Assert.Equal(One, await cache.GetAsync("line\r\nflush_all\r\n"));
        Assert.NotNull(await cache.GetAsync("size-999000"));
    }

    [Fact]
    public async Task Ends_AreKeptTo()
    {
        using var server = await MemcachedProcess.StartNewAsync();
        using var cache = Cache(server);
        await cache.SetAsync("short", One, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(1) });
        await cache.SetAsync("sliding", One, new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromSeconds(4) });
        await cache.SetAsync("year", One, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromDays(365) });
        await cache.SetAsync("past", One, new DistributedCacheEntryOptions { AbsoluteExpiration = DateTimeOffset.UtcNow.AddSeconds(-1) });
        Assert.Null(await cache.GetAsync("past"));
        for (var turn = 0; turn < 3; turn++)
        {
            await Task.Delay(1500);
            Assert.NotNull(await cache.GetAsync("sliding"));
        }

        Assert.Null(await cache.GetAsync("short"));
        Assert.NotNull(await cache.GetAsync("year"));
    }

    [Fact]
    public async Task SeveralServers_ShareTheKeys_AndTheLossOfOne_LosesOnlyItsOwn()
    {
        using var first = await MemcachedProcess.StartNewAsync();
        using var second = await MemcachedProcess.StartNewAsync();
        using var third = await MemcachedProcess.StartNewAsync();
        using var cache = Cache(first, second, third);
        var keys = Enumerable.Range(0, 300).Select(number => $"key-{number}").ToList();
        foreach (var key in keys)
        {
            await cache.SetAsync(key, One, Forever);
        }

        var lost = keys.Where(key => cache.ServerOf(key).Name == second.Address).ToHashSet();
        Assert.InRange(lost.Count, 50, 150);
        second.Kill();
        var missing = new HashSet<string>();
        foreach (var key in keys)
        {
            if (await cache.GetAsync(key) is null)
            {
                missing.Add(key);
            }
        }

        Assert.Equal(lost, missing);
    }

    [Fact]
    public async Task AServerThatIsKilled_FlushedOrFrozen_TakesNothingButItsTimeout()
    {
        using var server = await MemcachedProcess.StartNewAsync();
        using var cache = Cache(server);
        await cache.SetAsync("key", One, Forever);
        await server.SayAsync("flush_all");
        Assert.Null(await cache.GetAsync("key"));

        await cache.SetAsync("key", One, Forever);
        server.Freeze();
        var clock = Stopwatch.StartNew();
        Assert.Null(await cache.GetAsync("key"));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.8, 4); // The time-out, on a busy machine.
        clock.Restart();
        for (var turn = 0; turn < 1000; turn++)
        {
            Assert.Null(await cache.GetAsync("key"));
            await cache.SetAsync("key", One, Forever);
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 1); // Left alone: at once.
        server.Thaw();
        await AssertComesBackAsync(cache);

        server.Kill();
        Assert.Null(await cache.GetAsync("key"));
        await server.StartAsync();
        await AssertComesBackAsync(cache);
    }

    [Fact]
    public async Task ManyAtOnce_NeverGetAnothersAnswer_WhileTheServerDiesAndLives()
    {
        using var server = await MemcachedProcess.StartNewAsync();
        using var cache = Cache(server);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        var hits = 0;
        var clients = Enumerable.Range(0, 32).Select(client => Task.Run(async () =>
        {
            for (var turn = 0; !stop.IsCancellationRequested; turn++)
            {
                var number = (client + turn) % 50;
                var value = BitConverter.GetBytes(number);
                await cache.SetAsync($"n-{number}", value, Forever);

                // Some callers give up in the middle of an exchange.
                using var impatient = new CancellationTokenSource(TimeSpan.FromMilliseconds(turn % 7 == 0 ? 0.2 : 10_000));
                try
                {
                    if (await cache.GetAsync($"n-{number}", impatient.Token) is { } found)
                    {
                        Assert.Equal(value, found);
                        Interlocked.Increment(ref hits);
                    }
                }
                catch (OperationCanceledException)
                {
                }
            }
        })).ToList();
        await Task.Delay(1000);
        server.Kill();
        await Task.Delay(500);
        await server.StartAsync();
        await Task.WhenAll(clients);
        Assert.InRange(hits, 100, int.MaxValue);
    }

    [Theory]
    [InlineData("")]
    [InlineData("host:0")]
    [InlineData("host:many")]
    [InlineData(":11211")]
    public void Servers_AreHostAndPort(string server) => Assert.Throws<ArgumentException>(() =>
    {
        var options = new MemcachedOptions();
        options.Servers.Add(server);
        using var cache = new MemcachedCache(options, TimeProvider.System);
    });

    private static async Task AssertComesBackAsync(MemcachedCache cache)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            await cache.SetAsync("back", One, Forever);
            if (await cache.GetAsync("back") is not null)
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("The cache does not find its server again.");
    }

    private static MemcachedCache Cache(params MemcachedProcess[] servers)
    {
        // More than the default: other tests run beside these.
        var options = new MemcachedOptions { Timeout = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromMilliseconds(1500) };
        foreach (var server in servers)
        {
            options.Servers.Add(server.Address);
        }

        return new MemcachedCache(options, TimeProvider.System);
    }
}
