using OsmTasking.Core.Edits;
using OsmTasking.Core.Items;
using OsmTasking.Postgis;
using OsmTasking.TestKit.Osm;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Hosting.Tests.Faults;

/// <summary>Processes that are killed or stopped while they work on items and edits: I1 to I4, I8 and I9 of the design hold.</summary>
public sealed class ItemProcessTests
{
    private const int Kills = 6;

    [Fact]
    public async Task Owner_StoppedPastItsLease_OverwritesNothingWhenItGoesOn()
    {
        await using var database = await JobDatabase.OpenAsync();
        var items = new PostgisItemStore(database.Source);
        var project = await ProjectAsync(database, items, 1);
        using var owner = await WorkerProcess.StartAsync($"{database.ConnectionString}|{project.Id}|1|1000", MapperProgram.Switch);
        Assert.Equal("i-1 1", await owner.AskAsync("claim"));
        await owner.SignalAsync("STOP");

        // While the lease lives nobody else gets it; a second later it is another's.
        var workflow = new ItemWorkflow(items, TimeProvider.System);
        Item? taken = null;
        for (var tries = 0; taken is null; tries++)
        {
            Assert.True(tries < 200, "the lease never ended");
            taken = await workflow.NextAsync(project, 2, new ItemPick.Random()) is ItemOutcome.Done { Items: [var item] } ? item : null;
            await Task.Delay(50);
        }

        Assert.Equal(2, taken.Token);
        Assert.IsType<ItemOutcome.Done>(await workflow.ExecuteAsync(
            ItemRequest.For(project.Id, "i-1", new ItemCommand.Finish(2, ItemStatus.Fixed) { Token = taken.Token }), TimeSpan.FromMinutes(15)));
        await owner.SignalAsync("CONT");

        Assert.Equal(nameof(ItemRefusalReason.StaleToken), await owner.AskAsync("finish"));
        Assert.Equal((ItemStatus.Fixed, 2L), ((await items.FindAsync(taken.Id))!.Status, (await items.FindAsync(taken.Id))!.FinishedBy));
        await Invariants.AssertAsync(items, project.Id, [(taken.Id.Number, 2, 2)], 1);
    }

    [Fact]
    public async Task Senders_KilledAgainAndAgain_WhileOsmDropsAnswers_SendNothingTwice_AndCompleteEveryItem()
    {
        const int Some = 48;
        const int Mappers = 6;
        await using var database = await JobDatabase.OpenAsync();
        var (items, edits) = (new PostgisItemStore(database.Source), new PostgisEditStore(database.Source));
        var project = await ProjectAsync(database, items, Some);
        using var api = new FakeOsmApi();
        await using var osm = new FakeOsmListener(api, TimeSpan.FromMilliseconds(20));
        var queued = new List<Edit>();
        for (var number = 1; number <= Some; number++)
        {
            var item = Assert.Single(await items.FindAsync(project.Id, [$"i-{number}"]));
            api.Data.Put(EditSamples.Node(number, 0, 9.5, 47.1, ("amenity", "bench")));

            // A new node that is sent twice is there twice: half of them are such.
            var mapper = 1 + (number % Mappers);
            ElementChange change = number % 2 == 0
                ? new ElementChange.Create(EditSamples.Node(-1, 0, 9.5, 47.1, ("shop", $"s{number}")))
                : new ElementChange.TagFix(new(OsmElementKind.Node, number), 1, new Dictionary<string, string?> { ["name"] = $"n{number}" });
            queued.Add(await edits.AddAsync(EditSamples.Of([change], mapper, item: item.Id.Number) with { ProjectId = project.Id }));
        }

        var (random, hits) = (new Random(20260601), 0);
        var senders = new List<WorkerProcess> { await SenderAsync(), await SenderAsync() };
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                api.Next("upload", new[] { OsmMishap.AnswerLost, OsmMishap.BadGateway, OsmMishap.RequestLost, OsmMishap.AnswerCut }[kill % 4]);
                await Task.Delay(random.Next(150, 500));
                var victim = kill % 2;
                hits += await OpenAsync(edits, Mappers) > 0 ? 1 : 0;
                senders[victim].Dispose(); // SIGKILL
                senders[victim] = await SenderAsync();
            }

            for (var waited = 0; await OpenAsync(edits, Mappers) > 0; waited++)
            {
                Assert.True(waited < 900, $"{await OpenAsync(edits, Mappers)} edits are still open after 90 s");
                await Task.Delay(100);
            }
        }
        finally
        {
            senders.ForEach(sender => sender.Dispose());
        }

        Assert.True(hits >= Kills / 2, $"only {hits} kills hit anything: the test shows nothing");

        // I8: what was to be made is there once, what was to be changed was changed once, and no changeset took two uploads.
        Assert.Equal(Some + (Some / 2), api.Data.Count(OsmElementKind.Node));
        Assert.All(Enumerable.Range(1, Some), node => Assert.Equal(node % 2 == 0 ? 1 : 2, api.Data.VersionsOf(OsmElementKind.Node, node)));
        Assert.All(api.Data.Changesets.Values, changeset => Assert.InRange(changeset.Uploads, 0, 1));

        // I9: what OSM has is done here, by whoever did it, once.
        var results = (await items.HistoryAsync(project.Id, null, long.MaxValue, 10_000)).Where(happened => happened.Kind == ItemEventKind.Finished).ToList();
        foreach (var edit in queued)
        {
            var now = (await edits.FindAsync(edit.Id))!;
            Assert.Equal((EditState.Closed, EditFault.None), (now.State, now.Fault));
            Assert.Equal(ItemStatus.Fixed, (await items.FindAsync(new ItemId(project.Id, edit.Item!.Value)))!.Status);
            Assert.Equal(edit.MapperId, Assert.Single(results, happened => happened.Item.Number == edit.Item).ActorId);
        }

        Task<WorkerProcess> SenderAsync() => WorkerProcess.StartAsync($"{database.ConnectionString}|{osm.Address}", SenderProgram.Switch);
    }

    private static async Task<int> OpenAsync(PostgisEditStore edits, int mappers)
    {
        var open = 0;
        for (var mapper = 1; mapper <= mappers; mapper++)
        {
            open += (await edits.ListAsync(mapper, [EditState.Queued, EditState.ChangesetOpen, EditState.Uploading, EditState.Applied, EditState.RateLimited], 1000)).Count;
        }

        return open;
    }

    private static async Task<ItemProject> ProjectAsync(JobDatabase database, PostgisItemStore items, int count)
    {
        var now = DateTimeOffset.UtcNow;
        var project = (await new PostgisItemProjectStore(database.Source).CreateAsync(new ItemProject(0, Guid.NewGuid(), "Faults", 1) { Created = now, Updated = now }))!;
        var drafts = Enumerable.Range(1, count).Select(number => new ItemDraft($"i-{number}", new ItemPin(9.5, 47.1), "Look"));
        await items.ImportAsync(new ItemImport(project.Id, 1, now), drafts.ToAsyncEnumerable());
        return project;
    }
}
