using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Core;
using OsmTasking.Core.Tasks;
using OsmTasking.Hosting.News;
using OsmTasking.Hosting.Redis;
using OsmTasking.Hosting.Tests.Workers;
using OsmTasking.TestKit.Servers;

namespace OsmTasking.Hosting.Tests.News;

public class OutboxRelayTests
{
    [Fact]
    public async Task Relay_TellsThoseWhoListenToTheProject_AndEmptiesTheOutbox()
    {
        var outbox = new FakeOutbox();
        var news = new TaskNews();
        using var stop = new CancellationTokenSource();
        var (all, one) = (news.Listen(null, stop.Token), news.Listen(7, stop.Token));
        using var relay = new OutboxRelay(outbox, news, TimeProvider.System, NullLogger<OutboxRelay>.Instance);
        await relay.StartAsync(CancellationToken.None);
        outbox.Add(1200, project: 3);
        outbox.Add(1, project: 7);

        Assert.Equal(7, (await NextAsync(one)).ProjectId);
        Assert.Equal([5], (await NextAsync(all)).Tasks);
        await JobWorkerTests.WaitForAsync(() => outbox.IsEmpty);
        await stop.CancelAsync();
        await relay.StopAsync(CancellationToken.None);
        Assert.False(await one.WaitToReadAsync());
    }

    [Fact]
    public async Task Relay_WhoseStoreFails_TellsAgainRatherThanNever()
    {
        var outbox = new FakeOutbox { DeletionsToFail = 2 };
        var news = new TaskNews();
        var all = news.Listen(null, CancellationToken.None);
        using var relay = new OutboxRelay(outbox, news, TimeProvider.System, NullLogger<OutboxRelay>.Instance);
        outbox.Add(1, project: 3);

        await relay.StartAsync(CancellationToken.None);

        await JobWorkerTests.WaitForAsync(() => outbox.IsEmpty);
        await relay.StopAsync(CancellationToken.None);
        Assert.Equal(3, all.Count);
    }

    [Fact]
    public async Task Listener_ThatFallsBehind_LosesTheOldestAndHoldsNobodyUp()
    {
        var news = new TaskNews();
        var slow = news.Listen(null, CancellationToken.None);
        for (var id = 1; id <= 5000; id++)
        {
            news.Tell(new OutboxEntry(1, id, []));
        }

        Assert.Equal(1024, slow.Count);
        Assert.Equal(5000 - 1023, (await NextAsync(slow)).Id);
    }

    [Fact]
    public async Task News_OfOneHost_ReachOthersThroughRedisOnce()
    {
        using var server = await RedisServer.StartNewAsync();
        using var first = new RedisLink(server.Configuration, TimeProvider.System, NullLogger<RedisLink>.Instance);
        using var second = new RedisLink(server.Configuration, TimeProvider.System, NullLogger<RedisLink>.Instance);
        var (here, there) = (new TaskNews(), new TaskNews());
        var (hearHere, hearThere) = (here.Listen(null, CancellationToken.None), there.Listen(9, CancellationToken.None));
        var outbox = new FakeOutbox();
        using var relay = new OutboxRelay(outbox, here, TimeProvider.System, NullLogger<OutboxRelay>.Instance, new RedisNews(first, here));
        await new RedisNews(second, there).ReceiveAsync();
        await relay.StartAsync(CancellationToken.None);
        outbox.Add(1, project: 9);

        var heard = await NextAsync(hearThere);

        Assert.Equal((9, 1), (heard.ProjectId, heard.Id));
        Assert.Equal([5], heard.Tasks);
        await NextAsync(hearHere);
        await Task.Delay(300);
        Assert.Equal((0, 0), (hearHere.Count, hearThere.Count));

        server.Kill();
        outbox.Add(1, project: 9);
        await NextAsync(hearHere); // Redis is away, and here it is heard all the same.
        await JobWorkerTests.WaitForAsync(() => outbox.IsEmpty);
        await relay.StopAsync(CancellationToken.None);
    }

    private static async Task<OutboxEntry> NextAsync(ChannelReader<OutboxEntry> reader) => await reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    private sealed class FakeOutbox : IOutbox
    {
        private readonly List<OutboxEntry> _entries = [];
        private long _last;

        internal int DeletionsToFail { get; set; }

        internal bool IsEmpty
        {
            get
            {
                lock (_entries)
                {
                    return _entries.Count == 0;
                }
            }
        }

        public ValueTask<IReadOnlyList<OutboxEntry>> ReadAsync(int most, CancellationToken cancellationToken = default)
        {
            lock (_entries)
            {
                return ValueTask.FromResult<IReadOnlyList<OutboxEntry>>([.. _entries.Take(most)]);
            }
        }

        public ValueTask DeleteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken = default)
        {
            if (DeletionsToFail-- > 0)
            {
                throw new StoreException("away", isTransient: true);
            }

            lock (_entries)
            {
                _entries.RemoveAll(entries.Contains);
            }

            return ValueTask.CompletedTask;
        }

        internal void Add(int count, long project)
        {
            lock (_entries)
            {
                _entries.AddRange(Enumerable.Range(0, count).Select(_ => new OutboxEntry(project, ++_last, [5])));
            }
        }
    }
}
