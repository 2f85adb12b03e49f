using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OsmTasking.Core.Edits;
using OsmTasking.Hosting.Edits;
using OsmTasking.TestKit.Osm;
using ReferenceApi.Auth;

namespace ReferenceApi.Tests.ToFix;

/// <summary>An item is mended over HTTP: the edit goes to a fake OSM, and the item is complete when that has it.</summary>
public sealed class ItemEditTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["OsmTasking:Osm:ClientId"] = "client", ["OsmTasking:Osm:Server"] = "http://osm.invalid" };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgis")]
    public async Task TagFix_GoesToOsm_AndCompletesTheItem(string store)
    {
        using var osm = new FakeOsmApi();
        osm.Data.Put(new OsmElement(new(OsmElementKind.Node, 12), 1) { Longitude = 0.5, Latitude = 0.5, Tags = new Dictionary<string, string> { ["amenity"] = "resturant", ["name"] = "A" } });
        await using var host = await StartAsync(store, osm);
        using var ada = await host.PersonAsync("ada");
        await host.Api.Services.GetRequiredService<OsmTokenVault>().SaveAsync(ada.Id, "token-ada");
        var project = await ada.ProjectAsync("edits");
        await ada.ItemAsync(project, "i-1");

        var made = await ada.PostAsync($"{project}/items/i-1/edits", new { comment = "a typing error", tags = new[] { new { element = "node/12", version = 1, set = new { amenity = "restaurant" } } } });

        Assert.True(made.Status == 201, made.Text);
        var path = $"/v1/edits/{made.Json.GetProperty("id").GetString()}";
        await ClosedAsync(ada, path);
        Assert.Equal(("restaurant", "A"), (osm.Data.Now(OsmElementKind.Node, 12)!.Tags["amenity"], osm.Data.Now(OsmElementKind.Node, 12)!.Tags["name"]));
        Assert.Equal("fixed", (await ada.GetAsync($"{project}/items/i-1")).Json.GetProperty("status").GetString());
        Assert.StartsWith("a typing error #osmtasking-", Assert.Single(osm.Data.Changesets.Values).Tags["comment"], StringComparison.Ordinal);
        Assert.Equal(409, (await ada.PostAsync($"{path}/withdraw", new { })).Status);
    }

    [Fact]
    public async Task Edit_WithoutTheRightToWrite_Waits_AndGoesOutOnceItIsThere()
    {
        using var osm = new FakeOsmApi();
        osm.Data.Put(new OsmElement(new(OsmElementKind.Node, 12), 1) { Longitude = 0.5, Latitude = 0.5 });
        await using var host = await StartAsync("sqlite", osm);
        using var ada = await host.PersonAsync("ada");
        var project = await ada.ProjectAsync("edits");
        await ada.ItemAsync(project, "i-1");
        var id = Guid.NewGuid();
        var body = new { id, comment = "x", osmChange = """<osmChange version="0.6"><modify><node id="12" version="1" lon="0.6" lat="0.5"/></modify></osmChange>""" };

        Assert.Equal(201, (await ada.PostAsync($"{project}/items/i-1/edits", body)).Status);
        Assert.Equal(201, (await ada.PostAsync($"{project}/items/i-1/edits", body)).Status); // The same once more is the same.
        await Task.Delay(500);
        Assert.Equal("queued", Assert.Single((await ada.GetAsync("/v1/edits")).Json.EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal(1, osm.Data.VersionsOf(OsmElementKind.Node, 12));

        await host.Api.Services.GetRequiredService<OsmTokenVault>().SaveAsync(ada.Id, "token-ada");
        await host.Api.Services.GetRequiredService<IEditStore>().WakeAsync(ada.Id);
        await ClosedAsync(ada, $"/v1/edits/{id}");
        Assert.Equal(0.6, osm.Data.Now(OsmElementKind.Node, 12)!.Longitude);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgis")]
    public async Task List_BeginsWithWhatIsNotThrough_HoweverManyEditsThereWere(string store)
    {
        using var osm = new FakeOsmApi();
        await using var host = await StartAsync(store, osm);
        using var ada = await host.PersonAsync("ada");
        var project = await ada.ProjectAsync("edits");
        await ada.ItemAsync(project, "i-1");
        var edits = host.Api.Services.GetRequiredService<IEditStore>();
        for (var node = 1; node <= 250; node++)
        {
            await edits.AddAsync(EditSamples.Fix(node, 1, "name", "x", mapper: ada.Id) with { State = EditState.Closed });
        }

        var made = await ada.PostAsync($"{project}/items/i-1/edits", new { comment = "a typing error", draft = true, tags = new[] { new { element = "node/12", version = 1, set = new { amenity = "restaurant" } } } });

        var listed = (await ada.GetAsync("/v1/edits")).Json.EnumerateArray().ToList();
        Assert.Equal(200, listed.Count);
        Assert.Equal((made.Json.GetProperty("id").GetString(), "draft"), (listed[0].GetProperty("id").GetString(), listed[0].GetProperty("state").GetString()));
        Assert.Equal(["node/250", "node/249"], listed.Skip(1).Take(2).Select(edit => edit.GetProperty("elements")[0].GetString()));
    }

    [Fact]
    public async Task BadEdits_AreRefusedByName_AndOthersCannotSeeThem()
    {
        using var osm = new FakeOsmApi();
        await using var host = await StartAsync("sqlite", osm);
        using var ada = await host.PersonAsync("ada");
        using var bob = await host.PersonAsync("bob");
        var project = await ada.ProjectAsync("edits");
        await ada.ItemAsync(project, "i-1");
        var edits = $"{project}/items/i-1/edits";

        Assert.Contains("req.body.comment", (await ada.PostAsync(edits, new { tags = Array.Empty<object>() })).Text, StringComparison.Ordinal);
        Assert.Contains("tags or req.body.osmChange", (await ada.PostAsync(edits, new { comment = "x" })).Text, StringComparison.Ordinal);
        Assert.Contains("tags[0].element", (await ada.PostAsync(edits, new { comment = "x", tags = new[] { new { element = "node/-1" } } })).Text, StringComparison.Ordinal);
        Assert.Contains("tags[0].version", (await ada.PostAsync(edits, new { comment = "x", tags = new[] { new { element = "node/1" } } })).Text, StringComparison.Ordinal);
        Assert.Contains("tags[0].set.k", (await ada.PostAsync(edits, new { comment = "x", tags = new[] { new { element = "node/1", version = 1, set = new { k = 1 } } } })).Text, StringComparison.Ordinal);
        Assert.Contains("must be <osmChange>", (await ada.PostAsync(edits, new { comment = "x", osmChange = "<osm/>" })).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await ada.PostAsync($"{project}/items/none/edits", new { comment = "x", osmChange = "<osmChange/>" })).Status);

        var draft = await ada.PostAsync(edits, new { comment = "x", draft = true, tags = new[] { new { element = "node/1", version = 1, set = new { k = "v" } } } });
        Assert.Equal("draft", draft.Json.GetProperty("state").GetString());
        var path = $"/v1/edits/{draft.Json.GetProperty("id").GetString()}";
        Assert.Equal(404, (await bob.GetAsync(path)).Status);
        Assert.Equal(404, (await bob.PostAsync($"{path}/submit", new { })).Status);
        Assert.Equal("withdrawn", (await ada.PostAsync($"{path}/withdraw", new { })).Json.GetProperty("state").GetString());
        Assert.Equal(409, (await ada.PostAsync($"{path}/submit", new { })).Status);
    }

    [Fact]
    public async Task Tokens_AreEncrypted_AndBoundToTheirMapper()
    {
        var folder = Directory.CreateTempSubdirectory("osmtasking-vault-");
        try
        {
            var vault = new OsmTokenVault(new byte[32], folder.FullName);
            await vault.SaveAsync(7, "secret-token");

            Assert.Equal("secret-token", await vault.FindAsync(7));
            Assert.Null(await vault.FindAsync(8));
            Assert.DoesNotContain("secret-token", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "7")), StringComparison.Ordinal);
            File.Copy(Path.Combine(folder.FullName, "7"), Path.Combine(folder.FullName, "8"));
            Assert.Null(await vault.FindAsync(8));
            Assert.Null(await new OsmTokenVault([.. Enumerable.Repeat((byte)1, 32)], folder.FullName).FindAsync(7));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<ItemHost> StartAsync(string store, FakeOsmApi osm) => ItemHost.StartAsync(store, more: Settings, adjust: services =>
    {
        services.Replace(ServiceDescriptor.Singleton<IOsmApi>(_ => new OsmApiClient(new HttpClient(osm, disposeHandler: false) { BaseAddress = new Uri("http://osm.invalid/") })));
        services.Configure<EditOptions>(options => options.PollInterval = TimeSpan.FromMilliseconds(100));
    });

    private static async Task ClosedAsync(ItemClient client, string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            var edit = await client.GetAsync(path);
            if (edit.Json.GetProperty("state").GetString() == "closed")
            {
                return;
            }

            Assert.True(attempt < 200, edit.Text);
            await Task.Delay(100);
        }
    }
}
