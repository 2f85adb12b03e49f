using System.Text.Json;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.ToFix;

/// <summary>The life of items over the wire, on both stores.</summary>
public class ItemWireTests
{
    public static TheoryData<string> Stores => ["sqlite", "postgis"];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task LockFixAndRelease_AsClientsOfToFixDo(string store)
    {
        var time = new ManualTime();
        await using var host = await ItemHost.StartAsync(store, time);
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        using var eve = await host.PersonAsync("eve");
        var project = await bob.ProjectAsync("holes");
        var made = await bob.ItemAsync(project, "a-1", 9.5, 47.1);
        Assert.Equal(
            ["id", "project_id", "pin", "quadkey", "instructions", "createdBy", "featureCollection", "status", "lockedTill", "lockedBy", "metadata", "sort", "lastModifiedBy", "lastModifiedDate", "createdAt", "updatedAt", "number", "token"],
            made.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("bob", "open", 13, JsonValueKind.Null), (Text(made, "createdBy"), Text(made, "status"), Text(made, "quadkey").Length, made.GetProperty("lockedBy").ValueKind));
        Assert.Equal("[9.5,47.1]", made.GetProperty("pin").GetProperty("coordinates").GetRawText());

        var item = $"{project}/items/a-1";
        Assert.Equal((423, "Cannot update an items status without a lock"), Said(await eve.PutAsync(item, new { status = "fixed" })));
        var locked = await eve.PutAsync(item, new { @lock = "locked", metadata = new { tool = new { name = "josm" } } });
        Assert.Equal((200, "eve"), (locked.Status, Text(locked.Json, "lockedBy")));
        Assert.Equal(time.GetUtcNow().AddMinutes(15), locked.Json.GetProperty("lockedTill").GetDateTimeOffset());
        Assert.Equal((423, "This item is currently locked by eve"), Said(await ada.PutAsync(item, new { @lock = "locked" })));
        Assert.Equal((423, "This item is currently locked by eve"), Said(await bob.PutAsync(item, new { instructions = "no" })));
        Assert.Equal((423, "This item is currently locked by eve"), Said(await ada.PutAsync(item, new { status = "fixed" })));
        Assert.Equal((400, "It is invalid to set the status and change the lock in one request"), Said(await eve.PutAsync(item, new { status = "fixed", @lock = "locked" })));

        var done = await eve.PutAsync(item, new { status = "fixed", metadata = new { tool = new { version = 2 } } });
        Assert.Equal(("fixed", JsonValueKind.Null), (Text(done.Json, "status"), done.Json.GetProperty("lockedBy").ValueKind));
        Assert.Equal("""{"tool":{"name":"josm","version":2}}""", done.Json.GetProperty("metadata").GetRawText());

        await bob.PutAsync(item, new { @lock = "locked" });
        var verified = await bob.PutAsync(item, new { status = "fixed-verified" });
        Assert.Equal(("fixed-verified", "bob"), (Text(verified.Json, "status"), Text(verified.Json, "lockedBy")));
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(423, (await bob.PutAsync(item, new { status = "open" })).Status);
        Assert.Equal("eve", Text((await eve.PutAsync(item, new { @lock = "locked" })).Json, "lockedBy"));
        Assert.Equal(JsonValueKind.Null, (await eve.PutAsync(item, new { @lock = "unlocked" })).Json.GetProperty("lockedBy").ValueKind);

        var history = (await ada.GetAsync($"{item}/history")).Json.EnumerateArray().Select(line => $"{Text(line, "action")} {Text(line, "by")}").Reverse();
        Assert.Equal(["created bob", "claimed eve", "finished eve", "claimed bob", "finished bob", "claimed eve", "released eve"], history);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Next_HandsOut_RetriesAlike_AndRefusesLateWriters(string store)
    {
        var time = new ManualTime();
        await using var host = await ItemHost.StartAsync(store, time);
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("next");
        for (var number = 1; number <= 3; number++)
        {
            await ada.ItemAsync(project, $"i-{number}", number * 0.001, 0);
        }

        var first = (await ada.PostAsync($"{project}/next", new { strategy = "nearest", near = new[] { 0.0, 0.0 } }, "k")).Json[0];
        Assert.Equal("i-1", Text(first, "id"));
        Assert.Equal("i-1", Text((await ada.PostAsync($"{project}/next", new { strategy = "nearest", near = new[] { 0.0, 0.0 } }, "k")).Json[0], "id"));
        Assert.Equal((422, "This Idempotency-Key belongs to a different request"), Said(await ada.PostAsync($"{project}/next", new { }, "k")));
        var second = (await bob.PostAsync($"{project}/next", new { strategy = "nearest", near = new[] { 0.0, 0.0 } })).Json[0];
        Assert.Equal("i-2", Text(second, "id"));

        Assert.Equal(200, (await bob.PostAsync($"{project}/items/i-2/skip", new { })).Status);
        Assert.Equal("i-3", Text((await bob.PostAsync($"{project}/next", new { strategy = "nearest", near = new[] { 0.0, 0.0 } })).Json[0], "id"));
        Assert.Equal("i-3", Text((await bob.GetAsync($"{project}/held")).Json[0], "id"));

        time.Advance(TimeSpan.FromMinutes(16));
        var token = first.GetProperty("token").GetInt64();
        Assert.Equal("i-1", Text((await bob.PostAsync($"{project}/next", new { strategy = "sequence" })).Json[0], "id"));
        Assert.Equal(423, (await ada.PutAsync($"{project}/items/i-1", new { status = "fixed", token })).Status);
        await bob.PutAsync($"{project}/items/i-1", new { @lock = "unlocked" });
        Assert.Equal(409, (await ada.PutAsync($"{project}/items/i-1", new { status = "fixed", token })).Status);

        var held = (await ada.PostAsync($"{project}/next", new { strategy = "viewport", bbox = new[] { 0.0015, -1, 1, 1 } })).Json[0];
        var id = Text(held, "id");
        var finish = new { status = "noterror", token = held.GetProperty("token").GetInt64() };
        Assert.Equal(200, (await ada.PutAsync($"{project}/items/{id}", finish)).Status);
        Assert.Equal(200, (await ada.PutAsync($"{project}/items/{id}", finish)).Status); // Its answer was lost.
        Assert.Single((await ada.GetAsync($"{project}/items/{id}/history")).Json.EnumerateArray(), line => Text(line, "action") == "finished");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Metadata_MergedByManyAtOnce_KeepsEverybodysPart_AndARetryIsNoSecondChange(string store)
    {
        await using var host = await ItemHost.StartAsync(store);
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("merges");
        await ada.ItemAsync(project, "i-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(part =>
            ada.PutAsync($"{project}/items/i-1", new { metadata = new Dictionary<string, int> { [$"part-{part}"] = part } }, $"key {part}")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(8, (await ada.GetAsync($"{project}/items/i-1")).Json.GetProperty("metadata").EnumerateObject().Count());
        var again = await ada.PutAsync($"{project}/items/i-1", new { metadata = new Dictionary<string, int> { ["part-3"] = 3 } }, "key 3");
        Assert.Equal((200, answers[3].Text), (again.Status, again.Text));
        Assert.Equal(422, (await ada.PutAsync($"{project}/items/i-1", new { metadata = new { other = 1 } }, "key 3")).Status);

        var release = new { @lock = "unlocked", instructions = "changed while held" };
        await bob.PutAsync($"{project}/items/i-1", new { @lock = "locked" });
        var first = await bob.PutAsync($"{project}/items/i-1", release, "release");
        var second = await bob.PutAsync($"{project}/items/i-1", release, "release");
        Assert.Equal((200, first.Text), (second.Status, second.Text));
        Assert.Equal(403, (await bob.PutAsync($"{project}/items/i-1", release)).Status);
        Assert.Equal(11, (await ada.GetAsync($"{project}/items/i-1/history")).Json.GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Lists_FilterAsToFixDoes_AndThePluginGetsOneAtRandom(string store)
    {
        await using var host = await ItemHost.StartAsync(store);
        using var ada = await host.PersonAsync("ada");
        var project = await ada.ProjectAsync("lists");
        for (var number = 1; number <= 9; number++)
        {
            await ada.ItemAsync(project, $"i-{number}", number, 1);
        }

        await ada.PutAsync($"{project}/items", new { ids = new[] { "i-1", "i-2" }, @lock = "locked" });
        await ada.PutAsync($"{project}/items/i-2", new { status = "unfixable" });

        Assert.Equal(["i-1"], await IdsAsync("lock=locked"));
        Assert.Equal(["i-2"], await IdsAsync("status=unfixable"));
        Assert.Equal(["i-4", "i-5"], await IdsAsync("bbox=3,0,6,2"));
        Assert.Equal(["i-4", "i-5", "i-6"], await IdsAsync("page=1&page_size=3"));
        Assert.Equal(["i-8", "i-9"], await IdsAsync("after=7"));
        Assert.Empty(await IdsAsync("page_size=0"));
        Assert.Empty(await IdsAsync("from=2090-01-01"));
        Assert.Equal(9, (await IdsAsync("page_size=-1&to=2090-01-01T00:00:00Z")).Count);
        Assert.False((await ada.GetAsync($"{project}/items")).Json[0].TryGetProperty("featureCollection", out _));
        var plugin = (await ada.GetAsync($"{project}/items?status=open&lock=unlocked&page_size=1&fc=true&random=true&bbox=2.5,0,9.5,2")).Json;
        Assert.Equal(1, plugin.GetArrayLength());
        Assert.True(plugin[0].TryGetProperty("featureCollection", out _));

        Assert.Equal((400, "Invalid req.query.bbox: 1,2,3"), Said(await ada.GetAsync($"{project}/items?bbox=1,2,3")));
        Assert.Equal((400, "from parameter must be a valid ISO 8601 date string"), Said(await ada.GetAsync($"{project}/items?to=yesterday")));
        Assert.Equal((400, "Invalid status: done"), Said(await ada.GetAsync($"{project}/items?status=done")));
        Assert.Equal((400, "Invalid req.query.lock: x"), Said(await ada.GetAsync($"{project}/items?lock=x")));
        Assert.Equal(400, (await ada.GetAsync($"{project}/items?tags=x")).Status);
        var stats = (await ada.GetAsync($"{project}/stats")).Text;
        Assert.Equal("""{"total":9,"tags":{"null":{"open":"8","unfixable":"1"}}}""", stats);

        async Task<List<string>> IdsAsync(string query) =>
            [.. (await ada.GetAsync($"{project}/items?{query}")).Json.EnumerateArray().Select(item => Text(item, "id"))];
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Lists_KnowTheirVersion_AndNeverTellAnOlderOne(string store)
    {
        // No server listens there: the cache is a help and never a need.
        await using var host = await ItemHost.StartAsync(store, more: new() { ["OsmTasking:Cache"] = "memcached://127.0.0.1:1" });
        using var ada = await host.PersonAsync("ada");
        var project = await ada.ProjectAsync("versions");
        await ada.ItemAsync(project, "i-1");
        foreach (var path in new[] { $"{project}/items", $"{project}/stats" })
        {
            var first = await ada.GetAsync(path);
            Assert.Equal(304, (await ada.GetAsync(path, first.ETag)).Status);
            await ada.PutAsync($"{project}/items/i-1", new { @lock = "locked" });
            await ada.PutAsync($"{project}/items/i-1", new { status = path.EndsWith('s') ? "fixed" : "open" });
            var second = await ada.GetAsync(path, first.ETag);
            Assert.Equal(200, second.Status);
            Assert.NotEqual(first.ETag, second.ETag);
        }
    }

    internal static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    internal static (int Status, string Message) Said(Answer answer) => (answer.Status, Text(answer.Json, "message"));
}
