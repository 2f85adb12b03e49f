using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OsmTasking.Core;
using OsmTasking.Core.Edits;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.Edits;
using OsmTasking.Hosting.Tests.Edits;
using OsmTasking.Postgis;

namespace OsmTasking.Hosting.Tests.Faults;

/// <summary>A process that sends edits until it is killed.</summary>
internal static class SenderProgram
{
    /// <summary>The variable that turns the assembly into a sender: connection string|address of OSM.</summary>
    internal const string Switch = "OSM_TASKING_TEST_SENDER";

    internal static async Task<int> RunAsync(string configuration)
    {
        var parts = configuration.Split('|');
        await using var source = NpgsqlDataSource.Create(parts[0]);
        using var http = new HttpClient { BaseAddress = new Uri(parts[1]), Timeout = TimeSpan.FromSeconds(5) };
        var items = new PostgisItemStore(source);

        // One edit a changeset, so that there is much to be killed in the middle of.
        var options = new EditOptions { Lease = TimeSpan.FromSeconds(2), FirstPause = TimeSpan.FromMilliseconds(200), MostElements = 1 };
        var sender = new EditSender(
            new PostgisEditStore(source), new OsmApiClient(http), new EditTokens(), new EditedItems(items, new ItemWorkflow(items, TimeProvider.System)), options, NullLogger<EditSender>.Instance);
        Console.WriteLine("runs");
        while (true)
        {
            try
            {
                if (!await sender.RunOnceAsync())
                {
                    await Task.Delay(50);
                }
            }
            catch (StoreException)
            {
                await Task.Delay(50);
            }
        }
    }
}
