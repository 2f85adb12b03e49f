using OsmTasking.Core.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Hosting.Tests.Edits;

/// <summary>Nothing lost, nothing done twice: whatever the network does, whenever the worker dies.</summary>
public sealed class EditFaultTests
{
    /// <summary>A new element is what a second upload would double; a tag fix alone would only clash.</summary>
    private static readonly ElementChange[] NewShop = [new ElementChange.Create(EditSamples.Node(-1, 0, 9.5, 47.1, ("shop", "bakery")))];

    [Theory]
    [InlineData("upload", OsmMishap.RequestLost)]
    [InlineData("upload", OsmMishap.AnswerLost)]
    [InlineData("upload", OsmMishap.AnswerCut)]
    [InlineData("upload", OsmMishap.BadGateway)]
    [InlineData("upload", OsmMishap.Unavailable)]
    [InlineData("create", OsmMishap.RequestLost)]
    [InlineData("create", OsmMishap.AnswerLost)]
    [InlineData("close", OsmMishap.RequestLost)]
    [InlineData("close", OsmMishap.AnswerLost)]
    [InlineData("nodes=", OsmMishap.Unavailable)]
    public async Task Mishap_OfOneRequest_LosesNothingAndDoublesNothing(string request, OsmMishap mishap)
    {
        await using var bench = await EditBench.NewAsync();
        var edits = await AddAsync(bench);
        bench.Server.Next(request, mishap);

        await bench.SendAllAsync();

        await AssertDoneOnceAsync(bench, edits);
    }

    [Theory]
    [InlineData(OsmMishap.AnswerLost)]
    [InlineData(OsmMishap.RequestLost)]
    public async Task Mishap_OfTheUpload_AndOfFindingOut_LosesNothingAndDoublesNothing(OsmMishap upload)
    {
        await using var bench = await EditBench.NewAsync();
        var edits = await AddAsync(bench);
        bench.Server.Next("upload", upload);
        bench.Server.Next("/close", OsmMishap.RequestLost);
        bench.Server.Next("GET /api/0.6/changeset", OsmMishap.Unavailable);
        bench.Server.Next("GET /api/0.6/changeset", OsmMishap.AnswerCut);

        await bench.SendAllAsync();

        await AssertDoneOnceAsync(bench, edits);
    }

    [Fact]
    public async Task Upload_ThatArrivesAfterItWasGivenUp_IsRefused()
    {
        await using var bench = await EditBench.NewAsync();
        List<Edit> edits = [await bench.Store.AddAsync(EditSamples.Of(NewShop))]; // No version of which could tell that it is old.
        bench.Server.Next("upload", OsmMishap.Delayed);

        Assert.True(await bench.Sender().RunOnceAsync());
        Assert.Equal(EditState.Uploading, (await bench.FindAsync(edits[0])).State);
        await bench.SendAllAsync();
        var late = await bench.Server.DeliverAsync();

        Assert.Equal([409], late);
        Assert.Equal([0, 1], bench.Osm.Changesets.Values.Select(changeset => changeset.Uploads));
        await AssertDoneOnceAsync(bench, edits);
    }

