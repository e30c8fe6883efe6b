using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>The real server with its demo ward, as a user starts it.</summary>
public sealed partial class DemoWardTests(Browser browser)
{
    private static readonly LocatorAssertionsToHaveTextOptions SoonText = new() { Timeout = 30_000 };

    [GeneratedRegex("^[0-9]{2,3}$")]
    private static partial Regex Number { get; }

    [Fact]
    public async Task The_demo_ward_is_alive_in_the_browser()
    {
        Assert.SkipUnless(Browser.IsThere, $"Browser tests need {Browser.Path}: apt-get install chromium.");
        await using var server = await DemoServer.StartAsync();
        var page = await browser.OpenAsync(server.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(8, new() { Timeout = 30_000 });
        await Expect(page.Locator(".tile-demo:visible")).ToHaveCountAsync(8);
        await Expect(page.Locator("#wall-count")).ToContainTextAsync("8 of 8", new() { Timeout = 30_000 });
        await Expect(page.Locator(".tile .hr .value").First).ToHaveTextAsync(Number, SoonText);
        await page.Locator(".tile-bed").First.ClickAsync();
        await Expect(page.Locator(".channel-row")).Not.ToHaveCountAsync(0);
        await Expect(page.Locator(".bed-head .demo")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_page_of_a_server_that_stands_still_is_struck_out_and_lives_again()
    {
        Assert.SkipUnless(Browser.IsThere, $"Browser tests need {Browser.Path}: apt-get install chromium.");
        ConsoleErrors.ExpectLostServer();
        await using var server = await DemoServer.StartAsync();
        var wall = await browser.OpenAsync(server.Address);
        await Expect(wall.Locator("#wall-count")).ToContainTextAsync("8 of 8", new() { Timeout = 30_000 });
        var bed = await browser.OpenAsync($"{server.Address}/beds/bed-1");
        await Expect(bed.Locator(".bed-vitals .hr .value")).ToHaveTextAsync(Number, SoonText);
        List<IPage> pages = [wall, bed];
        foreach (var path in new[] { "alarms", "quality", "devices", "governance", "groups", "beds/unknown" })
        {
            var page = await browser.OpenAsync($"{server.Address}/{path}");
            await page.WaitForFunctionAsync("() => document.getElementById('circuit-beat').dataset.beat > 0");
            pages.Add(page);
        }

        await server.FreezeAsync();
        foreach (var page in pages)
        {
            await Expect(page.Locator("#line-lost")).ToContainTextAsync("Nothing on this screen is live");
            await Expect(page.Locator("#content")).ToHaveCSSAsync("opacity", "0.38");
        }

        await server.ThawAsync();
        foreach (var page in pages)
        {
            await Expect(page.Locator("#line-lost")).ToBeHiddenAsync(new() { Timeout = 30_000 });
            await Expect(page.Locator("#content")).ToHaveCSSAsync("opacity", "1");
        }

        await Expect(bed.Locator(".bed-vitals .hr .value")).ToHaveTextAsync(Number, SoonText);
    }
}
