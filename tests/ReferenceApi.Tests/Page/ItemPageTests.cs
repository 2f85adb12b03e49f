using Microsoft.Playwright;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Page;

/// <summary>Micro-tasks on the map page, in a real Chromium: a project is made from a file, and worked through by keyboard.</summary>
[Collection("Chromium")] // One browser at a time, and one copy of the page.
public class ItemPageTests
{
    private const string Chromium = "/usr/bin/chromium";

    private const string File = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","id":"way/11","geometry":{"type":"LineString","coordinates":[[2.0100,-0.9900],[2.0115,-0.9890]]},"properties":{"instructions":"Crosses a river without a bridge <b>or</b> a ford","string:highway":"track"}},
        {"type":"Feature","id":"way/12","geometry":{"type":"Polygon","coordinates":[[[2.0120,-0.9880],[2.0124,-0.9880],[2.0124,-0.9876],[2.0120,-0.9880]]]},"properties":{"instructions":"The building crosses itself"}},
        {"type":"Feature","id":"node/13","geometry":{"type":"Point","coordinates":[2.0130,-0.9860]},"properties":{"instructions":"Two nodes on one spot"}},
        {"type":"Feature","id":"node/14","geometry":{"type":"Point","coordinates":[2.0135,-0.9855]},"properties":{"instructions":"Misspelt tag","string:tag":"amenty=cafe"}},
        {"type":"Feature","id":"node/15","geometry":null,"properties":{"instructions":"Nowhere"}}]}
        """;

    [Fact]
    public async Task AFile_BecomesAProject_AndIsWorkedThroughByKeyboard()
    {
        var built = Path.Combine(SharedData.Repository, "artifacts/bin/ReferenceApi", AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "release" : "debug", "wwwroot");
        Skip(System.IO.File.Exists(Chromium), $"{Chromium} is not installed");
        Skip(System.IO.File.Exists(Path.Combine(built, "index.html")), "the map page is not built (Node.js is missing)");
        TwoMappersTests.Copy(built, Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        await using var host = await ApiHost.StartAsync(firstStart: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        page.SetDefaultTimeout(30_000);
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        page.Dialog += (_, dialog) => faults.Add(dialog.Message);
        await page.GotoAsync(host.Address.ToString());
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("sign-in-name").FillAsync("ada");
        await page.GetByTestId("sign-in-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("signed-in")).ToHaveTextAsync("ada");

        await page.GetByTestId("items-open").ClickAsync();
        await page.GetByTestId("item-upload-open").ClickAsync();
        await page.GetByTestId("item-name").FillAsync("River crossings");
        await page.GetByTestId("item-file").SetInputFilesAsync(new FilePayload { Name = "found.geojson", MimeType = "application/geo+json", Buffer = System.Text.Encoding.UTF8.GetBytes(File) });
        await page.GetByTestId("item-create").ClickAsync();
        await Assertions.Expect(page.GetByTestId("item-outcome")).ToContainTextAsync("4 new");
        await Assertions.Expect(page.GetByTestId("item-outcome")).ToContainTextAsync("Row 5");
        await ShootAsync("items-upload");
        await page.GetByTestId("item-start").ClickAsync();
        await page.WaitForSelectorAsync("html[data-ready='true'] [data-testid=item-id]");
        await page.GetByTestId("strategy").SelectOptionAsync("sequence");
        await page.Locator("h1").ClickAsync(); // The keys work where nothing is being typed.
        var seen = new List<string?>();
        foreach (var (key, said) in new[] { ("f", "Fixed"), ("n", "Noted"), ("t", "Noted"), ("s", "Skipped") })
        {
            var name = await page.GetByTestId("item-id").TextContentAsync();
            seen.Add(name);
            if (name == "way-11")
            {
                await Assertions.Expect(page.GetByTestId("item-instructions")).ToHaveTextAsync("Crosses a river without a bridge <b>or</b> a ford");
                Assert.Contains("&way=11#map=19/", await page.GetByTestId("item-id-editor").GetAttributeAsync("href"), StringComparison.Ordinal);
                Assert.EndsWith("&select=way11", await page.GetByTestId("item-josm").GetAttributeAsync("href"), StringComparison.Ordinal);
                await page.WaitForTimeoutAsync(500);
                await ShootAsync("items-work");
            }

            await page.Keyboard.PressAsync(key);
            await Assertions.Expect(page.GetByTestId("status")).ToContainTextAsync(said);
            await Assertions.Expect(page.GetByTestId("item-panel")).Not.ToContainTextAsync(name!);
        }

        Assert.Equal(4, seen.Distinct().Count());
        await Assertions.Expect(page.GetByTestId("item-none")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByTestId("count-fixed")).ToHaveTextAsync("1");
        await Assertions.Expect(page.GetByTestId("item-rest")).ToContainTextAsync("1 of 4 open");
        await Assertions.Expect(page.GetByTestId("count-noterror")).ToHaveTextAsync("1");
        await Assertions.Expect(page.GetByTestId("count-unfixable")).ToHaveTextAsync("1");
        await page.GetByTestId("items-open").ClickAsync();
        await Assertions.Expect(page.GetByTestId("item-project-card")).ToContainTextAsync("1 of 4 open");
        await ShootAsync("items-list");
        Assert.Empty(faults);

        Task ShootAsync(string name) => Environment.GetEnvironmentVariable("OSM_TASKING_SCREENSHOTS") is { Length: > 0 } folder
            ? page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") })
            : Task.CompletedTask;
    }

    /// <summary>Skips at a desk; in CI everything must be there.</summary>
    private static void Skip(bool present, string reason)
    {
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.SkipUnless(present, reason);
    }
}
