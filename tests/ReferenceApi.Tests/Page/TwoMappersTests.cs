using Microsoft.Playwright;

namespace ReferenceApi.Tests.Page;

/// <summary>The story of the map page, in a real Chromium: one maps, another validates, and both see it happen.</summary>
[Collection("Chromium")] // One browser at a time, and one copy of the page.
public class TwoMappersTests
{
    [Fact]
    public async Task OneMaps_AnotherValidates_AndBothScreensFollow()
    {
        await using var browser = await PageBrowser.StartAsync();
        await using var host = await ApiHost.StartAsync(firstStart: true);
        var ada = await OpenProjectAsync(browser, host, "ada");
        var bob = await OpenProjectAsync(browser, host, "bob");

        await ChooseAsync(bob, 8);
        await bob.GetByTestId("btn-lock").ClickAsync();
        await bob.GetByTestId("btn-mapped").ClickAsync();
        await Assertions.Expect(bob.GetByTestId("task-state")).ToHaveTextAsync("Mapped");
        await Assertions.Expect(ada.GetByTestId("progress-mapped")).ToHaveTextAsync("3 %");
        await ChooseAsync(ada, 8);
        await ada.GetByTestId("btn-lock-validation").ClickAsync();
        await Assertions.Expect(bob.GetByTestId("task-state")).ToHaveTextAsync("Being validated");
        await ada.GetByTestId("btn-validate").ClickAsync();
        await Assertions.Expect(bob.GetByTestId("progress-validated")).ToHaveTextAsync("3 %");
        await Assertions.Expect(bob.GetByTestId("task-state")).ToHaveTextAsync("Validated");

        Assert.Empty(browser.Faults);
    }

    private static async Task<IPage> OpenProjectAsync(PageBrowser browser, ApiHost host, string name)
    {
        var page = await browser.OpenAsync(host.Address, alone: true);
        await PageBrowser.SignInAsync(page, name);
        await page.GetByTestId("project-card").ClickAsync();
        await page.WaitForSelectorAsync("html[data-ready='true'] [data-testid=legend] button");
        return page;
    }

    private static async Task ChooseAsync(IPage page, int number)
    {
        await page.GetByTestId("task-number").FillAsync($"{number}");
        await page.GetByTestId("task-number").PressAsync("Enter");
    }
}
