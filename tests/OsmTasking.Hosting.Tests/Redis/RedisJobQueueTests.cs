using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Core.Jobs;
using OsmTasking.Hosting.Redis;
using OsmTasking.TestKit.Servers;

namespace OsmTasking.Hosting.Tests.Redis;

public sealed class RedisJobQueueTests : IDisposable
{
    private static readonly JobQueueName[] Both = [JobQueueName.OnDemand, JobQueueName.Daily];
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);
    private readonly List<RedisLink> _links = [];

    [Fact]
    public async Task Announce_OnOneHost_EndsTheWaitOnAnotherAtOnce()
    {
        using var server = await RedisServer.StartNewAsync();
        var (here, there) = (new RedisJobQueue(Link(server), TimeProvider.System), new RedisJobQueue(Link(server), TimeProvider.System));
        await there.WaitAsync(Both, TimeSpan.FromMilliseconds(300)); // Connects.
        await here.AnnounceAsync(JobQueueName.Daily, Guid.NewGuid());
        Assert.True(await there.WaitAsync(Both, Long)); // It was announced while nobody waited.

        for (var round = 0; round < 5; round++)
        {
            var waiting = there.WaitAsync(Both, Long);
            await Task.Delay(100);
            var clock = Stopwatch.StartNew();
            await here.AnnounceAsync(JobQueueName.OnDemand, Guid.NewGuid());

            Assert.True(await waiting);
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"woken after {clock.Elapsed}");
        }
    }

    [Fact]
    public async Task Announce_Once_EndsOneWaitOfMany()
    {
        using var server = await RedisServer.StartNewAsync();
        var hosts = Enumerable.Range(0, 3).Select(_ => new RedisJobQueue(Link(server), TimeProvider.System)).ToList();
        var waits = hosts.SelectMany(host => Enumerable.Range(0, 4).Select(_ => host.WaitAsync(Both, TimeSpan.FromSeconds(3)).AsTask())).ToList();
        await Task.Delay(1000);

        await hosts[0].AnnounceAsync(JobQueueName.OnDemand, Guid.NewGuid());
        await hosts[0].AnnounceAsync(JobQueueName.OnDemand, Guid.NewGuid());

        Assert.Equal(2, (await Task.WhenAll(waits)).Count(woken => woken));
    }

    [Fact]
    public async Task Wait_ForOneQueue_IsNotEndedByTheOther()
    {
        using var server = await RedisServer.StartNewAsync();
        var queue = new RedisJobQueue(Link(server), TimeProvider.System);
        await queue.AnnounceAsync(JobQueueName.Daily, Guid.NewGuid());

        Assert.False(await queue.WaitAsync([JobQueueName.OnDemand], TimeSpan.FromMilliseconds(500)));
        Assert.True(await queue.WaitAsync(Both, Long));
    }

    [Fact]
    public async Task ServerGone_CostsNoWaitAndNoFault_AndComesBack()
    {
        using var server = RedisServer.Prepare();
        var (here, there) = (new RedisJobQueue(Link(server), TimeProvider.System), new RedisJobQueue(Link(server), TimeProvider.System));
        Assert.False(await here.WaitAsync(Both, TimeSpan.FromMilliseconds(200)));
        var waiting = here.WaitAsync(Both, Long);
        await here.AnnounceAsync(JobQueueName.OnDemand, Guid.NewGuid());
        Assert.True(await waiting); // Of the same process.

        await server.StartAsync();
        await WokenAcrossAsync(here, there);
        server.Kill();
        Assert.False(await there.WaitAsync(Both, TimeSpan.FromMilliseconds(200)));
        await server.StartAsync();
        await WokenAcrossAsync(here, there);
    }

    [Fact]
    public async Task Queue_ThatNobodyReads_StaysBoundedAndPasses()
    {
        using var server = await RedisServer.StartNewAsync();
        var queue = new RedisJobQueue(Link(server), TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 10_050).Select(_ => queue.AnnounceAsync(JobQueueName.Daily, Guid.NewGuid()).AsTask()));

        Assert.Equal(":10000", await server.SayAsync("LLEN {osm_tasking:jobs}:daily"));
        Assert.InRange(int.Parse((await server.SayAsync("TTL {osm_tasking:jobs}:daily"))[1..]), 1, 60);
    }

    [Fact]
    public async Task Registry_ListsTheWorkersOfAllHosts_UntilTheyFallSilent()
    {
        using var server = await RedisServer.StartNewAsync();
        var (here, there) = (new RedisWorkerRegistry(Link(server), TimeProvider.System), new RedisWorkerRegistry(Link(server), TimeProvider.System));
        var alpha = new WorkerPresence("alpha \"1\"", DateTimeOffset.UnixEpoch, 4, [Guid.NewGuid(), Guid.NewGuid()]);
        await here.BeatAsync(alpha, TimeSpan.FromSeconds(1));
        await here.BeatAsync(alpha with { Name = "beta" }, TimeSpan.FromMinutes(1));

        var found = await there.ListAsync();

        Assert.Equal(["alpha \"1\"", "beta"], found.Select(worker => worker.Name));
        Assert.Equal((4, DateTimeOffset.UnixEpoch), (found[0].Slots, found[0].StartedAt));
        Assert.Equal(alpha.Running, found[0].Running);
        await Task.Delay(1200);
        Assert.Equal(["beta"], (await there.ListAsync()).Select(worker => worker.Name));
        Assert.Equal(":1", await server.SayAsync("SCARD {osm_tasking:workers}:names"));
        await server.SayAsync("FLUSHALL");
        Assert.Empty(await there.ListAsync());
        Assert.Equal(["beta"], (await here.ListAsync()).Select(worker => worker.Name)); // Its own process.
        await here.LeaveAsync("beta");
        Assert.Empty(await here.ListAsync());
    }

    public void Dispose() => _links.ForEach(link => link.Dispose());

    private static async Task WokenAcrossAsync(RedisJobQueue here, RedisJobQueue there)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var waiting = there.WaitAsync(Both, TimeSpan.FromSeconds(1));
            await Task.Delay(200);
            await here.AnnounceAsync(JobQueueName.OnDemand, Guid.NewGuid());
            if (await waiting)
            {
                return;
            }

            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "not woken across hosts within 30 s of the server's return");
        }
    }

    private RedisLink Link(RedisServer server)
    {
        var link = new RedisLink(server.Configuration, TimeProvider.System, NullLogger<RedisLink>.Instance);
        _links.Add(link);
        return link;
    }
}
