using System.Net.Http.Json;
using System.Text.Json;
using OsmTasking.TestKit;
using static ReferenceApi.Tests.ToFix.ItemWireTests;

namespace ReferenceApi.Tests.ToFix;

/// <summary>The calls of JOSM's MapRoulette plugin and of Rapid: section 2.8 of the reference.</summary>
public class MapRouletteTests
{
    private const string Api = "/mr/api/v2";

    [Theory]
    [MemberData(nameof(ItemWireTests.Stores), MemberType = typeof(ItemWireTests))]
    public async Task Editors_FindLockAndFinishTasks(string store)
    {
        var time = new ManualTime();
        await using var host = await ItemHost.StartAsync(store, time);
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("roulette");
        for (var number = 1; number <= 6; number++)
        {
            await ada.ItemAsync(project, $"i-{number}", number, 1);
        }

        using var josm = new Editor(host, bob);
        using var rapid = new Editor(host, ada);
        var box = (await josm.PutAsync("/tasks/box/1.5/0/4.5/2?limit=2&excludeLocked=true")).Json;
        Assert.Equal(["i-2", "i-3"], box.EnumerateArray().Select(point => Text(point, "title")));
        Assert.Equal(["i-4"], (await josm.PutAsync("/tasks/box/1.5/0/4.5/2?limit=2&page=1")).Json.EnumerateArray().Select(point => Text(point, "title")));
        foreach (var name in new[] { "id", "owner", "ownerName", "parentId", "parentName", "point", "bounding", "blurb", "modified", "type", "status", "pointReview" })
        {
            Assert.NotEqual(JsonValueKind.Null, box[0].GetProperty(name).ValueKind);
        }

        var id = box[0].GetProperty("id").GetInt64();
        Assert.InRange(id, 1, 1L << 53); // Exact in JavaScript.
        var task = (await josm.GetAsync($"/task/{id}")).Json;
        foreach (var name in new[] { "id", "name", "created", "modified", "parent", "instruction", "location", "geometries", "status", "review", "priority", "errorTags" })
        {
            Assert.NotEqual(JsonValueKind.Null, task.GetProperty(name).ValueKind);
        }

        Assert.False(task.TryGetProperty("message", out _)); // Status and message together mean an error to the plugin.
        var challenge = task.GetProperty("parent").GetInt64();
        Assert.Equal(bob.Id, (await josm.GetAsync($"/task/{id}/start")).Json.GetProperty("lockedBy").GetInt64());
        Assert.Equal((403, "This item is currently locked by bob"), Said(await rapid.GetAsync($"/task/{id}/start")));
        var second = (await josm.GetAsync($"/challenge/{challenge}/nextTask/{id}")).Json.GetProperty("id").GetInt64();
        var busy = await josm.GetAsync($"/task/{second}/start");
        Assert.Equal((409, id), (busy.Status, busy.Json.GetProperty("lockedTaskId").GetInt64()));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (await josm.GetAsync($"/task/{id}/refreshLock")).Status);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((403, "This item is currently locked by bob"), Said(await rapid.PutAsync($"/task/{id}/1")));
        Assert.Equal(403, (await rapid.GetAsync($"/task/{id}/refreshLock")).Status);
        Assert.Equal(200, (await josm.PutAsync($"/task/{id}/changeset")).Status);
        Assert.Equal(204, (await josm.PutAsync($"/task/{id}/1?comment=it%20was%20a%20pond&tags=a,b&requestReview=false")).Status);
        Assert.Equal(204, (await josm.PutAsync($"/task/{id}/1?comment=it%20was%20a%20pond")).Status); // Its answer was lost.
        Assert.Equal("it was a pond", Text(Assert.Single((await rapid.GetAsync($"/task/{id}/comments")).Json.EnumerateArray()), "comment"));
        Assert.Equal(400, (await rapid.PutAsync($"/task/{id}/2")).Status); // Only who fixed it may revise that.
        Assert.Equal(204, (await josm.PutAsync($"/task/{id}/2")).Status);
        Assert.Equal(400, (await josm.PutAsync($"/task/{second}/8")).Status);

        Assert.Equal(204, (await rapid.PutAsync($"/task/{second}/6")).Status); // Rapid never locks.
        Assert.Equal(201, (await rapid.PostAsync($"/task/{second}/comment", new { actionId = 2, comment = "too hard" })).Status);
        Assert.Equal(["i-4", "i-1"], (await rapid.GetAsync($"/challenge/{challenge}/tasksNearby/{id}?limit=2")).Json.EnumerateArray().Select(near => Text(near, "name")).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("i-1", Text((await rapid.GetAsync($"/challenge/{challenge}/nextTask/{id + 4}")).Json, "name"));
        Assert.Equal("i-6", Text((await rapid.GetAsync($"/challenge/{challenge}/previousTask/{id - 1}")).Json, "name"));
        Assert.Equal("i-4", Text((await rapid.GetAsync($"/challenge/{challenge}/previousTask/{id + 3}?statusList=0")).Json, "name"));
        Assert.Equal(3, (await rapid.GetAsync($"/challenge/{challenge}/tasks/prioritizedTasks?limit=3")).Json.GetArrayLength());
        Assert.Equal(4, (await rapid.GetAsync($"/challenge/view/{challenge}?status=0")).Json.GetProperty("features").GetArrayLength());
        var shown = (await rapid.GetAsync($"/challenge/{challenge}")).Json;
        Assert.Equal(("roulette", 33, 4), (Text(shown, "name"), shown.GetProperty("completionPercentage").GetInt32(), shown.GetProperty("tasksRemaining").GetInt32()));
        Assert.Equal("osmtasking", Text((await rapid.GetAsync($"/project/{shown.GetProperty("parent").GetInt64()}")).Json, "name"));

        Assert.Equal(204, (await josm.PutAsync($"/task/{id + 2}/3")).Status);
        Assert.Equal("open", Text((await bob.GetAsync($"{project}/items/i-4")).Json, "status"));
    }

