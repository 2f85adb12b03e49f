using OsmTasking.Core.Items;
using OsmTasking.Core.Tasks;

namespace OsmTasking.TestKit.Stores;

public abstract partial class ItemStoreContract
{
    [Fact]
    public async Task Import_OfTheSameFileTwice_ChangesNothing()
    {
        var project = await ProjectAsync(20);
        var before = await Items.ListAsync(new ItemQuery(project.Id) { Now = Time.GetUtcNow() });

        var result = await ImportAsync(project, Row(20));

        Assert.Equal(new ItemImportResult(0, 0, 20, 0, 0), result);
        Assert.Equal(before, await Items.ListAsync(new ItemQuery(project.Id) { Now = Time.GetUtcNow() }));
        Assert.Equal(20, (await Items.HistoryAsync(project.Id, null, long.MaxValue, 100)).Count);
    }

    [Fact]
    public async Task Import_OfChanges_KeepsStatusAndLease_AndTellsThem()
    {
        var project = await ProjectAsync(4);
        var held = await NextAsync(project, 5, new ItemPick.Sequence(0));

        var result = await ImportAsync(project, Row(6).Select(draft => draft.ExternalId is "i-1" or "i-2" ? draft with { Instructions = "New", Pin = new ItemPin(10, 10), Features = "{}" } : draft));

        Assert.Equal(new ItemImportResult(2, 2, 2, 0, 0), result);
        var changed = await FindAsync(project, 1);
        Assert.Equal(("New", "{}", new ItemPin(10, 10), held.Lease), (changed.Content.Instructions, changed.Content.Features, changed.Pin, changed.Lease));
        Assert.Equal(held.Version + 1, changed.Version);
        Assert.Equal([5L, 6], (await Items.ListAsync(new ItemQuery(project.Id) { After = 4 })).Select(item => item.Id.Number));
        Assert.Equal(ItemStatus.Fixed, Done(await DoAsync(project, 1, new ItemCommand.Finish(5, ItemStatus.Fixed) { Token = held.Token })).Status);
    }

    [Fact]
    public async Task Import_OfACheck_ReopensWhatIsStillThere_AndMarksWhatVanished()
    {
        var project = await ProjectAsync(5);
        foreach (var (number, status) in new[] { (1, ItemStatus.Fixed), (2, ItemStatus.NotError) })
        {
            Done(await DoAsync(project, number, new ItemCommand.Claim(1)));
            Done(await DoAsync(project, number, new ItemCommand.Finish(1, status)));
        }

        Done(await DoAsync(project, 5, new ItemCommand.Claim(1)));

        var result = await ImportAsync(project, Row(3), import => import with { Reopen = true, MarkMissing = true });

        Assert.Equal(new ItemImportResult(0, 0, 3, 1, 1), result);
        Assert.Equal(
            [ItemStatus.Open, ItemStatus.NotError, ItemStatus.Open, ItemStatus.AlreadyFixed, ItemStatus.Open],
            (await Items.ListAsync(new ItemQuery(project.Id))).Select(item => item.Status));
    }

    [Fact]
    public async Task Import_ThatFailsHalfway_OrIsTooLarge_LeavesNothing()
    {
        var project = await ProjectAsync(2);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await ImportAsync(project, Row(50).Select(draft => draft.ExternalId == "i-40" ? throw new InvalidDataException() : draft)));
        Assert.True((await ImportAsync(project, Row(50), import => import with { MostItems = 10 })).TooMany);

        Assert.Equal(2, await Items.CountAsync(project.Id));
        Assert.Equal(8, (await ImportAsync(project, Row(10), import => import with { MostItems = 10 })).Created);
    }

    [Fact]
    public async Task Create_WithATakenId_IsRefused_AndALeaseGoesAlong()
    {
        var project = await ProjectAsync(1);
        var item = new Item(new ItemId(project.Id, 0), "new", new ItemPin(1, 2), new ItemContent("Do") { Metadata = "{\"a\":1}" })
        {
            CreatedBy = 9,
            Created = Time.GetUtcNow(),
            Updated = Time.GetUtcNow(),
            Token = 1,
            Lease = new ItemLease(9, 1, Time.GetUtcNow() + Lifetime),
        };

        var made = await Items.CreateAsync(item);

        Assert.Equal(item with { Id = new ItemId(project.Id, 2) }, made);
        Assert.Null(await Items.CreateAsync(item));
        Assert.Equal(2, Assert.Single(await Items.HeldAsync(project.Id, 9, Time.GetUtcNow())).Id.Number);
        Assert.Equal(2, (await NextAsync(project, 9)).Id.Number);
    }

    [Fact]
    public async Task Write_OverAnotherVersion_IsAConflict_AndWritesNothing()
    {
        var project = await ProjectAsync(2);
        var (one, two) = (await FindAsync(project, 1), await FindAsync(project, 2));
        Done(await DoAsync(project, 2, new ItemCommand.Claim(1)));
        var write = new ItemWrite(
            project.Id,
            [one with { Version = 2, Status = ItemStatus.Fixed }, two with { Version = 2, Status = ItemStatus.Fixed }],
            [new ItemEvent(one.Id, 2, ItemEventKind.Finished, Time.GetUtcNow(), 3)]);

        Assert.Equal(WriteResult.Conflict, await Items.WriteAsync(write));
        Assert.Equal(one, await FindAsync(project, 1));
    }
}
