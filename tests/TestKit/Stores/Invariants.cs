using OsmTasking.Core.Items;

namespace OsmTasking.TestKit.Stores;

/// <summary>What must be so of a project's items after any fault: I1 to I6 of the design, read off the history.</summary>
public static class Invariants
{
    /// <summary>Asserts them over a project whose items were all worked through.</summary>
    /// <param name="items">The store.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="acknowledged">What mappers were told is done: the item, the token it was done with, and the mapper.</param>
    /// <param name="total">How many items there are.</param>
    public static async Task AssertAsync(IItemStore items, long projectId, IEnumerable<(long Number, long Token, long Mapper)> acknowledged, int total)
    {
        var events = await items.HistoryAsync(projectId, null, long.MaxValue, 1_000_000);
        var claims = events.Where(happened => happened.Kind == ItemEventKind.Claimed).ToList();
        var results = events.Where(happened => happened.Kind == ItemEventKind.Finished).ToList();

        // I1: a token was given to one mapper, once.
        Assert.Equal(claims.Count, claims.Select(claim => (claim.Item.Number, claim.Token)).Distinct().Count());

        // I2: whoever completed an item held the token that was valid then.
        Assert.All(results, result => Assert.Contains(claims, claim => claim.Item == result.Item && claim.Token == result.Token && claim.ActorId == result.ActorId));

        // I3, I4: one completion a token, however often it was sent, and none that nobody was told of.
        Assert.Equal(results.Count, results.Select(result => (result.Item.Number, result.Token)).Distinct().Count());
        Assert.Equal(acknowledged.Order(), results.Select(result => (result.Item.Number, result.Token, result.ActorId)).Order());

        // I5, I6: every item was reached, and is done; what mappers were told is so.
        Assert.Equal(total, results.Select(result => result.Item.Number).Distinct().Count());
        var last = 0L;
        while (await items.ListAsync(new ItemQuery(projectId) { After = last, Take = 1000 }) is { Count: > 0 } page)
        {
            Assert.All(page, item => Assert.NotEqual(ItemStatus.Open, item.Status));
            last = page[^1].Id.Number;
        }
    }
}
