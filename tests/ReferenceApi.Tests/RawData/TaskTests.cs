using Microsoft.Extensions.DependencyInjection;
using OsmTasking.Core.Jobs;

namespace ReferenceApi.Tests.RawData;

public class TaskTests
{
    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task WaitingJob_IsSeenQueuedAndRevoked(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store, works: false);
        var (ada, bob) = (await host.TokenAsync("ada"), await host.TokenAsync("bob"));
        var id = (await host.PostAsync("/v1/snapshot/", SmallRegion.Body())).Json.GetProperty("task_id").GetString()!;

        Assert.Equal($"{{\"id\":\"{id}\",\"status\":\"PENDING\",\"result\":\"None\",\"progress\":0}}", (await host.GetAsync($"/v1/tasks/status/{id}")).Text);
        Assert.Equal("geojson", (await host.GetAsync($"/v1/tasks/status/{id}/?only_args=true")).Json.GetProperty("format").GetString());
        Assert.Equal("""{"raw_daemon":{"length":0},"raw_ondemand":{"length":1}}""", (await host.GetAsync("/v1/tasks/queue/")).Text);
        Assert.Equal($"[{{\"index\":0,\"id\":\"{id}\"}}]", (await host.GetAsync("/v1/tasks/queue/details/raw_ondemand/")).Text);
        Assert.Equal("geojson", (await host.GetAsync("/v1/tasks/queue/details/raw_ondemand/?args=true")).Json[0].GetProperty("args").GetProperty("format").GetString());
        Assert.Equal((404, """{"detail":"Queue 'x' not found"}"""), Told(await host.GetAsync("/v1/tasks/queue/details/x/")));
        Assert.Equal("""{"active":[]}""", (await host.GetAsync("/v1/tasks/inspect/")).Text);
        Assert.Equal("null", (await host.GetAsync("/v1/tasks/ping/")).Text);
        Assert.Equal(422, (await host.GetAsync($"/v1/tasks/revoke/{id}/")).Status);
        Assert.Equal(403, (await host.GetAsync($"/v1/tasks/revoke/{id}/", bob)).Status);
        Assert.Equal((200, $"{{\"id\":\"{id}\"}}"), Told(await host.GetAsync($"/v1/tasks/revoke/{id}", ada)));
        Assert.Equal("REVOKED", (await host.GetAsync($"/v1/tasks/status/{id}/")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task UnknownJob_ReadsAsPending()
    {
        await using var host = await RawDataHost.StartAsync(RawDataHost.Sqlite, works: false);

        foreach (var id in new[] { "x", Guid.NewGuid().ToString() })
        {
            Assert.Equal($"{{\"id\":\"{id}\",\"status\":\"PENDING\",\"result\":\"None\"}}", (await host.GetAsync($"/v1/tasks/status/{id}/")).Text);
        }
    }

    [Fact]
    public async Task Purge_IsForAdmins()
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite, works: false);
        var (ada, bob) = (await host.TokenAsync("ada"), await host.TokenAsync("bob"));
        await host.PostAsync("/v1/snapshot/", SmallRegion.Body(), bob);
        await host.PostAsync("/v1/snapshot/", SmallRegion.Body("{\"centroid\":true}"));

        Assert.Equal(403, (await host.GetAsync("/v1/tasks/purge/", bob)).Status);
        Assert.Equal((200, "{\"tasks_discarded\":2}"), Told(await host.GetAsync("/v1/tasks/purge/", ada)));
    }

    [Fact]
    public async Task Quota_OfAGuest_EndsIn429_AndEqualRequestsCostNothing()
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite, works: false, more: new() { ["OsmTasking:RawData:GuestOpenJobs"] = "2" });

        foreach (var name in new[] { "a", "b", "a", "b" })
        {
            Assert.Equal(200, (await host.PostAsync("/v1/snapshot/", SmallRegion.Body($"{{\"fileName\":\"{name}\"}}"))).Status);
        }

        var refused = await host.PostAsync("/v1/snapshot/", SmallRegion.Body("{\"fileName\":\"c\"}"));
        Assert.Equal((429, 1), (refused.Status, refused.Json.GetProperty("detail").GetArrayLength()));
    }

    [Fact]
    public async Task Rate_OverTheLimit_Is429_AndPlainIsNotLimited()
    {
        await using var host = await RawDataHost.SmallAsync(RawDataHost.Sqlite, works: false, more: new() { ["OsmTasking:RawData:RatePerMinute"] = "3" });
        for (var i = 0; i < 3; i++)
        {
            await host.PostAsync("/v1/snapshot/", SmallRegion.Body());
        }

        Assert.Equal((429, """{"error":"Rate limit exceeded: 3 per 1 minute"}"""), Told(await host.PostAsync("/v1/snapshot/", SmallRegion.Body())));
        Assert.Equal(200, (await host.PostAsync("/v1/snapshot/plain/", SmallRegion.Body())).Status);
    }

    [Theory]
    [MemberData(nameof(SnapshotTests.Stores), MemberType = typeof(SnapshotTests))]
    public async Task RemovedJob_TakesItsFileAlong(string store)
    {
        await using var host = await RawDataHost.SmallAsync(store);
        var status = await host.SnapshotAsync(SmallRegion.Body());
        var url = new Uri(status.GetProperty("result").GetProperty("download_url").GetString()!);
        var jobs = host.Services.GetRequiredService<IJobStore>();

        var removed = Assert.Single(await jobs.RemoveAsync(TimeSpan.Zero, 10));
        await host.Services.GetServices<OsmTasking.Hosting.Workers.IJobHandler>().Single(handler => handler.Kind == removed.Kind).DiscardAsync(removed, CancellationToken.None);

        Assert.Equal((404, """{"detail":"Not Found"}"""), Told(await host.GetAsync(url.PathAndQuery)));
    }

    private static (int, string) Told(RawAnswer answer) => (answer.Status, answer.Text);
}
