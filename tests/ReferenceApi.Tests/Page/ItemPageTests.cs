using Microsoft.Playwright;

namespace ReferenceApi.Tests.Page;

/// <summary>Micro-tasks on the map page, in a real Chromium: a project is made from a file, and worked through by keyboard.</summary>
[Collection("Chromium")] // One browser at a time, and one copy of the page.
public class ItemPageTests
{
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
        await using var browser = await PageBrowser.StartAsync();
        await using var host = await ApiHost.StartAsync(firstStart: true);
        var page = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAsync(page, "ada");

        await page.GetByTestId("items-open").ClickAsync();
        await page.GetByTestId("item-upload-open").ClickAsync();
        await page.GetByTestId("item-name").FillAsync("River crossings");
        await page.GetByTestId("item-file").SetInputFilesAsync(new FilePayload { Name = "found.geojson", MimeType = "application/geo+json", Buffer = System.Text.Encoding.UTF8.GetBytes(File) });
        await page.GetByTestId("item-create").ClickAsync();
        await Assertions.Expect(page.GetByTestId("item-outcome")).ToContainTextAsync("4 new");
        await Assertions.Expect(page.GetByTestId("item-outcome")).ToContainTextAsync("Row 5");
        await PageBrowser.ShootAsync(page, "items-upload");
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
                await PageBrowser.ShootAsync(page, "items-work");
            }

            // The counts may still be on their way when the item is there; until then keys answer nothing.
            await Assertions.Expect(page.GetByTestId("item-panel")).Not.ToHaveAttributeAsync("aria-busy", "true");
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
        await PageBrowser.ShootAsync(page, "items-list");
        Assert.Empty(browser.Faults);
    }
}
