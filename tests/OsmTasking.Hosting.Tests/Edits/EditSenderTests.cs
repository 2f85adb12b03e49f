using OsmTasking.Core.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.Hosting.Tests.Edits;

/// <summary>Each answer that OSM may give, and what becomes of the edits then.</summary>
public sealed class EditSenderTests
{
    [Fact]
    public async Task Edits_OfOneCell_ShareAChangeset_WithTheTagsOfCustom()
    {
        await using var bench = await EditBench.NewAsync();
        var one = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "backrest", "yes", item: 11));
        var two = await bench.Store.AddAsync(EditSamples.Fix(2, 1, "amenity", null, item: 12));
        await bench.Store.AddAsync(EditSamples.Fix(3, 1, "backrest", "no", longitude: 14.5, item: 13));

        await bench.SendAllAsync();

        Assert.Equal(2, bench.Osm.Changesets.Count);
        Assert.All(bench.Osm.Changesets.Values, changeset => Assert.False(changeset.IsOpen));
        var tags = bench.Osm.Changesets.Values.First(changeset => changeset.Changes == 2).Tags;
        Assert.Equal("Named what I saw #osmtasking-1", tags["comment"]);
        Assert.Equal("#osmtasking-1", tags["hashtags"]);
        Assert.Equal("survey", tags["source"]);
        Assert.Equal("11;12", tags["osmtasking:tasks"]);
        Assert.Equal("https://tasks.example.org/", tags["osmtasking:server"]);
        Assert.Equal("yes", bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["backrest"]);
        Assert.Equal("bench", bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["amenity"]);
        Assert.Empty(bench.Osm.Now(OsmElementKind.Node, 2)!.Tags);
        Assert.Equal([new UploadedElement(new(OsmElementKind.Node, 1), 1, 2)], (await bench.FindAsync(one)).Uploaded);
        Assert.Equal((await bench.FindAsync(one)).Changeset, (await bench.FindAsync(two)).Changeset);
    }

    [Fact]
    public async Task Placeholders_OfSeveralEdits_AreNotMixedUp()
    {
        await using var bench = await EditBench.NewAsync();
        ElementChange[] Street(string name) =>
        [
            new ElementChange.Create(EditSamples.Way(-1, 0, [-1, -2, 5], ("name", name))),
            new ElementChange.Create(EditSamples.Node(-1, 0, 9.5, 47.1, ("end", name))),
            new ElementChange.Create(EditSamples.Node(-2, 0, 9.6, 47.1)),
        ];
        var one = await bench.Store.AddAsync(EditSamples.Of(Street("A")));
        var two = await bench.Store.AddAsync(EditSamples.Of(Street("B")));

        await bench.SendAllAsync();

        foreach (var (edit, name) in new[] { (one, "A"), (two, "B") })
        {
            var uploaded = (await bench.FindAsync(edit)).Uploaded;
            var way = bench.Osm.Now(OsmElementKind.Way, uploaded.First(item => item.Element.Kind == OsmElementKind.Way).NewId!.Value)!;
            Assert.Equal(name, way.Tags["name"]);
            Assert.Equal(name, bench.Osm.Now(OsmElementKind.Node, way.Nodes[0])!.Tags["end"]);
            Assert.Equal(5, way.Nodes[2]);
        }
    }

    [Fact]
    public async Task VersionMismatch_WhereOtherTagsChanged_IsMerged()
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        bench.Osm.Put(EditSamples.Node(1, 0, 9.6, 47.2, ("amenity", "bench"), ("material", "wood")));

        await bench.SendAllAsync();

        var now = bench.Osm.Now(OsmElementKind.Node, 1)!;
        Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
        Assert.Equal(("Rest", "wood", 9.6, 3), (now.Tags["name"], now.Tags["material"], now.Longitude, now.Version));
    }

    [Fact]
    public async Task VersionMismatch_BetweenReadingAndUploading_IsMerged()
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        var others = 0;
        bench.Server.OnRequest = line =>
        {
            if (line.EndsWith("/upload", StringComparison.Ordinal) && others++ < 2)
            {
                bench.Osm.Put(EditSamples.Node(1, 0, 9.5, 47.1, ("amenity", "bench"), ("seats", $"{others}")));
            }
        };

        await bench.SendAllAsync();

        Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
        Assert.Equal(("Rest", "2"), (bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["name"], bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["seats"]));
        Assert.Single(bench.Osm.Changesets); // A refused upload leaves its changeset usable.
    }

    [Fact]
    public async Task VersionMismatch_OfAChangeThatNeverRests_IsHandedBack()
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        var others = 0;
        bench.Server.OnRequest = line =>
        {
            if (line.EndsWith("/upload", StringComparison.Ordinal))
            {
                bench.Osm.Put(EditSamples.Node(1, 0, 9.5, 47.1, ("seats", $"{others++}")));
            }
        };

        await bench.SendAllAsync();

        var now = await bench.FindAsync(edit);
        Assert.Equal((EditState.Conflict, EditFault.Clash), (now.State, now.Fault));
        Assert.Contains("Version mismatch", now.Message, StringComparison.Ordinal);
        Assert.InRange(others, 2, 6);
    }

    [Theory]
    [InlineData("name", "Other", EditFault.Clash, "node/1 now has name=Other")]
    [InlineData("name", "Rest", EditFault.AlreadyDone, "OSM has it already")]
    public async Task VersionMismatch_OfTheSameTag_GoesBackToTheMapper_AndNotTheOthers(string key, string value, EditFault fault, string message)
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        var other = await bench.Store.AddAsync(EditSamples.Fix(2, 1, "name", "Rest"));
        bench.Osm.Put(EditSamples.Node(1, 0, 9.5, 47.1, ("amenity", "bench"), (key, value)));

        await bench.SendAllAsync();

        var now = await bench.FindAsync(edit);
        Assert.Equal((EditState.Conflict, fault), (now.State, now.Fault));
        Assert.Contains(message, now.Message, StringComparison.Ordinal);
        Assert.Equal(EditState.Closed, (await bench.FindAsync(other)).State);
        Assert.False(bench.Items.Completed.ContainsKey(edit.Id));
        Assert.Equal(2, bench.Osm.VersionsOf(OsmElementKind.Node, 1));

        // The mapper looks again and lets go of it once more.
        ElementChange[] anew = [new ElementChange.TagFix(new(OsmElementKind.Node, 1), 2, new Dictionary<string, string?> { ["name"] = "Both" })];
        Assert.True(await bench.Store.TrySaveAsync(now.After(new EditCommand.Submit(anew))));
        await bench.SendAllAsync();
        Assert.Equal("Both", bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["name"]);
    }

    [Fact]
    public async Task Deleted_GoesBackToTheMapper()
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        var never = await bench.Store.AddAsync(EditSamples.Fix(777, 1, "name", "Rest"));
        bench.Osm.Put(new OsmElement(new(OsmElementKind.Node, 1), 0) { IsVisible = false });

        await bench.SendAllAsync();

        Assert.Equal((EditState.Conflict, EditFault.Gone), ((await bench.FindAsync(edit)).State, (await bench.FindAsync(edit)).Fault));
        Assert.Equal(EditFault.Gone, (await bench.FindAsync(never)).Fault);
    }

    [Fact]
    public async Task Precondition_OfOneEdit_DoesNotHoldTheOthersUp()
    {
        await using var bench = await EditBench.NewAsync();
        bench.Osm.Put(EditSamples.Way(1, 0, [4, 5], ("highway", "path")));
        var used = await bench.Store.AddAsync(EditSamples.Of([new ElementChange.Delete(new(OsmElementKind.Node, 4), 1, IfUnused: false)]));
        var fine = new List<Edit>();
        for (var node = 6; node < 13; node++)
        {
            fine.Add(await bench.Store.AddAsync(EditSamples.Fix(node, 1, "name", "Rest", longitude: 9.5 + (node * 1e-4))));
        }

        await bench.SendAllAsync();

        var now = await bench.FindAsync(used);
        Assert.Equal((EditState.Invalid, EditFault.Precondition), (now.State, now.Fault));
        Assert.Contains("still used", now.Message, StringComparison.Ordinal);
        foreach (var edit in fine)
        {
            Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
        }
    }

    [Fact]
    public async Task BadRequest_GoesBackToTheMapper()
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Of([new ElementChange.Create(EditSamples.Way(-1, 0, [-5, -6], ("highway", "path")))])); // Nodes that nobody makes.

        await bench.SendAllAsync();

        var now = await bench.FindAsync(edit);
        Assert.Equal((EditState.Invalid, EditFault.Refused), (now.State, now.Fault));
        Assert.Contains("Placeholder node not found", now.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooLarge_IsSplitBySpace_UntilItFits()
    {
        await using var bench = await EditBench.NewAsync();
        bench.Osm.WidestBox = 0.0011;
        var edits = new List<Edit>();
        for (var node = 1; node <= 40; node++)
        {
            edits.Add(await bench.Store.AddAsync(EditSamples.Fix(node, 1, "name", "Rest", longitude: 9.5 + (node * 1e-4))));
        }

        bench.Osm.Put(EditSamples.Node(1000, 0, 0, 0));
        bench.Osm.Put(EditSamples.Node(1001, 0, 1, 0));
        bench.Osm.Put(EditSamples.Way(9, 0, [1000, 1001]));
        var alone = await bench.Store.AddAsync(EditSamples.Of([new ElementChange.TagFix(new(OsmElementKind.Way, 9), 1, new Dictionary<string, string?> { ["name"] = "Long" })]));

        await bench.SendAllAsync();

        foreach (var edit in edits)
        {
            Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
        }

        Assert.InRange(bench.Osm.Changesets.Values.Count(changeset => changeset.Changes > 0), 4, 8);
        Assert.Equal(EditFault.TooLarge, (await bench.FindAsync(alone)).Fault);
    }

    [Fact]
    public async Task TooFast_WaitsAsLongAsAsked_AndKeepsTheEdit()
    {
        await using var bench = await EditBench.NewAsync();
        bench.Osm.Allowance = 0;
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));

        Assert.True(await bench.Sender().RunOnceAsync());
        Assert.Equal(EditState.RateLimited, (await bench.FindAsync(edit)).State);
        bench.Osm.Allowance = 10;
        bench.Time.Advance(TimeSpan.FromSeconds(119)); // Retry-After says 120.
        Assert.False(await bench.Sender().RunOnceAsync());
        bench.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await bench.Sender().RunOnceAsync());

        Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
    }

    [Fact]
    public async Task NoRight_StopsThatMapperOnly_UntilTheySignIn()
    {
        await using var bench = await EditBench.NewAsync();
        bench.Osm.Revoked.Add("token-7");
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        var other = await bench.Store.AddAsync(EditSamples.Fix(2, 1, "name", "Rest", mapper: 8));

        await bench.SendAllAsync();
        Assert.Equal(EditState.Queued, (await bench.FindAsync(edit)).State);
        Assert.Equal(EditState.Closed, (await bench.FindAsync(other)).State);

        bench.Osm.Revoked.Clear();
        await bench.SendAllAsync();
        Assert.Equal(EditState.Queued, (await bench.FindAsync(edit)).State); // Nobody asked OSM in vain.

        await bench.Store.WakeAsync(7);
        await bench.SendAllAsync();
        Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
    }

    [Fact]
    public async Task ChangesetClosedMeanwhile_IsReplacedOnce()
    {
        await using var bench = await EditBench.NewAsync();
        var edit = await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest"));
        var uploads = 0;
        bench.Server.OnRequest = line =>
        {
            if (line.EndsWith("/upload", StringComparison.Ordinal) && uploads++ == 0)
            {
                bench.Osm.Changesets.Values.Single().IsOpen = false; // An hour has passed.
            }
        };

        await bench.SendAllAsync();

        Assert.Equal(EditState.Closed, (await bench.FindAsync(edit)).State);
        Assert.Equal(2, bench.Osm.Changesets.Count);
    }

    [Fact]
    public async Task MoreThanAChangesetTakes_GoesInSeveral()
    {
        await using var bench = await EditBench.NewAsync();
        bench.Options.MostElements = 20;
        bench.Osm.MostElements = 6; // Less than this server was told: it says so, and they are halved.
        for (var node = 1; node <= 40; node++)
        {
            await bench.Store.AddAsync(EditSamples.Fix(node, 1, "name", "Rest", longitude: 9.5 + (node * 1e-4)));
        }

        await bench.SendAllAsync();

        Assert.All(Enumerable.Range(1, 40), node => Assert.Equal(2, bench.Osm.VersionsOf(OsmElementKind.Node, node)));
        Assert.All(bench.Osm.Changesets.Values, changeset => Assert.InRange(changeset.Changes, 0, 6));
    }

    [Fact]
    public async Task TwoEditsOfOneElement_AreBuiltOnEachOther()
    {
        await using var bench = await EditBench.NewAsync();
        await bench.Store.AddAsync(EditSamples.Fix(1, 1, "name", "Rest", item: 1));
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await bench.Store.AddAsync(EditSamples.Fix(1, 1, "seats", "4", item: 2));

        await bench.SendAllAsync();

        Assert.Equal(("Rest", "4", 3), (bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["name"], bench.Osm.Now(OsmElementKind.Node, 1)!.Tags["seats"], bench.Osm.Now(OsmElementKind.Node, 1)!.Version));
    }
}
