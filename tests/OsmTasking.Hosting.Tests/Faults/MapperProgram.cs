using System.Globalization;
using Npgsql;
using OsmTasking.Core.Items;
using OsmTasking.Postgis;

namespace OsmTasking.Hosting.Tests.Faults;

/// <summary>A process that claims an item when it is told to, finishes it when it is told to, and says what came of it.</summary>
internal static class MapperProgram
{
    /// <summary>The variable that turns the assembly into a mapper: connection string|project|mapper|milliseconds of a lease.</summary>
    internal const string Switch = "OSM_TASKING_TEST_MAPPER";

    internal static async Task<int> RunAsync(string configuration)
    {
        var parts = configuration.Split('|');
        await using var source = NpgsqlDataSource.Create(parts[0]);
        var numbers = parts[1..].Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var items = new PostgisItemStore(source);
        Console.WriteLine("runs");
        Console.ReadLine();
        var now = DateTimeOffset.UtcNow;
        var claim = new ItemClaim(numbers[0], numbers[1], ItemSearch.Of(new ItemPick.Sequence(0), 1), now, now.AddMilliseconds(numbers[2]));
        var item = ((ItemClaimResult.Claimed)await items.ClaimAsync(claim)).Items[0];
        Console.WriteLine($"{item.ExternalId} {item.Token}");
        Console.ReadLine();
        var finish = ItemRequest.For(numbers[0], item.ExternalId, new ItemCommand.Finish(numbers[1], ItemStatus.Unfixable) { Token = item.Token });
        var outcome = await new ItemWorkflow(items, TimeProvider.System).ExecuteAsync(finish, TimeSpan.FromMinutes(15));
        Console.WriteLine(outcome is ItemOutcome.Refused(var refusal) ? refusal.Reason.ToString() : "Done");
        return 0;
    }
}
