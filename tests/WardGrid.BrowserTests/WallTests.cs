using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Signals.Quality;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class WallTests(Browser browser)
{
    /// <summary>A number that changes with any pixel of a bed's traces.</summary>
    internal const string Pixels = """
        bed => {
          const canvas = document.querySelector(`.tile[data-bed="${bed}"] canvas`);
          const bytes = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let sum = 0;
          for (let i = 0; i < bytes.length; i++) sum = (31 * sum + bytes[i]) | 0;
          return sum;
        }
        """;

    [Fact]
    public async Task Each_bed_has_a_tile_with_its_patient_its_numbers_and_its_quality()
    {
        await using var ward = await LivingWard.StartAsync(8);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(8);
        await Expect(page.Locator("#wall-count")).ToContainTextAsync("8 of 8");
        var tile = Tile(page, "3");
        await Expect(tile.Locator(".tile-patient")).ToHaveTextAsync("D. Novák");
        await Expect(tile.Locator(".tile-demo")).ToBeVisibleAsync();
        await Expect(tile.Locator(".hr .value")).ToHaveTextAsync("64");
        await Expect(tile.Locator(".hr .name")).ToHaveTextAsync("HR");
        await Expect(tile.Locator(".hr .unit")).ToHaveTextAsync("/min");
        await Expect(tile.Locator(".hr .limits")).ToHaveTextAsync("40–140");
        await Expect(tile.Locator(".abp .value")).ToHaveTextAsync("122/72");
        await Expect(tile.Locator(".tile-quality li")).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task A_tile_says_which_number_is_estimated_which_is_unusual_for_the_age_and_which_is_old()
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Admit("2", age: AgeBand.Child);
        ward.Ward.Change(
            "2",
            b =>
                b with
                {
                    Limits = b.Limits with { TachycardiaAbove = 190 },
                    Vitals = b.Vitals with { HeartRate = b.Vitals.HeartRate with { Value = 178 } },
                }
        );
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "2").Locator(".hr .mark")).ToHaveTextAsync("↑ for age");
        await Expect(Tile(page, "2").Locator(".hr"))
            .ToHaveAttributeAsync("title", new Regex("within this patient's limits, but high for the age: Child"));
        await Expect(Tile(page, "2").Locator(".hr")).Not.ToHaveAttributeAsync("data-out", "high");
        await Expect(Tile(page, "1").Locator(".rr .mark")).ToHaveTextAsync("est.");
        await Expect(Tile(page, "1").Locator(".spo2 .mark")).ToBeEmptyAsync();

        ward.Stall("1");
        await Expect(Tile(page, "1").Locator(".spo2 .mark")).ToContainTextAsync("s old", new() { Timeout = 15_000 });
        await Expect(Tile(page, "1").Locator(".tile-outage")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_trace_moves_while_its_device_sends_and_stands_still_and_says_so_when_it_does_not()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "1")).ToBeVisibleAsync();
        var before = await page.EvaluateAsync<int>(Pixels, "1");
        await page.WaitForFunctionAsync($"before => ({Pixels})('1') !== before", before);

        ward.Silence("1");
        await Expect(Tile(page, "1").Locator(".tile-outage")).ToContainTextAsync("No data");
        await Expect(page.Locator("#wall-count")).ToContainTextAsync("1 of 2");
        var still = await page.EvaluateAsync<int>(Pixels, "1");
        await Expect(Tile(page, "1").Locator(".tile-outage")).ToContainTextAsync("No data 4 s");
        (await page.EvaluateAsync<int>(Pixels, "1")).ShouldBe(still);
        await Expect(Tile(page, "2").Locator(".tile-outage")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Old_numbers_leave_the_screen_of_a_silent_bed()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "1").Locator(".hr .value")).ToBeVisibleAsync();
        ward.Silence("1");
        await Expect(Tile(page, "1").Locator(".hr .value")).ToBeHiddenAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task An_alarm_is_told_by_colour_stars_and_words_and_flashes_until_it_is_acknowledged()
    {
        await using var ward = await LivingWard.StartAsync(4);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(4);
        var alarm = ward.Raise("2", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Confirmed);

        var tile = Tile(page, "2");
        await Expect(tile.Locator(".tile-alarm .stars")).ToHaveTextAsync("***");
        await Expect(tile.Locator(".tile-alarm .what")).ToHaveTextAsync("Ventricular tachycardia");
        await Expect(tile).ToHaveAttributeAsync("data-priority", "3");
        (await FlashOfAsync(tile)).ShouldBe("flash 0.5s");
        await Expect(page.Locator("#announcer")).ToContainTextAsync("Bed 2: Ventricular tachycardia, high priority");
        await Expect(page.Locator("#wall-urgent")).ToContainTextAsync("1 in alarm");

        await ward.Patients.TakeAsync(
            "2",
            new Patients.PatientCommand.Acknowledge("nurse", alarm.Id),
            TestContext.Current.CancellationToken
        );
        await Expect(page.Locator("#announcer")).ToContainTextAsync("acknowledged by nurse");
        (await FlashOfAsync(tile)).ShouldBe("none 0s");
    }

    [Fact]
    public async Task Medium_priority_flashes_slowly_and_nothing_flashes_where_reduced_motion_is_asked_for()
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Raise("1", AlarmKind.Desaturation, AlarmPriority.Medium);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "1").Locator(".tile-alarm")).ToContainTextAsync("**SpO₂ low");
        (await FlashOfAsync(Tile(page, "1"))).ShouldBe("flash 2.2s");

        var calm = await browser.OpenAsync(ward.Address, options: new() { ReducedMotion = ReducedMotion.Reduce });
        await Expect(Tile(calm, "1").Locator(".tile-alarm")).ToContainTextAsync("**SpO₂ low");
        (await FlashOfAsync(Tile(calm, "1"))).ShouldStartWith("none");
    }

    [Fact]
    public async Task The_previous_patient_leaves_the_screen_at_once()
    {
        await using var ward = await LivingWard.StartAsync(3);
        ward.Raise("2", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "2").Locator(".tile-patient")).ToHaveTextAsync("C. Moreau");
        ward.Discharge("2");
        await Expect(Tile(page, "2")).ToHaveCountAsync(0);
        ward.Admit("2", "Z. Newcomer");
        await Expect(Tile(page, "2").Locator(".tile-patient")).ToHaveTextAsync("Z. Newcomer");
        await Expect(Tile(page, "2").Locator(".tile-alarm")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_lost_connection_is_said_over_the_whole_wall_and_heals_by_itself()
    {
        var ward = await LivingWard.StartAsync(2);
        ConsoleErrors.ExpectLostServer();
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);
        var port = new Uri(ward.Address).Port;
        await ward.DisposeAsync();
        await Expect(page.Locator("#line-lost")).ToContainTextAsync("Nothing on this screen is live");

        await using var again = await LivingWard.StartAsync(2, port);
        await Expect(page.Locator("#line-lost")).ToBeHiddenAsync();
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);
        await Expect(page.Locator("#wall-count")).ToContainTextAsync("2 of 2");
    }

    [Fact]
    public async Task Beds_stand_in_the_chosen_order_and_number_of_columns_and_the_choice_is_remembered()
    {
        await using var ward = await LivingWard.StartAsync(12);
        ward.Raise("11", AlarmKind.ExtremeTachycardia, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(12);
        (await page.Locator(".tile").EvaluateAllAsync<string[]>("tiles => tiles.map(t => t.dataset.bed)")).ShouldBe(
            Enumerable.Range(1, 12).Select(b => b.ToString())
        );

        await page.SelectOptionAsync("#wall-sort", "urgency");
        await page.SelectOptionAsync("#wall-columns", "6");
        await Expect(page.Locator(".tile").First).ToHaveAttributeAsync("data-bed", "11");
        (
            await page.Locator("#wall")
                .EvaluateAsync<int>("w => getComputedStyle(w).gridTemplateColumns.split(' ').length")
        ).ShouldBe(6);
        await page.ReloadAsync();
        await Expect(page.Locator("#wall-columns")).ToHaveValueAsync("6");
        await Expect(page.Locator(".tile").First).ToHaveAttributeAsync("data-bed", "11");

        await page.SelectOptionAsync("#wall-filter", "attention");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_poor_channel_is_named_with_its_cause()
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Spoil("1", 0, QualityIssues.Flat);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "1").Locator(".tile-quality li").First).ToContainTextAsync("flat: lead or probe off");
        await Expect(Tile(page, "2").Locator(".tile-quality .cause").First).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Two_browsers_see_the_same_ward()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var (one, two) = (await browser.OpenAsync(ward.Address), await browser.OpenAsync(ward.Address));
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        await Expect(Tile(one, "1").Locator(".what")).ToHaveTextAsync("Asystole");
        await Expect(Tile(two, "1").Locator(".what")).ToHaveTextAsync("Asystole");
    }

    [Fact]
    public async Task A_gap_stays_a_gap()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        var values = await page.EvaluateAsync<float?[]>(
            """
            async () => {
              const wall = [...document.scripts].find(s => s.src.endsWith('wall/wall.js')).src;
              const { Samples } = await import(wall.replace('wall/wall.js', 'traces/samples.js'));
              const samples = new Samples({ rate: 4, gain: 10, offset: 0 });
              samples.append(8, Int16Array.of(10, -32768, 30));
              samples.append(13, Int16Array.of(50));
              return [8, 9, 10, 11, 12, 13, 14].map(n => samples.at(n)).map(v => Number.isNaN(v) ? null : v);
            }
            """
        );
        values.ShouldBe([1f, null, 3f, null, null, 5f, null]);
    }

    [Fact]
    public async Task A_browser_that_prefers_German_reads_German()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.VentricularFibrillation, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address, options: new() { Locale = "de-DE" });
        await Expect(Tile(page, "1").Locator(".what")).ToHaveTextAsync("Kammerflimmern");
        await Expect(page.Locator("footer")).ToContainTextAsync("Kein Medizinprodukt");
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de");
    }

    private static ILocator Tile(IPage page, string bed) => page.Locator($".tile[data-bed=\"{bed}\"]");

    private static Task<string> FlashOfAsync(ILocator tile) =>
        tile.EvaluateAsync<string>(
            "t => { const s = getComputedStyle(t, '::after'); return `${s.animationName} ${s.animationDuration}`; }"
        );

    [Fact]
    public async Task A_line_that_says_nothing_any_more_is_lost_within_three_seconds_though_nobody_closed_it()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync("about:blank");
        var cut = false;
        await page.RouteWebSocketAsync(
            "**/live/ward",
            socket =>
            {
                var server = socket.ConnectToServer();
                server.OnMessage(message =>
                {
                    if (cut)
                        return;
                    if (message.Text is { } text)
                        socket.Send(text);
                    else
                        socket.Send(message.Binary!);
                });
            }
        );
        await page.GotoAsync(ward.Address);
        await Expect(page.Locator("#wall-count")).ToContainTextAsync("1 of 1");
        cut = true;
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
        cut = false;
        await Expect(page.Locator("#line-lost")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_screen_in_another_zone_or_with_a_wrong_clock_says_so()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var same = await browser.OpenAsync(ward.Address, options: new() { TimezoneId = "UTC" });
        await Expect(Tile(same, "1")).ToBeVisibleAsync();
        if (TimeZoneInfo.Local.GetUtcOffset(TimeProvider.System.GetUtcNow()) == TimeSpan.Zero)
            await Expect(same.Locator("#clock-off")).ToBeHiddenAsync();
        var tokyo = await browser.OpenAsync(ward.Address, options: new() { TimezoneId = "Asia/Tokyo" });
        await Expect(tokyo.Locator("#clock-off")).ToContainTextAsync("Times on the pages are the server's: UTC");
        var late = await browser.OpenAsync("about:blank");
        await late.AddInitScriptAsync("{ const now = Date.now; Date.now = () => now() - 90500; }");
        await late.GotoAsync(ward.Address);
        await Expect(late.Locator("#clock-off")).ToContainTextAsync("clock is 1:30 behind the server's");
        await late.GotoAsync($"{ward.Address}/quality");
        await Expect(late.Locator("#clock-off")).ToContainTextAsync("behind the server's");
    }
}
