using OsmTasking.Core.Items;

namespace OsmTasking.TestKit.Stores;

/// <summary>What every item store keeps to.</summary>
public abstract partial class ItemStoreContract : ItemContract
{
    [Fact]
    public async Task Claim_AskedAgain_ReturnsTheSameLease()
    {
        var project = await ProjectAsync(50);

        var first = await NextAsync(project, 7);
        var again = await NextAsync(project, 7);

        Assert.Equal((first.Id, first.Token, first.Lease), (again.Id, again.Token, again.Lease));
        Assert.Equal(Time.GetUtcNow() + Lifetime, first.Lease?.Until);
        Assert.Contains("drop table", first.Content.Instructions, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expiry_FreesTheItem_ToTheSecond_AndFencesTheLateOwnerOff()
    {
        var project = await ProjectAsync(1);
        var late = await NextAsync(project, 1);
        Time.Advance(Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(ItemRefusalReason.NothingLeft, await RefusedNextAsync(project, 2));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ItemRefusalReason.NoLease, Refused(await DoAsync(project, 1, new ItemCommand.Finish(1, ItemStatus.Fixed) { Token = late.Token })));

        var now = await NextAsync(project, 2);

        Assert.Equal(late.Token + 1, now.Token);
        Assert.Equal(ItemRefusalReason.HeldByOther, Refused(await DoAsync(project, 1, new ItemCommand.Finish(1, ItemStatus.NotError) { Token = late.Token })));
        Assert.Equal(ItemStatus.Fixed, Done(await DoAsync(project, 1, new ItemCommand.Finish(2, ItemStatus.Fixed) { Token = now.Token })).Status);
        Assert.Equal(ItemRefusalReason.StaleToken, Refused(await DoAsync(project, 1, new ItemCommand.Finish(1, ItemStatus.NotError) { Token = late.Token })));
        Assert.Equal(ItemStatus.Fixed, (await FindAsync(project, 1)).Status);
        Assert.Empty(await Items.HeldAsync(project.Id, 1, Time.GetUtcNow()));
        Assert.Equal(ItemRefusalReason.NothingLeft, await RefusedNextAsync(project, 1));
    }

    [Fact]
    public async Task Completion_WithTheSameKey_ReplaysTheAnswer_AndAnotherRequestIsRefused()
    {
        var project = await ProjectAsync(1);
        var held = await NextAsync(project, 1);
        var finish = new ItemCommand.Finish(1, ItemStatus.Fixed) { Token = held.Token };

        var first = Done(await DoAsync(project, 1, finish, "k"));
        var again = Assert.IsType<ItemOutcome.Done>(await DoAsync(project, 1, finish, "k"));

        Assert.True(again.Replayed);
        Assert.Equal(first, again.Items[0]);
        Assert.Equal(ItemRefusalReason.KeyReused, Refused(await DoAsync(project, 1, finish with { Status = ItemStatus.NotError }, "k")));
    }

    [Fact]
    public async Task Claim_WithAKey_IsAnsweredTheSame_AfterTheItemIsDone()
    {
        var project = await ProjectAsync(10);
        var first = Assert.IsType<ItemOutcome.Done>(await Workflow.NextAsync(project, 1, new ItemPick.Random(), key: "k")).Items[0];
        await Workflow.ExecuteAsync(ItemRequest.For(project.Id, first.ExternalId, new ItemCommand.Finish(1, ItemStatus.Fixed)), Lifetime);

        var again = Assert.IsType<ItemOutcome.Done>(await Workflow.NextAsync(project, 1, new ItemPick.Random(), key: "k"));

        Assert.True(again.Replayed);
        Assert.Equal(first, again.Items[0]);
        Assert.Equal(ItemRefusalReason.KeyReused, Refused(await Workflow.NextAsync(project, 1, new ItemPick.Sequence(0), key: "k")));
        Assert.Equal(ItemRefusalReason.KeyReused, Refused(await DoAsync(project, 2, new ItemCommand.Claim(1), key: "k")));
        Done(await DoAsync(project, 3, new ItemCommand.Claim(1), key: "other"));
        Assert.Equal(ItemRefusalReason.KeyReused, Refused(await Workflow.NextAsync(project, 1, new ItemPick.Random(), key: "other")));
    }

    [Fact]
    public async Task Claim_WithAKey_OfNothing_FindsWhatIsThereTheNextTime()
    {
        var project = await ProjectAsync(1);
        Done(await DoAsync(project, 1, new ItemCommand.Claim(2)));
        Assert.Equal(ItemRefusalReason.NothingLeft, Refused(await Workflow.NextAsync(project, 1, new ItemPick.Random(), key: "k")));

        Done(await DoAsync(project, 1, new ItemCommand.Release(2)));

        Assert.Equal("i-1", Done(await Workflow.NextAsync(project, 1, new ItemPick.Random(), key: "k")).ExternalId);
    }

    [Fact]
    public async Task Skip_StaysSkipped_ForThatMapperAlone()
    {
        var project = await ProjectAsync(2);
        var skipped = await NextAsync(project, 1, new ItemPick.Sequence(0));
        Done(await DoAsync(project, 1, new ItemCommand.Skip(1) { Token = skipped.Token }));

        for (var round = 0; round < 5; round++)
        {
            var other = await NextAsync(project, 1);
            Assert.Equal(2, other.Id.Number);
            await DoAsync(project, 2, new ItemCommand.Release(1));
        }

        Assert.Equal(1, (await NextAsync(project, 2, new ItemPick.Sequence(0))).Id.Number);
        Assert.Equal(ItemStatus.Open, (await FindAsync(project, 1)).Status);
    }

    [Fact]
    public async Task Sequence_GoesOnAfterTheNumber_AndBeginsAgain()
    {
        var project = await ProjectAsync(3);

        Assert.Equal(3, (await NextAsync(project, 1, new ItemPick.Sequence(2))).Id.Number);
        Assert.Equal(1, (await NextAsync(project, 2, new ItemPick.Sequence(2))).Id.Number);
        Assert.Equal(2, (await NextAsync(project, 3, new ItemPick.Sequence(3))).Id.Number);
    }

    [Fact]
    public async Task Nearest_ComesByDistance()
    {
        var project = await ProjectAsync(100);

        Assert.Equal(42, (await NextAsync(project, 1, new ItemPick.Nearest(new ItemPin(0.4201, 0)))).Id.Number);
        Assert.Equal(43, (await NextAsync(project, 2, new ItemPick.Nearest(new ItemPin(0.4251, 0)))).Id.Number);
        Assert.Equal(41, (await NextAsync(project, 3, new ItemPick.Nearest(new ItemPin(0.4201, 0)))).Id.Number);
        Assert.Equal(100, (await NextAsync(project, 4, new ItemPick.Nearest(new ItemPin(90, 40)))).Id.Number);
    }

    [Fact]
    public async Task Viewport_AndRadius_StayInside()
    {
        var project = await ProjectAsync(100);
        for (var mapper = 1; mapper <= 3; mapper++)
        {
            Assert.InRange((await NextAsync(project, mapper, new ItemPick.Viewport(new ItemPin(0.195, -1), new ItemPin(0.225, 1)))).Id.Number, 20, 22);
            Assert.InRange((await NextAsync(project, 10 + mapper, new ItemPick.Within(new ItemPin(0.5, 0), 1_200))).Id.Number, 49, 51);
        }

        Assert.Equal(ItemRefusalReason.NothingLeft, await RefusedNextAsync(project, 4, new ItemPick.Viewport(new ItemPin(0.195, -1), new ItemPin(0.225, 1))));
        Assert.Equal(ItemRefusalReason.NothingLeft, await RefusedNextAsync(project, 4, new ItemPick.Within(new ItemPin(0.5, 0), 1_200)));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("sequence")]
    [InlineData("nearest")]
    public async Task Spacing_KeepsAwayFromLiveClaims_OfOthers(string pick)
    {
        var project = await ProjectAsync(5, new ItemProjectSettings { Spacing = 2_500 });
        Assert.Equal(3, (await NextAsync(project, 1, new ItemPick.Nearest(new ItemPin(0.03, 0)))).Id.Number);
        ItemPick next = pick switch { "sequence" => new ItemPick.Sequence(0), "nearest" => new ItemPick.Nearest(new ItemPin(0.03, 0)), _ => new ItemPick.Random() };

        Assert.Equal(ItemRefusalReason.NothingLeft, await RefusedNextAsync(project, 2, next));
        Time.Advance(Lifetime);
        await NextAsync(project, 2, next);
    }

    [Fact]
    public async Task Priority_GoesFirst_AndFollowsTheQuadkey()
    {
        var set = Guid.NewGuid().ToString();
        var project = await ProjectAsync(30, set: set);
        var important = await FindAsync(project, 30);
        await Projects.SetPriorityAsync(set, important.Quadkey[..10], 0.25);
        await Projects.SetPriorityAsync(set, important.Quadkey, 2.5);
        await Projects.SetPriorityAsync("another set", (await FindAsync(project, 1)).Quadkey, 9);

        var first = await NextAsync(project, 1);

        Assert.Equal((important.Quadkey, 2.5), (first.Quadkey, first.Priority));
        Assert.Equal(2.5, (await Projects.PrioritiesAsync(set, important.Quadkey[..4]))[important.Quadkey].Priority);
        Assert.Empty(await Projects.PrioritiesAsync(set, "3333"));
    }

    [Fact]
    public async Task Bundle_IsOneLease_OverTheNearest()
    {
        var project = await ProjectAsync(10);

        var bundle = Assert.IsType<ItemOutcome.Done>(await Workflow.NextAsync(project, 1, new ItemPick.Nearest(new ItemPin(0.05, 0)), count: 3)).Items;

        Assert.Equal([4L, 5, 6], bundle.Select(item => item.Id.Number).Order());
        Assert.Equal([4L, 5, 6], (await Items.HeldAsync(project.Id, 1, Time.GetUtcNow())).Select(item => item.Id.Number).Order());
        Assert.Equal(ItemRefusalReason.HeldByOther, Refused(await DoAsync(project, 6, new ItemCommand.Claim(2))));
        Done(await DoAsync(project, 5, new ItemCommand.Finish(1, ItemStatus.Fixed)));
        Assert.Equal(2, (await Items.HeldAsync(project.Id, 1, Time.GetUtcNow())).Count);
    }

    [Fact]
    public async Task Quota_OfTheHour_IsKept()
    {
        var project = await ProjectAsync(10, new ItemProjectSettings { ClaimsPerHour = 2 });
        for (var claim = 0; claim < 2; claim++)
        {
            var item = await NextAsync(project, 1);
            Done(await DoAsync(project, (int)item.Id.Number, new ItemCommand.Finish(1, ItemStatus.Fixed)));
        }

        var refused = Assert.IsType<ItemOutcome.Refused>(await Workflow.NextAsync(project, 1, new ItemPick.Random())).Refusal;

        Assert.Equal((ItemRefusalReason.QuotaUsedUp, ManualTime.Noon.AddHours(1)), (refused.Reason, refused.Until));
        await NextAsync(project, 2);
        Time.Advance(TimeSpan.FromHours(1));
        await NextAsync(project, 1);
    }
}
