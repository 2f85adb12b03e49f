using FsCheck;
using FsCheck.Fluent;
using OsmTasking.Core.Items;

namespace OsmTasking.Core.Tests.Items;

public class ItemMachineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private static readonly Item Free = new(new ItemId(1, 1), "a", new ItemPin(1, 2), new ItemContent("Do"));

    private static Item Held => Free with { Token = 3, Lease = new ItemLease(1, 3, Noon) };

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)] // Until is the first instant without the lease.
    [InlineData(1, true)]
    public void Claim_AroundTheExpiryOfAnothersLease(int secondsPastExpiry, bool granted)
    {
        var result = ItemMachine.Decide(Held, new ItemCommand.Claim(2), Noon.AddSeconds(secondsPastExpiry), Lifetime);

        Assert.Equal(granted, result is ItemResult.Accepted { Next: { Token: 4, Lease.HolderId: 2 } });
    }

    [Theory]
    [InlineData(ItemStatus.Fixed, false)]
    [InlineData(ItemStatus.NotError, false)]
    [InlineData(ItemStatus.Escalated, false)]
    [InlineData(ItemStatus.Open, true)]
    [InlineData(ItemStatus.FixedVerified, true)]
    public void Finish_GivesTheLeaseBack_ExceptWhereToFixKeepsIt(ItemStatus status, bool kept)
    {
        var result = Assert.IsType<ItemResult.Accepted>(ItemMachine.Decide(Held, new ItemCommand.Finish(1, status) { Token = 3 }, Noon.AddMinutes(-1), Lifetime));

        Assert.Equal((status, kept), (result.Next.Status, result.Next.Lease is not null));
        Assert.Equal(ItemEventKind.Finished, result.Event.Kind);
    }

    [Fact]
    public void Finish_WithAnOldToken_IsStale_EvenForTheHolder() =>
        Assert.Equal(ItemRefusalReason.StaleToken, Reason(new ItemCommand.Finish(1, ItemStatus.Fixed) { Token = 2 }, Noon.AddMinutes(-1)));

    [Fact]
    public void Finish_WithoutALease_IsRefused() => Assert.Equal(ItemRefusalReason.NoLease, Reason(new ItemCommand.Finish(1, ItemStatus.Fixed), Noon));

    [Fact]
    public void Force_OverrulesTheHolder_AndIsTold()
    {
        var result = Assert.IsType<ItemResult.Accepted>(ItemMachine.Decide(Held, new ItemCommand.Finish(9, ItemStatus.Fixed) { Force = true }, Noon.AddMinutes(-1), Lifetime));

        Assert.True(result.Event.Forced);
        Assert.Null(result.Next.Lease);
    }

    [Fact]
    public void Archived_CanNoLongerBeTouched()
    {
        var gone = Free with { Archived = true };

        Assert.IsType<ItemResult.Refused>(ItemMachine.Decide(gone, new ItemCommand.Claim(1) { Force = true }, Noon, Lifetime));
        Assert.IsType<ItemResult.Already>(ItemMachine.Decide(gone, new ItemCommand.Archive(1), Noon, Lifetime));
    }

    // Mutual exclusion over whole histories: while a lease lives, only its holder gets anything accepted; tokens never fall, and only a change of hands raises them.
    [Fact]
    public void NoHistory_TakesALiveLeaseFromItsHolder() => Prop.ForAll(Commands(), history =>
    {
        var (item, now) = (Free, Noon);
        foreach (var command in history)
        {
            now = now.AddMinutes(6);
            var live = item.LiveLease(now);
            if (ItemMachine.Decide(item, command, now, Lifetime) is ItemResult.Accepted(var next, var happened))
            {
                Assert.True(live is null || live.HolderId == command.MapperId);
                Assert.True(command is not ItemCommand.Finish || live is not null);
                Assert.Equal(item.Token + (happened.Kind == ItemEventKind.Claimed ? 1 : 0), next.Token);
                Assert.Equal((item.Version + 1, next.Version), (next.Version, happened.Version));
                item = next;
            }
        }
    }).QuickCheckThrowOnFailure();

    private static Arbitrary<List<ItemCommand>> Commands()
    {
        var mapper = Gen.Choose(1, 3).Select(id => (long)id);
        var token = Gen.Elements<long?>(null, 1, 2, 3);
        return Gen.OneOf(
            mapper.Select(id => (ItemCommand)new ItemCommand.Claim(id)),
            mapper.Select(id => (ItemCommand)new ItemCommand.Claim(id)),
            mapper.Select(id => (ItemCommand)new ItemCommand.Release(id)),
            mapper.Select(id => (ItemCommand)new ItemCommand.Skip(id)),
            mapper.Zip(token).Select(pair => (ItemCommand)new ItemCommand.Finish(pair.Item1, ItemStatus.FixedVerified) { Token = pair.Item2 }),
            mapper.Zip(token).Select(pair => (ItemCommand)new ItemCommand.Finish(pair.Item1, ItemStatus.Fixed) { Token = pair.Item2 })).ListOf().Select(list => list.ToList()).ToArbitrary();
    }

    private static ItemRefusalReason Reason(ItemCommand command, DateTimeOffset now) =>
        Assert.IsType<ItemResult.Refused>(ItemMachine.Decide(Held, command, now, Lifetime)).Refusal.Reason;
}
