using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Playwright;
using OsmTasking.Core.Edits;
using OsmTasking.Hosting.Edits;
using OsmTasking.TestKit;
using OsmTasking.TestKit.Osm;
using static Microsoft.Playwright.Assertions;

namespace ReferenceApi.Tests.Page;

/// <summary>Tags mended in place, in a real Chromium: signed in at OSM, typed into a table, sent to OSM, and the item is done.</summary>
[Collection("Chromium")]
public class TagEditTests
{
    private const string Nasty = "<img src=x onerror=alert(1)>";

    private const string Items = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","id":"node/13","geometry":{"type":"Point","coordinates":[2.0130,-0.9860]},"properties":{"instructions":"A misspelt value"}},
        {"type":"Feature","id":"node/14","geometry":{"type":"Point","coordinates":[2.0135,-0.9855]},"properties":{"instructions":"Another misspelt value"}},
        {"type":"Feature","id":"duplicate-15-16","geometry":{"type":"Point","coordinates":[2.0140,-0.9850]},"properties":{"instructions":"Two nodes in one place","string:objects":"node/15 node/16"}}]}
        """;

    [Fact]
    public async Task Tags_AreMendedInPlace_AndGoToOsm()
    {
        using var osm = new FakeOsmApi();
        foreach (var (id, value) in new[] { (13, "resturant"), (14, "caffe"), (15, "pub") })
        {
            Put(osm, id, 1, ("amenity", value), ("name", Nasty));
        }

        await using var browser = await PageBrowser.StartAsync();
        await using var server = new FakeOsmServer { Visitor = (4711, "ada") };
        await using var host = await StartAsync(osm, server);
        var page = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAtOsmAsync(page, "ada");
        Assert.DoesNotContain("code=", page.Url, StringComparison.Ordinal);
        await OpenProjectAsync(page);

        // A tag changed, one added, one taken away; letters typed into the table answer nothing.
        await Expect(page.GetByTestId("item-id")).ToHaveTextAsync("node-13");
        await Expect(page.GetByLabel("Value of name")).ToHaveValueAsync(Nasty);
        await page.Keyboard.PressAsync("e");
        await Expect(page.GetByLabel("Value of amenity")).ToBeFocusedAsync();
        await page.GetByLabel("Value of amenity").FillAsync("restaurant");
        await page.Keyboard.PressAsync("Tab");
        await page.GetByLabel("Remove name").PressAsync("Enter");
        await page.GetByTestId("tag-add").First.PressAsync("Enter");
        await page.Keyboard.TypeAsync("fixme");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("opening hours");
        await Expect(page.GetByTestId("edit-summary")).ToHaveTextAsync("To be saved: − name; amenity = restaurant; fixme = opening hours");
        await page.GetByTestId("edit-comment").FillAsync("A typing error, seen on the sign");
        await PageBrowser.ShootAsync(page, "tags-edit");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByTestId("status")).ToContainTextAsync("did not save");
        await Expect(page.GetByTestId("item-id")).ToHaveTextAsync("node-13");
        await page.GetByTestId("edit-comment").PressAsync("Enter");
        await Expect(page.GetByTestId("item-id")).ToHaveTextAsync("node-14");
        await Expect(page.GetByTestId("count-fixed")).ToHaveTextAsync("1");
        Assert.Equal([("amenity", "restaurant"), ("fixme", "opening hours")], Now(osm, 13));
        Assert.StartsWith("A typing error, seen on the sign #osmtasking-", Assert.Single(osm.Data.Changesets.Values).Tags["comment"], StringComparison.Ordinal);

        // Somebody else mends the same tag otherwise, after it was read: it comes back, is looked at again, and goes out.
        await page.GetByLabel("Value of amenity").FillAsync("cafe");
        Put(osm, 14, 2, ("amenity", "bar"), ("name", Nasty));
        await page.GetByTestId("edit-comment").FillAsync("It is a café");
        await page.GetByTestId("edit-save").ClickAsync();
        await Expect(page.GetByTestId("edit-advice")).ToContainTextAsync("Somebody changed the same");
        await Expect(page.GetByTestId("edit-state")).ToHaveAttributeAsync("data-state", "conflict");
        await PageBrowser.ShootAsync(page, "tags-conflict");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollHeight <= innerHeight"), "the page scrolls, not the column beside the map");
        await page.GetByTestId("edit-again").ClickAsync();
        await Expect(page.GetByLabel("Value of amenity")).ToHaveValueAsync("bar");
        await page.GetByLabel("Value of amenity").FillAsync("cafe");
        await page.GetByTestId("edit-save").ClickAsync();
        await Expect(page.GetByTestId("item-id")).ToHaveTextAsync("duplicate-15-16");
        Assert.Equal([("amenity", "cafe"), ("name", Nasty)], Now(osm, 14));
        Assert.Equal(3, osm.Data.VersionsOf(OsmElementKind.Node, 14));

        // OSM takes the sign-in no longer: the edit waits, says so, and goes out once its mapper has signed in again.
        await Expect(page.GetByTestId("tag-add")).ToHaveCountAsync(1); // The other one is not in OSM.
        await Expect(page.GetByTestId("item-editor")).ToContainTextAsync("node/16 not in OpenStreetMap any more");
        osm.Data.Revoked.Add("token-ada");
        await page.GetByLabel("Value of amenity").FillAsync("biergarten");
        await page.GetByTestId("edit-comment").FillAsync("It has tables under trees");
        await page.GetByTestId("edit-save").ClickAsync();
        await Expect(page.GetByTestId("edit-advice")).ToContainTextAsync("Sign in with OpenStreetMap again");
        await PageBrowser.ShootAsync(page, "tags-waits");
        osm.Data.Revoked.Clear();
        await page.GetByTestId("edit-sign-again").ClickAsync();
        await Expect(page.GetByTestId("item-none")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("count-fixed")).ToHaveTextAsync("3");
        Assert.Equal([("amenity", "biergarten"), ("name", Nasty)], Now(osm, 15));
        Assert.Empty(browser.Faults);
    }

    [Fact]
    public async Task ItemThatIsDone_WhileItsTagsAreRead_IsNotShownForever()
    {
        using var osm = new FakeOsmApi();
        Put(osm, 13, 1, ("amenity", "resturant"));
        Put(osm, 14, 1, ("amenity", "caffe"));
        await using var browser = await PageBrowser.StartAsync();
        await using var server = new FakeOsmServer { Visitor = (4711, "ada") };
        await using var host = await StartAsync(osm, server);
        var page = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAtOsmAsync(page, "ada");
        await page.RouteAsync("**/items/node-13/objects", async route =>
        {
            // As after signing in again: what was saved before goes out while the page comes up.
            await page.EvaluateAsync(WithCall("""
                async (url) => {
                  const made = await call(url.replace('/objects', '/edits'), 'POST', { comment: 'a typing error', tags: [{ element: 'node/13', version: 1, set: { amenity: 'restaurant' } }] });
                  while ((await call(`/v1/edits/${made.id}`)).state !== 'closed') await new Promise((resolve) => setTimeout(resolve, 50));
                }
                """), route.Request.Url);
            await route.ContinueAsync();
        });
        await page.RouteAsync("**/items/node-14/objects", async route =>
        {
            // As in another window.
            await page.EvaluateAsync(WithCall("(url) => call(url.replace('/objects', ''), 'PUT', { status: 'noterror' })"), route.Request.Url);
            await route.ContinueAsync();
        });

        var seen = new List<string>();
        await page.ExposeFunctionAsync("saw", (string text) => seen.Add(text));
        await page.EvaluateAsync("new MutationObserver(() => saw(document.getElementById('status').textContent)).observe(document.getElementById('status'), { childList: true, characterData: true, subtree: true })");
        await OpenProjectAsync(page);
        await Expect(page.GetByTestId("item-id")).ToHaveTextAsync("duplicate-15-16");
        await Expect(page.GetByTestId("count-fixed")).ToHaveTextAsync("1");
        await Expect(page.GetByTestId("count-noterror")).ToHaveTextAsync("1");
        Assert.Equal(["OpenStreetMap has it. Thank you!", "That one is done already."], seen.Where(text => text.Contains("OpenStreetMap has", StringComparison.Ordinal) || text.Contains("already", StringComparison.Ordinal)));
        Assert.Empty(browser.Faults);
    }

    [Fact]
    public async Task WithoutTheRightToWrite_TheWayToItIsTold()
    {
        using var osm = new FakeOsmApi();
        Put(osm, 13, 1, ("amenity", "resturant"));
        await using var browser = await PageBrowser.StartAsync();
        await using var server = new FakeOsmServer { Visitor = (4711, "ada") };
        await using var host = await StartAsync(osm, server);
        var page = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAtOsmAsync(page, "ada");
        File.Delete(Directory.GetFiles(host.Directory, "4711", SearchOption.AllDirectories).Single());
        await OpenProjectAsync(page);

        await Expect(page.GetByTestId("edit-why")).ToContainTextAsync("sign in with OpenStreetMap");
        await Expect(page.GetByTestId("item-editor").Locator("input")).ToHaveCountAsync(0);
        await PageBrowser.ShootAsync(page, "tags-sign-in");
        await page.GetByTestId("edit-sign-in").ClickAsync();
        await Expect(page.GetByLabel("Value of amenity")).ToHaveValueAsync("resturant");

        // A sign-in that this browser did not begin is not followed.
        await page.GotoAsync($"{host.Address}?code=stolen&state=forged");
        await Expect(page.GetByTestId("status")).ToContainTextAsync("was not begun here");
        await Expect(page.GetByTestId("signed-in")).ToHaveTextAsync("ada");
        Assert.Empty(browser.Faults);
    }

    [Fact]
    public async Task WithoutSendingOfEdits_TheTagsAreOnlyShown()
    {
        await using var browser = await PageBrowser.StartAsync();
        await using var host = await ApiHost.StartAsync(firstStart: true);
        var page = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAsync(page, "ada");
        await OpenProjectAsync(page, """{"type":"FeatureCollection","features":[{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[2,-1]},"properties":{"instructions":"x","@id":"way/7","@version":"3","building":"yes"}}]}""");

        await Expect(page.GetByTestId("edit-why")).ToContainTextAsync("does not send edits");
        await Expect(page.GetByTestId("item-editor")).ToContainTextAsync("way/7 version 3, as the item has it");
        await Expect(page.GetByTestId("item-editor").Locator("input")).ToHaveCountAsync(0);
        Assert.Empty(browser.Faults);
    }

    /// <summary>A script of a URL that has the API at hand, called with the sign-in of the page.</summary>
    private static string WithCall(string script) => $$"""
        (url) => {
          const who = `Token ${btoa(JSON.parse(localStorage.getItem('osmtasking.session')).session_token)}`;
          const call = async (url, method = 'GET', body = undefined) =>
            (await fetch(url, { method, headers: { Authorization: who, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) })).json();
          return ({{script}})(url);
        }
        """;

    private static async Task OpenProjectAsync(IPage page, string items = Items)
    {
        await page.EvaluateAsync("localStorage.setItem('osmtasking.strategy', 'sequence')");
        await page.GetByTestId("items-open").ClickAsync();
        await page.GetByTestId("item-upload-open").ClickAsync();
        await page.GetByTestId("item-name").FillAsync("Tags");
        await page.GetByTestId("item-file").SetInputFilesAsync(new FilePayload { Name = "found.geojson", MimeType = "application/geo+json", Buffer = System.Text.Encoding.UTF8.GetBytes(items) });
        await page.GetByTestId("item-create").ClickAsync();
        await page.GetByTestId("item-start").ClickAsync();
        await page.WaitForSelectorAsync("html[data-ready='true'] [data-testid=item-id]");
        await Expect(page.GetByTestId("item-editor")).ToContainTextAsync("Tags");
        await page.Locator("h1").ClickAsync();
    }

    private static Task<ApiHost> StartAsync(FakeOsmApi osm, FakeOsmServer server) => ApiHost.StartAsync(
        firstStart: true,
        more: new() { ["OsmTasking:Osm:ClientId"] = FakeOsmServer.ClientId, ["OsmTasking:Osm:ClientSecret"] = FakeOsmServer.ClientSecret, ["OsmTasking:Osm:Server"] = server.Address.ToString() },
        adjust: services =>
        {
            services.Replace(ServiceDescriptor.Singleton<IOsmApi>(_ => new OsmApiClient(new HttpClient(osm, disposeHandler: false) { BaseAddress = new Uri("http://osm.invalid/") })));
            services.Configure<EditOptions>(options => options.PollInterval = TimeSpan.FromMilliseconds(100));
        });

    private static void Put(FakeOsmApi osm, long id, int version, params (string Key, string Value)[] tags) =>
        osm.Data.Put(new OsmElement(new(OsmElementKind.Node, id), version) { Longitude = 2.013, Latitude = -0.986, Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value) });

    private static IEnumerable<(string Key, string Value)> Now(FakeOsmApi osm, long id) =>
        osm.Data.Now(OsmElementKind.Node, id)!.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (tag.Key, tag.Value));
}
