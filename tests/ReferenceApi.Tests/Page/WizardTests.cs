using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace ReferenceApi.Tests.Page;

/// <summary>Making a project on the map page, in a real Chromium: kinds of grid, cells split by hand, published.</summary>
[Collection("Chromium")] // One browser at a time, and one copy of the page.
public class WizardTests
{
    [Fact]
    public async Task Kinds_Preview_SplitByHand_AndPublish()
    {
        await using var browser = await PageBrowser.StartAsync();
        await using var host = await ApiHost.StartAsync(firstStart: true);
        var tab = await browser.OpenAsync(host.Address);
        await PageBrowser.SignInAsync(tab, "ada");
        await tab.GetByTestId("wizard-open").ClickAsync();
        await tab.WaitForSelectorAsync("html[data-ready='true'] [data-testid=wizard-kind]");
        foreach (var (side, value) in new[] { ("West", "2.001"), ("South", "-0.999"), ("East", "2.012"), ("North", "-0.988") })
        {
            await tab.GetByLabel(side).FillAsync(value);
            await tab.GetByLabel(side).BlurAsync();
        }

        await Assertions.Expect(tab.GetByTestId("wizard-count")).ToContainTextAsync("tasks,");
        foreach (var kind in new[] { "metres", "hexagons", "h3", "balanced" })
        {
            await tab.GetByTestId("wizard-kind").SelectOptionAsync(kind);
            await Assertions.Expect(tab.GetByTestId("wizard-quality")).ToContainTextAsync(kind == "balanced" ? "0 buildings cut" : "km² each");
        }

        await tab.GetByTestId("wizard-lines").CheckAsync();
        await Assertions.Expect(tab.GetByTestId("wizard-quality")).ToContainTextAsync("of borders on lines");
        var before = await CountAsync(tab);
        await tab.WaitForSelectorAsync($".map[data-shown='{before}']");
        await tab.Locator(".map canvas").ClickAsync(new() { Position = new Position { X = 300, Y = 300 } });
        await tab.GetByTestId("wizard-split").ClickAsync();
        await Assertions.Expect(tab.GetByTestId("wizard-quality")).ToContainTextAsync("km² each");
        await Assertions.Expect(tab.GetByTestId("wizard-count")).Not.ToContainTextAsync($"{before} tasks");
        var after = await CountAsync(tab);
        Assert.InRange(after, before + 1, before + 3);

        await tab.GetByTestId("wizard-name").FillAsync("By hand");
        await tab.GetByTestId("wizard-create").ClickAsync();
        await tab.WaitForURLAsync(new Regex("#/projects/[0-9]+", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));

        Assert.Empty(browser.Faults);
    }

    private static async Task<int> CountAsync(IPage tab) =>
        int.Parse((await tab.GetByTestId("wizard-count").TextContentAsync())!.Split(' ')[0], CultureInfo.InvariantCulture);
}
