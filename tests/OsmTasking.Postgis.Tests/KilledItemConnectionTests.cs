using Npgsql;
using OsmTasking.Core;
using OsmTasking.Core.Items;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

/// <summary>Claims and results while the server's backends are terminated under them: nothing is lost, nothing happens twice.</summary>
public sealed class KilledItemConnectionTests : ItemContract
{
    private const int Mappers = 8;
    private const int Some = 240;
    private ScratchDatabase? _database;

    [Fact]
    public async Task BackendsTerminated_BetweenClaimAndAnswer_NeitherLoseNorDoubleAnItem()
    {
        var project = await ProjectAsync(Some);
        using var stop = new CancellationTokenSource();
        var killer = ConnectionKiller.KillAsync(_database!.Name, times: 250, stop.Token);
        var unanswered = 0;
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<(long Number, long Token)>();
        await Task.WhenAll(Enumerable.Range(1, Mappers).Select(mapper => Task.Run(async () =>
        {
            for (var round = 0; ; round++)
            {
                var next = await AgainAsync(() => Workflow.NextAsync(project, mapper, new ItemPick.Random(), key: $"claim {round}"));
                if (next is not ItemOutcome.Done { Items: [var item] })
                {
                    return;
                }

                var finish = ItemRequest.For(project.Id, item.ExternalId, new ItemCommand.Finish(mapper, ItemStatus.Fixed) { Token = item.Token }) with { Key = $"finish {round}" };
                Assert.IsType<ItemOutcome.Done>(await AgainAsync(() => Workflow.ExecuteAsync(finish, Lifetime)));
                acknowledged.Add((item.Id.Number, item.Token));
            }
        })));
        await stop.CancelAsync();
        await killer;
        NpgsqlConnection.ClearAllPools(); // Some that wait there may be dead.

        Assert.True(unanswered > 0, "no connection was killed at a bad moment: the test shows nothing");
        var events = await Items.HistoryAsync(project.Id, null, long.MaxValue, 100_000);
        var claims = events.Where(happened => happened.Kind == ItemEventKind.Claimed).ToList();
        var results = events.Where(happened => happened.Kind == ItemEventKind.Finished).ToList();
        Assert.Equal(claims.Count, claims.Select(happened => (happened.Item.Number, happened.Token)).Distinct().Count()); // I1: one holder a token.
        Assert.Equal(acknowledged.Order(), results.Select(happened => (happened.Item.Number, happened.Token)).Order()); // I2 to I4: one result a token, by its holder.
        Assert.Equal(Some, acknowledged.Select(done => done.Number).Distinct().Count()); // I6: every item was reached.
        Assert.Equal(Some, claims.Count); // I3: a retry is no second claim.
        Assert.All(results, happened => Assert.Contains(claims, claim => claim.Item == happened.Item && claim.Token == happened.Token && claim.ActorId == happened.ActorId));

        async ValueTask<ItemOutcome> AgainAsync(Func<ValueTask<ItemOutcome>> ask)
        {
            while (true)
            {
                try
                {
                    return await ask();
                }
                catch (StoreException)
                {
                    Interlocked.Increment(ref unanswered); // Whether it happened is not known; key and lease tell.
                }
            }
        }
    }

    protected override async ValueTask<ItemStores> OpenAsync()
    {
        _database = await ScratchDatabase.CreateAsync();
        return PostgisStores.Items(_database);
    }
}
