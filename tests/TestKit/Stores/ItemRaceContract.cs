using OsmTasking.Core.Items;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every item store keeps to when many come at once.</summary>
public abstract class ItemRaceContract : ItemContract
{
    private const int Racers = 64;

    /// <summary>How many items are worked through; <c>OSM_TASKING_RACE_ITEMS=100000</c> for the whole claim.</summary>
    private static readonly int Raced = int.TryParse(Environment.GetEnvironmentVariable("OSM_TASKING_RACE_ITEMS"), out var items) && items > 0 ? items : 500;

    public static TheoryData<string> Picks => ["random", "sequence", "nearest", "viewport", "within"];

    [Theory]
    [MemberData(nameof(Picks))]
    public async Task SixtyFourClaimers_NeverShareAnItem(string pick)
    {
        var project = await ProjectAsync(100);

        var outcomes = await RaceAsync(racer => Workflow.NextAsync(project, 1000 + racer, Pick(pick)));

        var items = outcomes.Select(outcome => Assert.Single(Assert.IsType<ItemOutcome.Done>(outcome).Items)).ToList();
        Assert.Equal(Racers, items.Select(item => item.Id).Distinct().Count());
        Assert.All(items, item => Assert.Equal(1, item.Token));
        for (var racer = 0; racer < Racers; racer++)
        {
            Assert.Equal(1000 + racer, (await Items.FindAsync(items[racer].Id))!.Lease?.HolderId);
            Assert.Equal(items[racer].Id, Assert.Single(await Items.HeldAsync(project.Id, 1000 + racer, Time.GetUtcNow())).Id);
        }
    }

    [Fact]
    public async Task SixtyFourClaimers_WorkThroughEverything_EachItemOnce()
    {
        var project = await ProjectAsync(Raced);
        var finished = new System.Collections.Concurrent.ConcurrentBag<long>();

        await RaceAsync(async racer =>
        {
            while (await Workflow.NextAsync(project, racer + 1, new ItemPick.Random()) is ItemOutcome.Done { Items: [var item] })
            {
                var done = await Workflow.ExecuteAsync(
                    ItemRequest.For(project.Id, item.ExternalId, new ItemCommand.Finish(racer + 1, ItemStatus.Fixed) { Token = item.Token }), Lifetime);
                Assert.IsType<ItemOutcome.Done>(done);
                finished.Add(item.Id.Number);
            }

            return 0;
        });

        Assert.Equal(Enumerable.Range(1, Raced).Select(number => (long)number), finished.Order());
        var events = await Items.HistoryAsync(project.Id, null, long.MaxValue, 10 * Raced);
        Assert.Equal(Raced, events.Count(happened => happened.Kind == ItemEventKind.Finished));
        Assert.Equal(Raced, events.Count(happened => happened.Kind == ItemEventKind.Claimed));
    }

    [Fact]
    public async Task OneMapper_AskingSixtyFourTimesAtOnce_GetsOneItem()
    {
        var project = await ProjectAsync(100);

        var outcomes = await RaceAsync(_ => Workflow.NextAsync(project, 7, new ItemPick.Random()));

        Assert.Single(outcomes.Select(outcome => Assert.Single(Assert.IsType<ItemOutcome.Done>(outcome).Items).Id).Distinct());
        Assert.Single(await Items.HistoryAsync(project.Id, null, long.MaxValue, 1000), happened => happened.Kind == ItemEventKind.Claimed);
    }

    [Fact]
    public async Task OneRequestForTheLastItem_SentSixtyFourTimes_GetsItEachTime()
    {
        var project = await ProjectAsync(1);

        var outcomes = await RaceAsync(_ => Workflow.NextAsync(project, 7, new ItemPick.Random(), key: "same"));

        var item = Assert.Single(outcomes.Select(Done).Distinct());
        Assert.Equal(1, item.Token);
        Assert.Single(await Items.HistoryAsync(project.Id, null, long.MaxValue, 1000), happened => happened.Kind == ItemEventKind.Claimed);
    }

    [Fact]
    public async Task OneItem_LockedBySixtyFour_GoesToOne()
    {
        var project = await ProjectAsync(1);

        var outcomes = await RaceAsync(racer => DoAsync(project, 1, new ItemCommand.Claim(racer + 1)));

        Assert.Single(outcomes, outcome => outcome is ItemOutcome.Done);
        Assert.All(outcomes.OfType<ItemOutcome.Refused>(), refused => Assert.Equal(ItemRefusalReason.HeldByOther, refused.Refusal.Reason));
    }

    [Fact]
    public async Task OneCompletion_SentSixtyFourTimes_HappensOnce()
    {
        var project = await ProjectAsync(1);
        var held = await NextAsync(project, 7);
        var finish = new ItemCommand.Finish(7, ItemStatus.Fixed) { Token = held.Token };

        var outcomes = await RaceAsync(racer => DoAsync(project, 1, finish, racer % 2 == 0 ? "same" : null));

        Assert.All(outcomes, outcome => Assert.Equal(ItemStatus.Fixed, Done(outcome).Status));
        Assert.Single(await Items.HistoryAsync(project.Id, 1, long.MaxValue, 1000), happened => happened.Kind == ItemEventKind.Finished);
    }

    [Fact]
    public async Task OverlappingSets_GoWholeToOneOrNobody()
    {
        var project = await ProjectAsync(8);

        var outcomes = await RaceAsync(racer => Workflow.ExecuteAsync(
            new ItemRequest(project.Id, [.. Enumerable.Range(1 + (racer % 5), 4).Select(number => new ItemWish($"i-{number}", new ItemCommand.Claim(racer + 1)))]), Lifetime));

        for (var racer = 0; racer < Racers; racer++)
        {
            Assert.Equal(outcomes[racer] is ItemOutcome.Done ? 4 : 0, (await Items.HeldAsync(project.Id, racer + 1, Time.GetUtcNow())).Count);
        }

        Assert.InRange(outcomes.Count(outcome => outcome is ItemOutcome.Done), 1, 2);
    }

    private static ItemPick Pick(string name) => name switch
    {
        "sequence" => new ItemPick.Sequence(0),
        "nearest" => new ItemPick.Nearest(new ItemPin(0.5, 0)),
        "viewport" => new ItemPick.Viewport(new ItemPin(0, -1), new ItemPin(0.8, 1)),
        "within" => new ItemPick.Within(new ItemPin(0.5, 0), 50_000),
        _ => new ItemPick.Random(),
    };

    /// <summary>Starts everybody at once.</summary>
    private static async Task<T[]> RaceAsync<T>(Func<int, ValueTask<T>> run)
    {
        using var gate = new ManualResetEventSlim();
        var racers = Enumerable.Range(0, Racers).Select(racer => Task.Run(async () =>
        {
            gate.Wait();
            return await run(racer);
        })).ToArray();
        gate.Set();
        return await Task.WhenAll(racers);
    }
}
