using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Core.Items;
using OsmTasking.Hosting.News;

namespace ReferenceApi.Tests.ToFix;

/// <summary>What changes in an item project is told to whoever listens.</summary>
public class ItemFeedTests
{
    [Fact]
    public async Task Changes_AreToldToListeners_QuicklyWithNews_AndLateWithout()
    {
        await using var host = await ItemHost.StartAsync("sqlite");
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("feed");
        await ada.ItemAsync(project, "i-1");
        using var http = new HttpClient { BaseAddress = host.Api.Address };
        Assert.Equal(401, (int)(await http.GetAsync($"{project}/events")).StatusCode);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Token {bob.Token}");
        Assert.Equal(404, (int)(await http.GetAsync($"/v1/projects/{Guid.NewGuid()}/events")).StatusCode);
        using var stream = new StreamReader(await http.GetStreamAsync($"{project}/events"));
        var first = await NextAsync(stream);

        var clock = Stopwatch.StartNew();
        Assert.Equal(200, (await ada.PostAsync($"{project}/next", new { })).Status);
        var second = await NextAsync(stream);

        Assert.NotEqual(first, second);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"told after {clock.Elapsed}: not by the news");

        // Somebody writes past the news, as another host would with Redis away: it is seen all the same.
        var store = new OsmTasking.Sqlite.SqliteItemStore(host.Api.Services.GetRequiredService<OsmTasking.Sqlite.SqliteDatabase>());
        Assert.NotSame(store.GetType(), host.Api.Services.GetRequiredService<IItemStore>().GetType());
        var inside = (await host.Api.Services.GetRequiredService<IItemProjectStore>().ListAsync()).Single();
        await new ItemWorkflow(store, TimeProvider.System).ExecuteAsync(
            ItemRequest.For(inside.Id, "i-1", new ItemCommand.Finish(ada.Id, ItemStatus.Fixed)), TimeSpan.FromMinutes(15));
        Assert.NotEqual(second, await NextAsync(stream));
        Assert.NotNull(host.Api.Services.GetRequiredService<ItemNews>());
    }

    private static async Task<string> NextAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new EndOfStreamException();
    }
}
