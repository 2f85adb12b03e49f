using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReferenceApi.Tests.Page;

/// <summary>A project of micro-tasks made from checks, in a real Chromium: over a file of the server, and over one of the mapper's own.</summary>
[Collection("Chromium")]
public class ItemCheckPageTests
{
    private const string Data = """
        <osm version="0.6"><node id="1" lon="1" lat="1"/><node id="2" lon="1" lat="1"/><node id="3" lon="2" lat="1"/>
        <way id="7"><nd ref="1"/><nd ref="3"/></way></osm>
        """;

    [Fact]
    public async Task Checks_BecomeAProject()
    {
        await using var browser = await PageBrowser.StartAsync();
        await using var host = await ApiHost.StartAsync(firstStart: true);
        var page = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAsync(page, "ada");
        await FormAsync(page, "Faults of mine");
        await page.GetByTestId("check-data").SelectOptionAsync("");
        await page.GetByTestId("check-file").SetInputFilesAsync(new FilePayload { Name = "mine.osm", MimeType = "text/xml", Buffer = System.Text.Encoding.UTF8.GetBytes(Data) });
        await PageBrowser.ShootAsync(page, "check-form");
        await page.GetByTestId("item-create").ClickAsync();
        await Expect(page.GetByTestId("item-outcome")).ToContainTextAsync("2 new, 0 known");
        await Expect(page.GetByTestId("check-counts")).ToContainTextAsync("untagged-way1");
        await PageBrowser.ShootAsync(page, "check-done");
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Directory, "check-uploads"))); // It was checked, and is gone.
        await page.GetByTestId("item-start").ClickAsync();
        await Expect(page.GetByTestId("item-id")).ToBeVisibleAsync();
        Assert.Contains(await page.GetByTestId("item-id").TextContentAsync(), (string[])["untagged-way-way-7", "duplicate-nodes-node-1-node-2"]);

        // The town of the first start lies in the data directory.
        await FormAsync(page, "Faults of the town");
        await page.GetByTestId("check-data").SelectOptionAsync("town.osm.pbf");
        await page.GetByTestId("checks-none").ClickAsync();
        await page.GetByTestId("item-create").ClickAsync();
        await Expect(page.GetByTestId("status")).ToHaveTextAsync("Choose a check.");
        await page.GetByTestId("check-missing-tag").CheckAsync();
        await page.GetByTestId("item-create").ClickAsync();
        await Expect(page.GetByTestId("check-counts")).ToContainTextAsync("missing-tag");
        Assert.True(File.Exists(Path.Combine(host.Directory, "town.osm.pbf")));

        // What is no OSM data is said to be none.
        await FormAsync(page, "Nothing");
        await page.GetByTestId("check-data").SelectOptionAsync("");
        await page.GetByTestId("check-file").SetInputFilesAsync(new FilePayload { Name = "mine.osm.pbf", MimeType = "text/plain", Buffer = [.. Enumerable.Repeat((byte)7, 5000)] });
        await page.GetByTestId("item-create").ClickAsync();
        await Expect(page.GetByTestId("status")).ToContainTextAsync("mine.osm.pbf");
        Assert.Empty(browser.Faults);
    }

    private static async Task FormAsync(IPage page, string name)
    {
        await page.GetByTestId("items-open").ClickAsync();
        await page.GetByTestId("item-upload-open").ClickAsync();
        await page.GetByTestId("item-name").FillAsync(name);
        await page.GetByTestId("source-check").CheckAsync();
        await page.WaitForSelectorAsync("[data-testid=check-form]");
    }
}
