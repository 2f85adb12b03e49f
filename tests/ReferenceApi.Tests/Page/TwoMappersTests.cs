using Microsoft.Playwright;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Page;

/// <summary>The story of the map page, in a real Chromium: one maps, another validates, and both see it happen.</summary>
[Collection("Chromium")] // One browser at a time, and one copy of the page.
public class TwoMappersTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact]
    public async Task OneMaps_AnotherValidates_AndBothScreensFollow()
    {
        var page = Path.Combine(SharedData.Repository, "artifacts/bin/ReferenceApi", AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "release" : "debug", "wwwroot");
        Skip(File.Exists(Chromium), $"{Chromium} is not installed");
        Skip(File.Exists(Path.Combine(page, "index.html")), "the map page is not built (Node.js is missing)");
        Copy(page, Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        await using var host = await ApiHost.StartAsync(firstStart: true);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
        var faults = new List<string>();
        var ada = await SignInAsync(browser, host, "ada", faults);
        var bob = await SignInAsync(browser, host, "bob", faults);

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

        Assert.Empty(faults);
    }

    private static async Task<IPage> SignInAsync(IBrowser browser, ApiHost host, string name, List<string> faults)
    {
        var context = await browser.NewContextAsync();
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        page.PageError += (_, fault) => faults.Add(fault);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                faults.Add($"asked {request.Url}");
            }
        };
        await page.GotoAsync(host.Address.ToString());
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("sign-in-name").FillAsync(name);
        await page.GetByTestId("sign-in-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("signed-in")).ToHaveTextAsync(name);
        await page.GetByTestId("project-card").ClickAsync();
        await page.WaitForSelectorAsync("html[data-ready='true'] [data-testid=legend] button");
        return page;
    }

    private static async Task ChooseAsync(IPage page, int number)
    {
        await page.GetByTestId("task-number").FillAsync($"{number}");
        await page.GetByTestId("task-number").PressAsync("Enter");
    }

    /// <summary>Skips at a desk; in CI everything must be there.</summary>
    internal static void Skip(bool present, string reason)
    {
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.SkipUnless(present, reason);
    }

    internal static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
