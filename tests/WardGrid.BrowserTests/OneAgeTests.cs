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

    /// <summary>The pages that live by a circuit: a bed first, and one that does not exist.</summary>
    private static readonly string[] PagesOfCircuits =
    [
        "beds/1",
        "beds/7",
        "alarms",
        "devices",
        "governance",
        "groups",
        "quality",
    ];

    [Fact]
    public async Task A_page_that_a_feed_tells_nothing_any_more_is_struck_out_as_a_whole_within_three_seconds()
    {
        await using var ward = await LivingWard.StartAsync(1);
        (string Path, string[] Feeds)[] deaf =
        [
            ("", [Line]),
            ("beds/1", [Circuit]),
            ("beds/1", [Line]),
            ("beds/1", [Circuit, Line]),
            .. PagesOfCircuits.Skip(1).Select(path => (path, new[] { Circuit })),
        ];
        var pages = await OpenAsync(ward, deaf.Select(d => d.Path));
        foreach (var ((_, sockets), (_, feeds)) in pages.Zip(deaf))
        {
            foreach (var feed in feeds)
                sockets.Hold(feed);
        }

        foreach (var (page, _) in pages)
        {
            await page.WaitForFunctionAsync("() => window.saidFirst");
            (await page.EvaluateAsync<string>("() => window.saidFirst")).ShouldContain(
                "lost 3 s ago",
                customMessage: page.Url
            );
            await StruckOutAsync(page);
        }

        foreach (var (page, sockets) in pages)
        {
            sockets.Release();
            await LiveAsync(page);
        }
    }

    [Fact]
    public async Task A_page_whose_feed_is_closed_is_struck_out_as_a_whole_and_heals()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ConsoleErrors.ExpectLostServer();
        ConsoleErrors.Expect("3001", "WebSocket");
        (string Path, string Feed)[] closed =
        [
            ("", Line),
            ("beds/1", Circuit),
            ("beds/1", Line),
            ("alarms", Circuit),
            ("devices", Circuit),
            ("quality", Circuit),
        ];
        var pages = await OpenAsync(ward, closed.Select(c => c.Path));
        foreach (var ((_, sockets), (_, feed)) in pages.Zip(closed))
            sockets.Close(feed);
        foreach (var (page, _) in pages)
            await StruckOutAsync(page);
        foreach (var (page, sockets) in pages)
        {
            sockets.Release();
            await LiveAsync(page);
        }
    }

    [Fact]
    public async Task A_page_whose_server_was_killed_is_struck_out_and_loads_again_with_the_next_server()
    {
        var ward = await LivingWard.StartAsync(1);
        var pages = (await OpenAsync(ward, PagesOfCircuits)).ConvertAll(p => p.Page);
        foreach (var page in pages)
            await page.EvaluateAsync("() => { window.before = true; }");
        var port = new Uri(ward.Address).Port;
        await ward.DisposeAsync();
        foreach (var page in pages)
            await StruckOutAsync(page);

        await using var again = await LivingWard.StartAsync(0, port);
        again.Admit("1", "Z. Newcomer");
        foreach (var page in pages)
        {
            await page.WaitForFunctionAsync("() => !window.before", null, new() { Timeout = 60_000 });
            await LiveAsync(page);
        }

        await Expect(pages[0].Locator(".bed-patient")).ToContainTextAsync("Z. Newcomer");
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

    private async Task<List<(IPage Page, HeldSockets Sockets)>> OpenAsync(LivingWard ward, IEnumerable<string> paths)
    {
        var pages = new List<(IPage Page, HeldSockets Sockets)>();
        foreach (var path in paths)
            pages.Add(await OpenAsync(ward, path));
        return pages;
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
        // What it says first is how long it had heard nothing by then.
        await page.EvaluateAsync(
            """
            () => {
              const lost = document.getElementById('line-lost');
              const look = () => { if (!lost.hidden) window.saidFirst ??= lost.textContent; };
              new MutationObserver(look).observe(lost, { attributes: true, childList: true, subtree: true });
            }
            """
        );
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