    [Fact]
    public async Task ABundle_IsALeaseOverAllItsMembers()
    {
        await using var host = await ItemHost.StartAsync("sqlite");
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("bundles");
        var ids = new List<long>();
        for (var number = 1; number <= 4; number++)
        {
            ids.Add((1L << 28) | (await ada.ItemAsync(project, $"i-{number}", number, 1)).GetProperty("number").GetInt64());
        }

        using var josm = new Editor(host, bob);
        using var other = new Editor(host, ada);
        var bundle = await josm.PostAsync("/taskBundle", new { name = "a row of houses", primaryId = ids[0], taskIds = ids.Take(3) });
        Assert.Equal((201, 3), (bundle.Status, bundle.Json.GetProperty("taskIds").GetArrayLength()));
        Assert.Equal(403, (await other.PostAsync("/taskBundle", new { taskIds = ids.Skip(2) })).Status);
        Assert.Equal("open", Text((await ada.GetAsync($"{project}/items/i-4")).Json, "status"));
        Assert.Equal(JsonValueKind.Null, (await ada.GetAsync($"{project}/items/i-4")).Json.GetProperty("lockedBy").ValueKind);
        Assert.Equal(403, (await other.PutAsync($"/task/{ids[2]}/1")).Status);
        Assert.Equal(2, (await josm.PostAsync($"/taskBundle/{ids[0]}/unbundle?taskIds={ids[2]}", new { })).Json.GetProperty("taskIds").GetArrayLength());
        Assert.Equal(204, (await other.PutAsync($"/task/{ids[2]}/1")).Status);
        Assert.Equal(403, (await other.DeleteAsync($"/taskBundle/{ids[0]}")).Status);
        Assert.Equal(200, (await josm.DeleteAsync($"/taskBundle/{ids[0]}")).Status);
        Assert.Equal(1, (await josm.GetAsync($"/taskBundle/{ids[0]}")).Json.GetProperty("taskIds").GetArrayLength());
    }

    [Fact]
    public async Task Strangers_AndBadRequests_AreRefused()
    {
        await using var host = await ItemHost.StartAsync("sqlite");
        using var ada = await host.PersonAsync("ada");
        using var josm = new Editor(host, ada);
        using var nobody = new HttpClient { BaseAddress = host.Api.Address };
        using var answer = await nobody.GetAsync($"{Api}/challenge/1");
        Assert.Equal("NotAuthorized", Text(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement, "status"));
        using var forged = new HttpClient { BaseAddress = host.Api.Address };
        forged.DefaultRequestHeaders.Add("apiKey", $"12345|{ada.Token}");
        Assert.Equal(401, (int)(await forged.GetAsync($"{Api}/challenge/1")).StatusCode);
        foreach (var path in new[] { "/task/1", "/task/0", "/challenge/9", "/project/2", "/no/such/route", "/taskBundle/5" })
        {
            Assert.Equal(404, (await josm.GetAsync(path)).Status);
        }

        Assert.Equal(400, (await josm.GetAsync("/task/x")).Status);
        Assert.Equal(400, (await josm.PutAsync("/tasks/box/a/b/c/d")).Status);
        Assert.Equal("[]", (await josm.PutAsync("/tasks/box/1/1/2/2")).Text);
        Assert.Equal(ada.Id, (await josm.GetAsync("/user/whoami")).Json.GetProperty("id").GetInt64());
    }

    private sealed class Editor : IDisposable
    {
        private readonly HttpClient _http;

        internal Editor(ItemHost host, ItemClient person)
        {
            _http = new HttpClient { BaseAddress = host.Api.Address };
            _http.DefaultRequestHeaders.Add("apiKey", $"{person.Id}|{person.Token}");
        }

        internal Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

        internal Task<Answer> PutAsync(string path) => SendAsync(HttpMethod.Put, path, null);

        internal Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

        internal Task<Answer> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body));

        public void Dispose() => _http.Dispose();

        private async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body)
        {
            using var request = new HttpRequestMessage(method, Api + path) { Content = body };
            using var answer = await _http.SendAsync(request);
            return new Answer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), null);
        }
    }
}
