using Microsoft.Playwright;
using OsmTasking.TestKit;

namespace ReferenceApi.Tests.Page;

/// <summary>A real Chromium with the map page beside the tests; what goes wrong in a page is kept.</summary>
internal sealed class PageBrowser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private PageBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Gets errors of scripts, and dialogs that nobody asked for.</summary>
    internal List<string> Faults { get; } = [];

    internal static async Task<PageBrowser> StartAsync()
    {
        var built = Path.Combine(SharedData.Repository, "artifacts/bin/ReferenceApi", AppContext.BaseDirectory.Contains("release", StringComparison.OrdinalIgnoreCase) ? "release" : "debug", "wwwroot");
        TwoMappersTests.Skip(File.Exists(Chromium), $"{Chromium} is not installed");
        TwoMappersTests.Skip(File.Exists(Path.Combine(built, "index.html")), "the map page is not built (Node.js is missing)");
        TwoMappersTests.Copy(built, Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        var playwright = await Playwright.CreateAsync();
        return new PageBrowser(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        }));
    }

    internal async Task<IPage> OpenAsync(Uri address)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        page.SetDefaultTimeout(30_000);
        page.PageError += (_, fault) => Faults.Add(fault);
        page.Dialog += (_, dialog) => Faults.Add(dialog.Message);
        await page.GotoAsync(address.ToString());
        return page;
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
}
