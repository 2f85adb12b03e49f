using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.News;
using OsmTasking.Hosting.Redis;
using OsmTasking.Sqlite;
using OsmTasking.TestKit.Servers;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Hosting.Tests.Redis;

/// <summary>The hint of where items are open: it may propose, and whatever becomes of Redis costs time alone (I5, I6).</summary>
public sealed class RedisItemHintTests : ItemContract
{
    private static readonly ItemPick Everywhere = new ItemPick.Viewport(new(-1, -1), new(120, 3));
    private readonly string _folder = Directory.CreateTempSubdirectory("osmtasking-hint-").FullName;
    private readonly List<RedisLink> _links = [];

    [Fact]
    public async Task Hint_IsCountedOnceForAllHosts_AndTellsWhereItemsAreOpen()
    {
        using var server = await RedisServer.StartNewAsync();
        var project = await ProjectAsync(0);
        await ImportAsync(project, [.. Row(3), new ItemDraft("far", new ItemPin(100, 1), "x")]);
        var (here, there) = (Hint(server), Hint(server));

        Assert.Null(await here.CellsAsync(project.Id)); // Nothing waits for the counting.
        await here.Counting;
        var cells = (await there.CellsAsync(project.Id))!;

        Assert.Equal(4, cells.Open.Values.Sum());
        Assert.Equal(1, cells.Open[Quadkeys.At(new ItemPin(100, 1))]);

        // A claim by the hint goes where it points, though the box is wide and most of it empty.
        var guided = new ItemWorkflow(Items, Time, there);
        var seen = new List<string>();
        for (var mapper = 1L; mapper <= 4; mapper++)
        {
            seen.Add(Assert.Single(Assert.IsType<ItemOutcome.Done>(await guided.NextAsync(project, mapper, Everywhere)).Items).ExternalId);
        }

        Assert.Equal(["far", "i-1", "i-2", "i-3"], seen.Order(StringComparer.Ordinal));
        Assert.IsType<ItemOutcome.Refused>(await guided.NextAsync(project, 5, Everywhere));
    }

    [Fact]
    public async Task AHintThatLies_SendsNobodyAway()
    {
        using var server = await RedisServer.StartNewAsync();
        var project = await ProjectAsync(5);
        var key = RedisKeys.ItemCells(project.Id).ToString();
        await server.SayAsync($"HSET {key} 0000000000000 100000 {Quadkeys.At(new ItemPin(100, 1))} 100000 rubbish 7 3 -9 - 0");
        var guided = new ItemWorkflow(Items, Time, Hint(server));

        for (var mapper = 1L; mapper <= 5; mapper++)
        {
            Assert.IsType<ItemOutcome.Done>(await guided.NextAsync(project, mapper, Everywhere));
        }

        Assert.Equal(":0", await server.SayAsync($"HEXISTS {key} {Quadkeys.At(new ItemPin(100, 1))}")); // It was said to be dry.
    }

    [Fact]
    public async Task Claims_WhileRedisIsFlushed_KilledAndStartedAgain_LoseNothing_AndNothingIsDoneTwice()
    {
        const int Some = 400;
        const int Mappers = 8;
        using var server = await RedisServer.StartNewAsync();
        var project = await ProjectAsync(Some);
        var finished = new ConcurrentBag<(long Number, long Token, long Mapper)>();
        using var stop = new CancellationTokenSource();
        var mischief = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                await Task.Delay(150);
                if (round % 4 == 3)
                {
                    server.Kill();
                    await Task.Delay(200);
                    await server.StartAsync();
                }
                else
                {
                    await server.SayAsync("FLUSHALL");
                }
            }
        });

        await Task.WhenAll(Enumerable.Range(1, Mappers).Select(mapper => Task.Run(async () =>
        {
            var guided = new ItemWorkflow(Items, Time, Hint(server));
            while (await guided.NextAsync(project, mapper, Everywhere) is ItemOutcome.Done { Items: [var item] })
            {
                var finish = ItemRequest.For(project.Id, item.ExternalId, new ItemCommand.Finish(mapper, ItemStatus.Fixed) { Token = item.Token });
                Assert.IsType<ItemOutcome.Done>(await guided.ExecuteAsync(finish, Lifetime));
                finished.Add((item.Id.Number, item.Token, mapper));
                await Task.Delay(10);
            }
        })));
        await stop.CancelAsync();
        await mischief;

        await Invariants.AssertAsync(Items, project.Id, finished, Some);
    }

    [Fact]
    public async Task News_GoFromHostToHost_AndWithoutRedisStayAtHome()
    {
        using var server = await RedisServer.StartNewAsync();
        var (here, there) = (new ItemNews(), new ItemNews());
        var (mine, theirs) = (new RedisItemNews(Link(server), here), new RedisItemNews(Link(server), there));
        using var end = new CancellationTokenSource();
        var (heard, other) = (there.Listen(7, end.Token), there.Listen(8, end.Token));
        await theirs.ReceiveAsync();

        var store = new ToldItemStore(Items, here, mine);
        var own = here.Listen(7, end.Token);
        var project = await ProjectAsync(1);
        var elsewhere = there.Listen(project.Id, end.Token);
        Assert.IsType<ItemClaimResult.Claimed>(await store.ClaimAsync(Claim(project, 1)));
        mine.Send(7);
        Assert.True(await heard.ReadAsync(end.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(await elsewhere.ReadAsync(end.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(other.TryRead(out _));
        Assert.False(own.TryRead(out _));

        // The same lease again is no news; and with Redis gone nobody waits.
        Assert.IsType<ItemClaimResult.Claimed>(await store.ClaimAsync(Claim(project, 1)));
        await Task.Delay(200);
        Assert.False(elsewhere.TryRead(out _));
        server.Kill();
        var clock = Stopwatch.StartNew();
        for (var times = 0; times < 100; times++)
        {
            mine.Send(7);
        }

        Assert.True(clock.Elapsed < TimeSpan.FromMilliseconds(500), $"{clock.Elapsed}");
        await end.CancelAsync();
    }

    protected override ValueTask<ItemStores> OpenAsync()
    {
        var database = new SqliteDatabase(Path.Combine(_folder, "items.db"));
        return ValueTask.FromResult(new ItemStores(new SqliteItemStore(database), new SqliteItemProjectStore(database), new SqliteItemNoteStore(database), new SqliteSchema(database), () =>
        {
            _links.ForEach(link => link.Dispose());
            database.Dispose();
            Directory.Delete(_folder, recursive: true);
            return ValueTask.CompletedTask;
        }));
    }

    private ItemClaim Claim(ItemProject project, long mapper) =>
        new(project.Id, mapper, ItemSearch.Of(new ItemPick.Random(), 1), Time.GetUtcNow(), Time.GetUtcNow() + Lifetime);

    private RedisItemHint Hint(RedisServer server) => new(Link(server), Items, TimeProvider.System, NullLogger<RedisItemHint>.Instance);

    private RedisLink Link(RedisServer server)
    {
        var link = new RedisLink(server.Configuration, TimeProvider.System, NullLogger<RedisLink>.Instance);
        lock (_links)
        {
            _links.Add(link);
        }

        return link;
    }
}
