using System.Text;
using static ReferenceApi.Tests.ToFix.ItemWireTests;

namespace ReferenceApi.Tests.ToFix;

/// <summary>What the API refuses, and to whom.</summary>
public class ItemRuleTests
{
    [Theory]
    [MemberData(nameof(ItemWireTests.Stores), MemberType = typeof(ItemWireTests))]
    public async Task TagsCommentsAndQuadkeys_KeepToTheWire(string store)
    {
        await using var host = await ItemHost.StartAsync(store);
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("notes");
        var quadkey = Text(await ada.ItemAsync(project, "i-1", 10, 10), "quadkey");
        await ada.ItemAsync(project, "i-2", -10, -10);

        var tag = await ada.PostAsync($"{project}/tags", new { name = "Big" });
        Assert.Equal(["id", "project_id", "name", "metadata", "createdAt", "updatedAt"], tag.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal((400, "Tag with name already exists"), Said(await ada.PostAsync($"{project}/tags", new { name = "Big" })));
        Assert.Equal(403, (await bob.PostAsync($"{project}/tags", new { name = "mine" })).Status);
        var id = Text(tag.Json, "id");
        for (var turn = 0; turn < 2; turn++)
        {
            var given = await bob.PostAsync($"{project}/items/i-1/tags", new { tag = id });
            Assert.Equal(id, Text(given.Json[0].GetProperty("item_tag"), "tagId"));
        }

        Assert.Equal("i-1", Text(Assert.Single((await bob.GetAsync($"{project}/items?tags={id}")).Json.EnumerateArray()), "id"));
        Assert.Equal("Big", Text((await bob.GetAsync($"{project}/items?tags={id}")).Json[0].GetProperty("tags")[0], "name"));
        Assert.Equal(1, (await bob.GetAsync($"{project}/tags?tag=bi")).Json.GetArrayLength());
        Assert.Equal("bigger", Text((await ada.PutAsync($"{project}/tags/{id}", new { name = "bigger" })).Json[0], "name"));
        Assert.Equal("""{"total":2,"tags":{"bigger":{"open":"1"},"null":{"open":"1"}}}""", (await ada.GetAsync($"{project}/stats")).Text);
        Assert.Equal("i-1", Text((await bob.DeleteAsync($"{project}/items/i-1/tags/{id}")).Json, "id"));
        Assert.Equal((400, $"Tag ID {id} was not associated with item i-1"), Said(await bob.DeleteAsync($"{project}/items/i-1/tags/{id}")));
        Assert.Equal((200, $"Successfully deleted tag {id}"), Said(await ada.DeleteAsync($"{project}/tags/{id}")));
        Assert.Equal((400, "Invalid tag ID"), Said(await ada.GetAsync($"{project}/tags/{id}")));
        Assert.Equal((400, "Invalid item ID"), Said(await ada.GetAsync($"{project}/items/none/tags")));

        var said = await bob.PostAsync($"{project}/items/i-1/comments", new { body = "a pond", pin = new[] { 1, 2 }, metadata = new { a = 1 } });
        Assert.Equal(("bob", "a pond"), (Text(said.Json, "createdBy"), Text(said.Json, "body")));
        Assert.Equal((400, "Comment body cannot be empty"), Said(await bob.PostAsync($"{project}/items/i-1/comments", new { body = " " })));
        Assert.Equal((400, "Comment pin must be in the [longitude, latitude] format"), Said(await bob.PostAsync($"{project}/items/i-1/comments", new { body = "x", pin = 1 })));
        Assert.Equal(404, (await bob.PostAsync($"{project}/items/none/comments", new { body = "x" })).Status);
        using var eve = await host.PersonAsync("eve");
        Assert.Equal(403, (await eve.DeleteAsync($"{project}/items/i-1/comments/{Text(said.Json, "id")}")).Status);
        Assert.Equal("a pond", Text((await bob.DeleteAsync($"{project}/items/i-1/comments/{Text(said.Json, "id")}")).Json, "body"));
        Assert.Equal("[]", (await bob.GetAsync($"{project}/items/i-1/comments")).Text);

        Assert.Equal("""{"priority":-1}""", (await bob.GetAsync($"/v1/quadkeys/{quadkey}")).Text);
        Assert.Equal(403, (await bob.PostAsync($"/v1/quadkeys/{quadkey}", new { priority = 5 })).Status);
        for (var turn = 1; turn <= 2; turn++)
        {
            Assert.Equal(turn, (await ada.PostAsync($"/v1/quadkeys/{quadkey}", new { priority = turn })).Json.GetProperty("priority").GetDouble());
        }

        Assert.Equal("i-1", Text((await bob.PostAsync($"{project}/next", new { strategy = "random" })).Json[0], "id"));
        var cells = (await bob.GetAsync($"{project}/quadkeys?zoom_level=3")).Json.EnumerateArray().ToList();
        Assert.Equal([(1, 2.0), (1, -1.0)], cells.Select(cell => (cell.GetProperty("item_count").GetInt32(), cell.GetProperty("max_priority").GetDouble())).OrderByDescending(cell => cell.Item2));
        Assert.Equal(400, (await bob.GetAsync($"{project}/quadkeys?within=4&zoom_level=20&item_status=x&item_tags=y&item_from=z")).Status);
        Assert.Equal((400, "Please supply a valid quadkey identifier"), Said(await bob.GetAsync("/v1/quadkeys/9")));
        Assert.Equal((400, "Priority must be a float"), Said(await ada.PostAsync($"/v1/quadkeys/{quadkey}", new { priority = "high" })));
    }

    [Fact]
    public async Task BadRequests_AreAnswered_NeverA500()
    {
        await using var host = await ItemHost.StartAsync("sqlite");
        using var ada = await host.PersonAsync("ada");
        using var nobody = new ItemClient(host.Api.Address, null);
        var project = await ada.ProjectAsync("bad");
        await ada.ItemAsync(project, "i-1");
        var unknown = $"/v1/projects/{Guid.NewGuid()}";

        Assert.Equal((401, "Token Authentication Failed"), Said(await nobody.GetAsync("/v1/projects")));
        Assert.Equal((401, "Token Authentication Failed"), Said(await nobody.GetAsync("/v1/projects/7/no/such/route")));
        Assert.Equal((400, "Project ID must be a valid UUID"), Said(await ada.GetAsync("/v1/projects/7/items")));
        Assert.Equal((404, "Not Found"), Said(await ada.GetAsync($"{unknown}/items")));
        Assert.Equal((404, "Not Found"), Said(await ada.GetAsync($"{unknown}/stats")));
        Assert.Equal((404, "Not Found"), Said(await ada.GetAsync($"{unknown}/quadkeys")));
        Assert.Equal((400, "Invalid project ID"), Said(await ada.GetAsync($"{unknown}/tags")));
        Assert.Equal((404, "Not Found"), Said(await ada.PostAsync($"{unknown}/items", new { id = "a", instructions = "b", pin = new[] { 1, 1 } })));
        Assert.Equal((404, "Not Found"), Said(await ada.PutAsync($"{project}/items/none", new { status = "fixed" })));
        Assert.Equal((404, "Item not found"), Said(await ada.PutAsync($"{project}/items", new { ids = new[] { "none", "i-1" }, status = "fixed" })));
        Assert.Equal((404, "Not Found"), Said(await ada.SendAsync(HttpMethod.Patch, $"{project}/items/i-1", null)));
        Assert.Equal((404, "Not Found"), Said(await ada.GetAsync($"{project}/no/such/route")));

        Assert.Equal((400, "Request contains unexpected attribute colour"), Said(await ada.PostAsync("/v1/projects", new { name = "x", colour = 1 })));
        Assert.Equal((400, "req.body.name is a required body attribute"), Said(await ada.PostAsync("/v1/projects", new { colour = 1 })));
        Assert.Equal((400, "Project with name already exists"), Said(await ada.PostAsync("/v1/projects", new { name = "bad" })));
        Assert.Equal((400, "An item must have a valid ID comprised only of letters, numbers, and hyphens"), Said(await CreateAsync(new { id = "a b", instructions = "b", pin = new[] { 1, 1 } })));
        Assert.Equal((400, "An item must have a pin in the [longitude, latitude] format"), Said(await CreateAsync(new { id = "ab", instructions = "b", pin = new[] { 1 } })));
        Assert.Equal(400, (await CreateAsync(new { id = "ab", instructions = "b", pin = new[] { 500, 500 } })).Status);
        Assert.Equal(400, (await CreateAsync(new { id = "ab", instructions = new string('x', 256), pin = new[] { 1, 1 } })).Status);
        Assert.Equal((400, "Item with this id already exists"), Said(await CreateAsync(new { id = "i-1", instructions = "b", pin = new[] { 1, 1 } })));
        var schema = await CreateAsync(new
        {
            id = "ab",
            instructions = "b",
            pin = new[] { 1, 1 },
            featureCollection = new { type = "FeatureCollection", features = new[] { new { type = "Feature", properties = new Dictionary<string, object> { ["name"] = 1, ["number:a"] = "x" } } } },
        });
        Assert.Equal((400, 3), (schema.Status, schema.Json.GetProperty("message").GetArrayLength()));
        Assert.Equal((400, "body.ids should be an array"), Said(await ada.PutAsync($"{project}/items", new { ids = "i-1", status = "fixed" })));
        Assert.Equal(400, (await ada.PutAsync($"{project}/items", new { ids = Enumerable.Range(0, 501).Select(number => $"i-{number}"), status = "fixed" })).Status);
        foreach (var text in new[] { "{", "[]", "\"x\"", "{\"name\":\"\\ud800\"}", "{\"name\":\"a\\u0000b\"}", "null", "{\"name\":1}" })
        {
            Assert.Equal(400, (await ada.UploadAsync("/v1/projects", text, "application/json")).Status);
        }

        Task<Answer> CreateAsync(object body) => ada.PostAsync($"{project}/items", body);
    }

    [Fact]
    public async Task RolesAndQuotas_Hold()
    {
        var time = new OsmTasking.TestKit.ManualTime();
        await using var host = await ItemHost.StartAsync("sqlite", time);
        using var admin = await host.PersonAsync("admin");
        using var owner = await host.PersonAsync("owner");
        using var editor = await host.PersonAsync("editor");
        using var mapper = await host.PersonAsync("mapper");
        var project = await owner.ProjectAsync("roles", new { everybody = "mapper", roles = new Dictionary<string, string> { [$"{editor.Id}"] = "editor" }, claims_per_hour = 2, imports_per_day = 1, most_items = 4 });
        Assert.Equal(400, (await owner.PutAsync($"{project}/settings", new { everybody = "boss" })).Status);
        Assert.Equal("mapper", Text((await mapper.GetAsync($"{project}/settings")).Json, "your_role"));

        Assert.Equal(403, (await mapper.PostAsync($"{project}/items", new { id = "x", instructions = "y", pin = new[] { 0, 0 } })).Status);
        Assert.Equal(403, (await editor.PutAsync(project, new { name = "mine" })).Status);
        Assert.Equal(403, (await mapper.DeleteAsync(project)).Status);
        const string Csv = "id,instructions,lon,lat\na,look,1,1\nb,look,2,1\nc,look,3,1\n,bad,4,1\n";
        var imported = await editor.UploadAsync($"{project}/imports", Csv, "text/csv");
        Assert.Equal((3, 0, 1), (imported.Json.GetProperty("created").GetInt32(), imported.Json.GetProperty("unchanged").GetInt32(), imported.Json.GetProperty("faulty").GetInt32()));
        Assert.Equal(4, imported.Json.GetProperty("faults")[0].GetProperty("row").GetInt32());
        var refused = await editor.UploadAsync($"{project}/imports", Csv, "text/csv");
        Assert.Equal(429, refused.Status);
        Assert.InRange(int.Parse(refused.ETag!), 1, 86_400);
        Assert.Equal(3, (await owner.UploadAsync($"{project}/imports", Csv, "text/csv")).Json.GetProperty("unchanged").GetInt32());
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(429, (await owner.UploadAsync($"{project}/imports?format=csv", "id,instructions,lon,lat\nd,l,1,1\ne,l,1,1\n", "text/plain")).Status);
        Assert.Equal(3, (await owner.GetAsync($"{project}/stats")).Json.GetProperty("total").GetInt32());

        for (var turn = 0; turn < 2; turn++)
        {
            var next = await mapper.PostAsync($"{project}/next", new { });
            await mapper.PutAsync($"{project}/items/{Text(next.Json[0], "id")}", new { status = "fixed" });
        }

        var tooMany = await mapper.PostAsync($"{project}/next", new { });
        Assert.Equal(429, tooMany.Status);
        Assert.InRange(int.Parse(tooMany.ETag!), 1, 3600);
        Assert.Equal(200, (await editor.PostAsync($"{project}/next", new { })).Status);
        Assert.Equal((404, "No item is left"), Said(await owner.PostAsync($"{project}/next", new { })));

        Assert.Equal(200, (await owner.DeleteAsync(project)).Status);
        Assert.Equal(403, (await mapper.PostAsync($"{project}/next", new { })).Status);
        Assert.Equal(200, (await mapper.GetAsync(project)).Status);
        Assert.DoesNotContain((await mapper.GetAsync("/v1/projects")).Json.EnumerateArray(), shown => Text(shown, "name") == "roles");
        Assert.Equal(403, (await editor.PutAsync($"{project}/items/a", new { @lock = "locked" })).Status);
    }

    [Fact]
    public async Task Root_TellsTheState_ToClientsOfJsonOnly()
    {
        await using var host = await ItemHost.StartAsync("sqlite");
        using var http = new HttpClient { BaseAddress = host.Api.Address };
        Assert.Equal("""{"status":"OK"}""", await GetAsync("application/json"));
        Assert.DoesNotContain("\"status\":\"OK\"", await GetAsync("text/html,application/json;q=0.9"), StringComparison.Ordinal);

        async Task<string> GetAsync(string accept)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            using var answer = await http.SendAsync(request);
            return Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        }
    }
}