    [Fact]
    public async Task Upload_ThatArrivesBeforeAnybodyFindsOut_CountsAsApplied()
    {
        await using var bench = await EditBench.NewAsync();
        var edits = await AddAsync(bench);
        bench.Server.Next("upload", OsmMishap.Delayed);

        Assert.True(await bench.Sender().RunOnceAsync());
        Assert.Equal([200], await bench.Server.DeliverAsync());
        await bench.SendAllAsync();

        await AssertDoneOnceAsync(bench, edits);
        Assert.Single(bench.Server.Log, line => line.EndsWith("/upload", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_KilledAtAnyStep_LosesNothingAndDoublesNothing(bool after)
    {
        var step = 0;
        while (true)
        {
            await using var bench = await EditBench.NewAsync();
            var edits = await AddAsync(bench);
            var killer = new Killer(++step, after);
            var killed = false;
            try
            {
                await bench.SendAllAsync(bench.Sender(killer));
            }
            catch (KilledException)
            {
                killed = true;
            }

            bench.Time.Advance(EditBench.Lease); // Until then nobody else takes over.
            await bench.SendAllAsync();
            await AssertDoneOnceAsync(bench, edits);
            if (!killed)
            {
                Assert.True(step > 10, $"only {step} steps were tried");
                return;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_KilledWhileFindingOut_LosesNothingAndDoublesNothing(bool after)
    {
        for (var step = 1; step <= 12; step++)
        {
            await using var bench = await EditBench.NewAsync();
            var edits = await AddAsync(bench);
            bench.Server.Next("upload", OsmMishap.AnswerLost);
            Assert.True(await bench.Sender().RunOnceAsync());
            bench.Time.Advance(TimeSpan.FromHours(1));
            try
            {
                await bench.SendAllAsync(bench.Sender(new Killer(step, after)));
            }
            catch (KilledException)
            {
                bench.Time.Advance(EditBench.Lease);
            }

            await bench.SendAllAsync();
            await AssertDoneOnceAsync(bench, edits);
        }
    }

    [Fact]
    public async Task Worker_StoppedPastItsLease_WritesNothingWhenItWakes()
    {
        await using var bench = await EditBench.NewAsync();
        var edits = await AddAsync(bench);
        var others = 0;
        bench.Server.OnRequest = line =>
        {
            if (line.EndsWith("/upload", StringComparison.Ordinal) && others++ == 0)
            {
                // It stands still just before its upload; another worker finds the lease run out and does all the work.
                bench.Time.Advance(EditBench.Lease);
                bench.SendAllAsync().GetAwaiter().GetResult();
            }
        };

        await bench.SendAllAsync(bench.Sender());

        Assert.True(others > 1);
        await AssertDoneOnceAsync(bench, edits);
    }

    [Fact]
    public async Task Workers_SideBySide_DoNothingTwice()
    {
        await using var bench = await EditBench.NewAsync();
        var edits = new List<Edit>();
        for (var mapper = 1; mapper <= 6; mapper++)
        {
            for (var number = 0; number < 5; number++)
            {
                edits.Add(await bench.Store.AddAsync(EditSamples.Of(NewShop, mapper, 9.5 + (number * 0.2)) with { ProjectId = mapper }));
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var sender = bench.Sender();
            while (await sender.RunOnceAsync())
            {
            }
        })));
        await bench.SendAllAsync();

        await AssertDoneOnceAsync(bench, edits, shops: 30);
        Assert.All(bench.Osm.Changesets.Values, changeset => Assert.Equal(1, changeset.Uploads));
    }

    [Fact]
    public async Task Items_ThatAreAway_AreCompletedLater()
    {
        await using var bench = await EditBench.NewAsync();
        var edits = await AddAsync(bench);
        bench.Items.Failures = 2;

        Assert.True(await bench.Sender().RunOnceAsync());
        Assert.Equal(EditState.Applied, (await bench.FindAsync(edits[0])).State);
        await bench.SendAllAsync();

        await AssertDoneOnceAsync(bench, edits);
    }

    private static async Task<List<Edit>> AddAsync(EditBench bench) =>
    [
        await bench.Store.AddAsync(EditSamples.Of(NewShop, item: 501)),
        await bench.Store.AddAsync(EditSamples.Fix(3, 1, "name", "Rest", item: 502)),
    ];

    private static async Task AssertDoneOnceAsync(EditBench bench, List<Edit> edits, int shops = 1)
    {
        foreach (var edit in edits)
        {
            var now = await bench.FindAsync(edit);
            Assert.Equal((EditState.Closed, EditFault.None), (now.State, now.Fault));
            Assert.True(bench.Items.Completed.ContainsKey(edit.Id));
        }

        Assert.Equal(shops, bench.Osm.Count(OsmElementKind.Node) - 40);
        if (edits.Exists(edit => edit.Changes[0] is ElementChange.TagFix))
        {
            Assert.Equal("Rest", bench.Osm.Now(OsmElementKind.Node, 3)!.Tags["name"]);
            Assert.Equal(2, bench.Osm.VersionsOf(OsmElementKind.Node, 3));
        }

        Assert.All(bench.Osm.Changesets.Values, changeset => Assert.InRange(changeset.Uploads, 0, 1));
    }
}
