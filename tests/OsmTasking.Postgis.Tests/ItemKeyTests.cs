using Npgsql;
using OsmTasking.Core.Items;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Stores;

namespace OsmTasking.Postgis.Tests;

/// <summary>A claim that is sent again while the first one is still under way.</summary>
public sealed class ItemKeyTests : ItemContract
{
    /// <summary>What the first one has done so far: taken the key, and the last item.</summary>
    private const string Begun = """
        with last as (select number from osm_tasking.item where project_id = $1 for update)
        insert into osm_tasking.item_answer (project_id, mapper_id, key, fingerprint, answer)
        select $1, 7, 'k', $2, jsonb_agg(to_jsonb(v) - 'pin') from osm_tasking.item_view v join last using (number) where project_id = $1
        """;

    private ScratchDatabase? _database;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claim_WhileTheSameIsUnderWay_WaitsForItsEnd(bool succeeds)
    {
        var project = await ProjectAsync(1);
        await using var first = await _database!.Source.OpenConnectionAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using var begun = new NpgsqlCommand(Begun, first)
        {
            Parameters = { new() { Value = project.Id }, new() { Value = ItemAnswer.Digest($"next {new ItemPick.Random()} 1") } },
        };
        await begun.ExecuteNonQueryAsync();

        var second = Workflow.NextAsync(project, 7, new ItemPick.Random(), key: "k").AsTask();
        await Task.Delay(500);
        Assert.False(second.IsCompleted, "It did not wait: nobody knows yet whether the last item is gone.");
        await (succeeds ? transaction.CommitAsync() : transaction.RollbackAsync());

        var done = Assert.IsType<ItemOutcome.Done>(await second);
        Assert.Equal((succeeds, "i-1"), (done.Replayed, Assert.Single(done.Items).ExternalId));
    }

    protected override async ValueTask<ItemStores> OpenAsync()
    {
        _database = await ScratchDatabase.CreateAsync();
        return PostgisStores.Items(_database);
    }
}
