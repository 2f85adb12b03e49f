using OsmTasking.Core.Edits;
using OsmTasking.TestKit.Osm;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every store of edits does.</summary>
public abstract class EditStoreContract : StoreContract
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly EditState[] All = Enum.GetValues<EditState>();

    private IEditStore Edits => Stores.Edits;

    [Fact]
    public async Task Add_KeepsEverything_AndTwiceMakesOne()
    {
        var edit = EditSamples.Of(
        [
            new ElementChange.TagFix(new(OsmElementKind.Way, 12), 3, new Dictionary<string, string?> { ["name"] = "Жук \"'", ["note"] = null }),
            new ElementChange.Create(EditSamples.Node(-1, 0, 9.1234567, -47.5, ("shop", "bakery"))),
            new ElementChange.Modify(EditSamples.Way(13, 2, [5, -1, 6], ("highway", "path"))),
            new ElementChange.Modify(new OsmElement(new(OsmElementKind.Relation, 14), 9) { Members = [new(new(OsmElementKind.Way, 13), "outer"), new(new(OsmElementKind.Node, -1), "")] }),
            new ElementChange.Delete(new(OsmElementKind.Node, 15), 4, IfUnused: true),
        ]);

        var first = await Edits.AddAsync(edit);
        var again = await Edits.AddAsync(edit with { Comment = "Something else" });

        Assert.Equal(Text(edit), Text(first));
        Assert.Equal(Text(edit), Text(again));
        Assert.Equal(Text(edit), Text(await Edits.FindAsync(edit.Id)));
        Assert.Null(await Edits.FindAsync(Guid.NewGuid()));
    }

    [Fact]
    public async Task Add_OutsideTheRules_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x") with { Comment = " " }));

    [Fact]
    public async Task Save_GoesByVersion()
    {
        var draft = await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x") with { State = EditState.Draft });
        Assert.Null(await Edits.ClaimAsync(Long)); // A draft gives nobody a turn.

        var queued = draft.After(new EditCommand.Submit());
        Assert.True(await Edits.TrySaveAsync(queued));
        Assert.False(await Edits.TrySaveAsync(draft.After(new EditCommand.Withdraw())));

        Assert.Equal(EditState.Queued, (await Edits.FindAsync(draft.Id))!.State);
        Assert.NotNull(await Edits.ClaimAsync(Long));
    }

    [Fact]
    public async Task List_IsByMapperAndState_OldestFirst()
    {
        var one = await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        await Task.Delay(5);
        var two = await Edits.AddAsync(EditSamples.Fix(2, 1, "name", "x"));
        await Edits.AddAsync(EditSamples.Fix(3, 1, "name", "x", mapper: 8));
        await Edits.AddAsync(EditSamples.Fix(4, 1, "name", "x") with { State = EditState.Draft });

        Assert.Equal([one.Id, two.Id], (await Edits.ListAsync(7, [EditState.Queued], 10)).Select(edit => edit.Id));
        Assert.Equal([one.Id], (await Edits.ListAsync(7, [EditState.Queued], 1)).Select(edit => edit.Id));
        Assert.Empty(await Edits.ListAsync(9, All, 10));
    }

    [Fact]
    public async Task Latest_AreTheUnfinishedFirst_ThenTheNewest()
    {
        var back = await AddAsync(1, EditState.Conflict);
        var closed = await AddAsync(2, EditState.Closed);
        var waits = await AddAsync(3, EditState.Queued);
        var withdrawn = await AddAsync(4, EditState.Withdrawn);
        var draft = await AddAsync(5, EditState.Draft);
        await Edits.AddAsync(EditSamples.Fix(6, 1, "name", "x", mapper: 8));

        Assert.Equal([draft, waits, back, withdrawn, closed], (await Edits.LatestAsync(7, 10)).Select(edit => edit.Id));
        Assert.Equal([draft, waits, back, withdrawn], (await Edits.LatestAsync(7, 4)).Select(edit => edit.Id));
        Assert.Equal([draft, waits], (await Edits.LatestAsync(7, 2)).Select(edit => edit.Id));
        Assert.Empty(await Edits.LatestAsync(9, 10));

        async Task<Guid> AddAsync(long node, EditState state)
        {
            await Task.Delay(5); // Times are kept in milliseconds.
            return (await Edits.AddAsync(EditSamples.Fix(node, 1, "name", "x") with { State = state })).Id;
        }
    }

    [Fact]
    public async Task Claim_GivesAMapperToOneWorkerAtATime()
    {
        await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        await Edits.AddAsync(EditSamples.Fix(2, 1, "name", "x"));
        await Edits.AddAsync(EditSamples.Fix(3, 1, "name", "x", mapper: 8));

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Edits.ClaimAsync(Long))));

        Assert.Equal([7, 8], claims.OfType<EditLease>().Select(lease => lease.MapperId).Order());
    }

    [Fact]
    public async Task Claim_AfterTheLease_FencesTheOldWorkerOff()
    {
        var edit = await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        var slow = (await Edits.ClaimAsync(TimeSpan.Zero))!.Value;
        var next = (await Edits.ClaimAsync(Long))!.Value;

        Assert.True(next.Token > slow.Token);
        Assert.False(await Edits.TrySaveAsync(slow, [edit.After(new EditCommand.Open(1))], Long));
        Assert.False(await Edits.ReleaseAsync(slow, EditTurn.Done, TimeSpan.Zero));
        Assert.Equal(EditState.Queued, (await Edits.FindAsync(edit.Id))!.State);
        Assert.True(await Edits.TrySaveAsync(next, [edit.After(new EditCommand.Open(2))], Long));
        Assert.Equal(2, (await Edits.FindAsync(edit.Id))!.Changeset);
    }

    [Fact]
    public async Task SaveOfTheWorker_IsAllOrNothing_AndRenewsTheLease()
    {
        var one = await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        var two = await Edits.AddAsync(EditSamples.Fix(2, 1, "name", "x"));
        var lease = (await Edits.ClaimAsync(TimeSpan.Zero))!.Value;
        Assert.True(await Edits.TrySaveAsync(two.After(new EditCommand.Withdraw()))); // The mapper is quicker.

        Assert.False(await Edits.TrySaveAsync(lease, [one.After(new EditCommand.Open(5)), two.After(new EditCommand.Open(5))], Long));
        Assert.Equal(EditState.Queued, (await Edits.FindAsync(one.Id))!.State);

        Assert.True(await Edits.TrySaveAsync(lease, [one.After(new EditCommand.Open(5))], Long));
        Assert.Null(await Edits.ClaimAsync(Long));
    }

    [Fact]
    public async Task Release_DecidesWhoseTurnIsNext()
    {
        await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        var first = (await Edits.ClaimAsync(Long))!.Value;
        Assert.True(await Edits.ReleaseAsync(first, EditTurn.Again, TimeSpan.Zero));
        Assert.False(await Edits.ReleaseAsync(first, EditTurn.Again, TimeSpan.Zero));

        var second = (await Edits.ClaimAsync(Long))!.Value;
        Assert.Equal(0, second.Failures);
        Assert.True(await Edits.ReleaseAsync(second, EditTurn.Again, TimeSpan.FromMilliseconds(50)));
        Assert.Null(await Edits.ClaimAsync(Long));
        await Task.Delay(120);

        var third = (await Edits.ClaimAsync(Long))!.Value;
        Assert.Equal(1, third.Failures);
        Assert.True(await Edits.ReleaseAsync(third, EditTurn.Done, TimeSpan.Zero));
        Assert.Null(await Edits.ClaimAsync(Long));
    }

    [Fact]
    public async Task Release_Done_ForgetsNothingAskedMeanwhile()
    {
        await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        var lease = (await Edits.ClaimAsync(Long))!.Value;
        await Edits.AddAsync(EditSamples.Fix(2, 1, "name", "x"));

        Assert.True(await Edits.ReleaseAsync(lease, EditTurn.Done, TimeSpan.Zero));

        Assert.NotNull(await Edits.ClaimAsync(Long));
    }

    [Fact]
    public async Task Blocked_WaitsForTheMapper()
    {
        await Edits.AddAsync(EditSamples.Fix(1, 1, "name", "x"));
        var lease = (await Edits.ClaimAsync(Long))!.Value;
        await Edits.WakeAsync(7);
        Assert.Null(await Edits.ClaimAsync(Long)); // A lease is not disturbed.

        Assert.True(await Edits.ReleaseAsync(lease, EditTurn.Blocked, TimeSpan.Zero));
        await Edits.AddAsync(EditSamples.Fix(2, 1, "name", "x"));
        Assert.Null(await Edits.ClaimAsync(Long));

        await Edits.WakeAsync(7);
        Assert.NotNull(await Edits.ClaimAsync(Long));
    }

    [Fact]
    public async Task Worker_AndMapperAtOnce_NeverLockEachOtherOut()
    {
        var edits = new List<Edit>();
        for (var i = 0; i < 20; i++)
        {
            edits.Add(await Edits.AddAsync(EditSamples.Fix(i + 1, 1, "name", "x") with { State = EditState.Draft }));
        }

        await Edits.AddAsync(EditSamples.Fix(99, 1, "name", "x"));
        var lease = (await Edits.ClaimAsync(Long))!.Value;
        var submitting = Task.Run(async () =>
        {
            foreach (var edit in edits)
            {
                await Edits.TrySaveAsync(edit.After(new EditCommand.Submit()));
            }
        });
        for (var i = 0; i < 20; i++)
        {
            await Edits.TrySaveAsync(lease, [edits[i].After(new EditCommand.Submit())], Long); // Either is first; neither waits for ever.
        }

        var done = await Task.WhenAny(submitting, Task.Delay(TimeSpan.FromSeconds(30)));
        Assert.Same(submitting, done);
        Assert.Equal(21, (await Edits.ListAsync(7, [EditState.Queued], 100)).Count);
    }

    private static string Text(Edit? edit) => $"{edit! with { Changes = [], Uploaded = [] }} {EditJson.Write(edit.Changes)} {EditJson.Write(edit.Uploaded)}";
}
