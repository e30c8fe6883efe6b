using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>
/// Everything on a screen has one age: numbers, alarms and traces are live together, or struck out together.
/// </summary>
public sealed class OneAgeTests(Browser browser)
{
    private const string Circuit = HeldSockets.Circuit;
    private const string Line = HeldSockets.Line;

    [Theory]
    [InlineData("", Line)]
    [InlineData("beds/1", Circuit)]
    [InlineData("beds/1", Line)]
    [InlineData("beds/1", Circuit, Line)]
    [InlineData("beds/7", Circuit)]
    [InlineData("alarms", Circuit)]
    [InlineData("devices", Circuit)]
    [InlineData("governance", Circuit)]
    [InlineData("groups", Circuit)]
    [InlineData("quality", Circuit)]
    public async Task A_page_that_a_feed_tells_nothing_any_more_is_struck_out_as_a_whole_within_three_seconds(
        string path,
        params string[] feeds
    )
    {
        await using var ward = await LivingWard.StartAsync(1);
        var (page, sockets) = await OpenAsync(ward, path);
        foreach (var feed in feeds)
            sockets.Hold(feed);
        // What it says first is how long it had heard nothing by then.
        await page.WaitForFunctionAsync(
            """
            () => {
              const lost = document.getElementById('line-lost');
              return !lost.hidden && (window.said ??= lost.textContent);
            }
            """
        );
        (await page.EvaluateAsync<string>("() => window.said")).ShouldContain("lost 3 s ago");
        await StruckOutAsync(page);
        sockets.Release();
        await LiveAsync(page);
    }

    [Theory]
    [InlineData("", Line)]
    [InlineData("beds/1", Circuit)]
    [InlineData("beds/1", Line)]
    [InlineData("alarms", Circuit)]
    [InlineData("devices", Circuit)]
    [InlineData("quality", Circuit)]
    public async Task A_page_whose_feed_is_closed_is_struck_out_as_a_whole_and_heals(string path, string feed)
    {
        await using var ward = await LivingWard.StartAsync(1);
        ConsoleErrors.ExpectLostServer();
        ConsoleErrors.Expect("3001", "WebSocket");
        var (page, sockets) = await OpenAsync(ward, path);
        sockets.Close(feed);
        await StruckOutAsync(page);
        sockets.Release();
        await LiveAsync(page);
    }

    [Theory]
    [InlineData("beds/1")]
    [InlineData("beds/7")]
    [InlineData("alarms")]
    [InlineData("devices")]
    [InlineData("governance")]
    [InlineData("groups")]
    [InlineData("quality")]
    public async Task A_page_whose_server_was_killed_is_struck_out_and_loads_again_with_the_next_server(string path)
    {
        var ward = await LivingWard.StartAsync(1);
        var (page, _) = await OpenAsync(ward, path);
        await page.EvaluateAsync("() => { window.before = true; }");
        var port = new Uri(ward.Address).Port;
        await ward.DisposeAsync();
        await StruckOutAsync(page);

        await using var again = await LivingWard.StartAsync(0, port);
        again.Admit("1", "Z. Newcomer");
        await page.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 60_000 });
        await LiveAsync(page);
        if (path == "beds/1")
            await Expect(page.Locator(".bed-patient")).ToContainTextAsync("Z. Newcomer");
    }

    [Fact]
    public async Task Traces_do_not_run_beside_numbers_whose_circuit_is_lost()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var (page, sockets) = await OpenAsync(ward, "beds/1");
        sockets.Hold(Circuit);
        await StruckOutAsync(page);
        (
            await page.EvaluateAsync<bool>(
                """
                () => new Promise(done => {
                  const picture = () => document.querySelector('.channel-row canvas.trace').toDataURL();
                  const before = picture();
                  let frames = 60;
                  const next = () => frames-- ? requestAnimationFrame(next) : done(picture() === before);
                  next();
                })
                """
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task A_lost_circuit_takes_no_clicks()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var (page, sockets) = await OpenAsync(ward, "beds/1");
        sockets.Hold(Circuit);
        await StruckOutAsync(page);
        (await page.EvaluateAsync<bool>("() => document.getElementById('content').inert")).ShouldBeTrue();
        sockets.Release();
        await LiveAsync(page);
        await page.GetByText("Acknowledge", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".acknowledged")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_bed_whose_page_shows_another_version_than_its_line_tells_is_struck_out()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var (page, _) = await OpenAsync(ward, "beds/1");
        ward.Silence("1");
        await Expect(page.Locator(".bed-outage")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { document.querySelector('.bed-page').dataset.version -= 1; }");
        await StruckOutAsync(page);
    }

    [Fact]
    public async Task A_patient_whose_name_is_not_written_yet_has_no_number_on_the_page()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var (page, sockets) = await OpenAsync(ward, "beds/1");
        sockets.Hold(Circuit);
        ward.Discharge("1");
        ward.Admit("1", "Z. Newcomer");
        await Expect(page.Locator(".bed-vitals .vital")).ToHaveCountAsync(0);
        await StruckOutAsync(page);
        await Expect(page.Locator(".bed-patient")).ToContainTextAsync("Lindqvist");
        await Expect(page.Locator(".bed-vitals .vital")).ToHaveCountAsync(0);
        sockets.Release();
        await LiveAsync(page);
        await Expect(page.Locator(".bed-patient")).ToContainTextAsync("Z. Newcomer");
        await Expect(page.Locator(".bed-vitals .hr .value")).Not.ToBeEmptyAsync();
    }

    private async Task<(IPage Page, HeldSockets Sockets)> OpenAsync(LivingWard ward, string path)
    {
        var page = await browser.OpenAsync("about:blank");
        var sockets = await HeldSockets.OfAsync(page);
        await page.GotoAsync($"{ward.Address}/{path}");
        if (path == "")
            await Expect(page.Locator("#wall-count")).ToContainTextAsync("1 of 1");
        else
            await page.WaitForFunctionAsync(
                "() => !(document.getElementById('circuit-beat')?.dataset.beat <= 0)",
                null,
                new() { Timeout = 15_000 }
            );
        if (path == "beds/1")
            await Expect(page.Locator(".bed-vitals .hr .value")).Not.ToBeEmptyAsync();
        await LiveAsync(page);
        return (page, sockets);
    }

    private static async Task StruckOutAsync(IPage page)
    {
        await Expect(page.Locator("#line-lost"))
            .ToContainTextAsync("Nothing on this screen is live", new() { Timeout = 15_000 });
        await Expect(page.Locator("#content")).ToHaveCSSAsync("opacity", "0.38");
        foreach (var value in await page.Locator(".vital .value").AllAsync())
            await Expect(value).ToHaveCSSAsync("text-decoration-line", "line-through");
    }

    private static async Task LiveAsync(IPage page)
    {
        await Expect(page.Locator("#line-lost")).ToBeHiddenAsync(new() { Timeout = 30_000 });
        await Expect(page.Locator("#content")).ToHaveCSSAsync("opacity", "1");
    }
}
