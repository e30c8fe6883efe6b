using Microsoft.Playwright;

[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(WardGrid.BrowserTests.Browser))]
[assembly: WardGrid.BrowserTests.NoConsoleError]

namespace WardGrid.BrowserTests;

/// <summary>Debian's chromium, driven by Playwright; shared by all tests of the run.</summary>
public sealed class Browser : IAsyncLifetime
{
    public const string Path = "/usr/bin/chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _test;

    public static bool IsThere => File.Exists(Path);

    public async ValueTask InitializeAsync()
    {
        if (!IsThere)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Path,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                ],
            }
        );
    }

    internal IBrowser Running => _browser!;

    /// <summary>A fresh page without cookies; skips the test in one clear line where there is no chromium.</summary>
    internal async Task<IPage> OpenAsync(
        string url,
        int width = 1920,
        int height = 1080,
        BrowserNewContextOptions? options = null
    )
    {
        Assert.SkipUnless(IsThere, $"Browser tests need {Path}: apt-get install chromium.");
        await CloseEarlierAsync();
        options ??= new();
        options.ViewportSize = new() { Width = width, Height = height };
        options.Locale ??= "en-GB";
        var page = await (await _browser!.NewContextAsync(options)).NewPageAsync();
        page.SetDefaultTimeout(15_000);
        ConsoleErrors.Watch(page);
        await page.GotoAsync(url);
        return page;
    }

    /// <summary>Pages of earlier tests would go on looking for their server.</summary>
    private async Task CloseEarlierAsync()
    {
        var test = TestContext.Current.Test?.UniqueID;
        if (test == _test)
            return;
        _test = test;
        foreach (var context in _browser!.Contexts.ToList())
            await context.CloseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
