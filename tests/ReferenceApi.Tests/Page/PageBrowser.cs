using Microsoft.Playwright;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Page;

/// <summary>A real Chromium with the map page beside the tests; what goes wrong in a page is kept.</summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    // ms. Chromium draws maps without a graphics card, beside all other tests: it took more than 5 s to show one in CI.
    private const float Patience = 30_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Gets errors of scripts, dialogs that nobody asked for, and requests to other servers by a page that shall make none.</summary>
    internal List<string> Faults { get; } = [];

    internal static async Task<PageBrowser> StartAsync()
    {
        var built = Path.Combine(SharedData.Repository, "artifacts/bin/ReferenceApi", AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "release" : "debug", "wwwroot");
        Skip(File.Exists(Chromium), $"{Chromium} is not installed");
        Skip(File.Exists(Path.Combine(built, "index.html")), "the map page is not built (Node.js is missing)");
        Copy(built, Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var playwright = await Playwright.CreateAsync();
        return new PageBrowser(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        }));
    }

    /// <summary>Opens the page of a host in a browser profile of its own.</summary>
    /// <param name="address">The host.</param>
    /// <param name="alone">Whether it is a fault to ask any other server.</param>
    internal async Task<IPage> OpenAsync(Uri address, bool alone = false)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        page.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        page.PageError += (_, fault) => Faults.Add(fault);
        page.Dialog += (_, dialog) => Faults.Add(dialog.Message);
        if (alone)
        {
            page.Request += (_, request) =>
            {
                if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                {
                    Faults.Add($"asked {request.Url}");
                }
            };
        }

        await page.GotoAsync(address.ToString());
        return page;
    }

    /// <summary>Signs in with a name alone, which the development sign-in takes.</summary>
    internal static async Task SignInAsync(IPage page, string name)
    {
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("sign-in-name").FillAsync(name);
        await page.GetByTestId("sign-in-submit").ClickAsync();
        await Assertions.Expect(page.GetByTestId("signed-in")).ToHaveTextAsync(name);
    }

    /// <summary>Signs in at OSM, where <paramref name="name"/> is who visits.</summary>
    internal static async Task SignInAtOsmAsync(IPage page, string name)
    {
        await page.GetByTestId("sign-in").ClickAsync();
        await page.GetByTestId("sign-in-osm").ClickAsync();
        await Assertions.Expect(page.GetByTestId("signed-in")).ToHaveTextAsync(name);
    }

    /// <summary>Takes pictures in light, dark and phone width, where a folder for them is named.</summary>
    internal static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OSM_TASKING_SCREENSHOTS") is not { Length: > 0 } folder)
        {
            return;
        }

        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-light.png") });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-dark.png") });
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(390, 844);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-phone.png"), FullPage = true });
        await page.SetViewportSizeAsync(1280, 800);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Skips at a desk; in CI everything must be there.</summary>
    private static void Skip(bool present, string reason)
    {
        Assert.False(!present && Environment.GetEnvironmentVariable("CI") == "true", reason);
        Assert.SkipUnless(present, reason);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
