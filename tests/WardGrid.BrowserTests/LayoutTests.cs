using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Vitals;
using WardGrid.Simulation.Bedside;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class LayoutTests(Browser browser)
{
    [Theory]
    [InlineData(1, 1920, "en-GB")]
    [InlineData(3, 1280, "de-DE")]
    [InlineData(6, 1280, "en-GB")]
    [InlineData(6, 1920, "de-DE")]
    [InlineData(10, 1280, "de-DE")]
    [InlineData(10, 1920, "en-GB")]
    public async Task A_wall_with_long_names_cuts_no_alarm_and_lays_nothing_over_another(
        int columns,
        int width,
        string language
    )
    {
        await using var ward = await LivingWard.StartAsync(10);
        ward.Admit("3", "Maximiliane Papadopoulou-Lehtonen von und zu Hohenstein");
        ward.Ward.Show(DrawnPatient.Newcomer("ICU-12 B", 3));
        ward.Raise("3", AlarmKind.VentricularFibrillation, AlarmPriority.High, Verdict.Confirmed);
        ward.End(ward.Raise("4", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Confirmed));
        ward.Raise("5", AlarmKind.ExtremeTachycardia, AlarmPriority.High, Verdict.Refuted);
        ward.Raise("5", AlarmKind.PressureLow, AlarmPriority.Medium);
        await ward.Patients.TakeAsync(
            "6",
            new PatientCommand.Inactivate(
                "M. Weber",
                AlarmKind.AtrialFibrillation,
                AlarmInactivationState.AlarmOff,
                null,
                "chronic"
            ),
            default
        );
        var page = await OpenAsync(ward, columns, language, width);

        (await Overlaps.CutAsync(page, ".tile-alarm:not([hidden]) .what")).ShouldBeEmpty();
        (await Overlaps.InsideAsync(page, ".tile-head")).ShouldBeEmpty();
        (await Overlaps.InsideAsync(page, ".tile-vitals")).ShouldBeEmpty();
        (await Overlaps.CutAsync(page, ".vital dt, .vital dd, .vital .value, .tile-bed")).ShouldBeEmpty();
        (await Overlaps.InsideAsync(page, ".tile-quality")).ShouldBeEmpty();
        (await SmallestAsync(page, ".tile *")).ShouldBeGreaterThanOrEqualTo(11);
        var badge = (await page.Locator(".tile-inactive:visible").First.BoundingBoxAsync())!;
        var traces = (await page.Locator(".tile:has(.tile-inactive:not([hidden])) canvas").First.BoundingBoxAsync())!;
        (traces.Y + traces.Height).ShouldBeLessThanOrEqualTo(badge.Y + 1, "the mark covers no trace");
    }

    [Fact]
    public async Task A_mean_pressure_with_a_digit_more_moves_no_number()
    {
        await using var ward = await LivingWard.StartAsync(8);
        var page = await OpenAsync(ward, 4, "en-GB");
        var before = await PlacesAsync();
        foreach (var (systolic, mean) in new[] { (99f, 70f), (212f, 141f) })
        {
            ward.Ward.Change(
                "3",
                b =>
                    b with
                    {
                        Vitals = b.Vitals with
                        {
                            Systolic = b.Vitals.Systolic with { Value = systolic },
                            Mean = b.Vitals.Mean with { Value = mean },
                        },
                    }
            );
            await Expect(page.Locator(".tile:has(a[href='/beds/3']) .abp .detail")).ToHaveTextAsync($"({mean})");
            (await PlacesAsync()).ShouldBe(before);
        }

        Task<string> PlacesAsync() =>
            page.EvaluateAsync<string>(
                """
                () => {
                  const top = element => Math.round(element.getBoundingClientRect().top);
                  const values = ['.hr .value', '.rr .value', '.abp .value'];
                  const tiles = [...document.querySelectorAll('.tile')];
                  return tiles.flatMap(tile => values.map(value => top(tile.querySelector(value)))).join();
                }
                """
            );
    }

    [Theory]
    [InlineData("/alarms")]
    [InlineData("/devices")]
    [InlineData("/beds/1")]
    public async Task A_page_says_its_zone_once_and_no_row_repeats_it(string path)
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address + path);
        await Expect(page.Locator("footer .zone")).ToContainTextAsync("UTC");
        (await page.Locator("main").InnerTextAsync()).ShouldNotContain("UTC");
    }

    [Theory]
    [InlineData(3, 1280, "de-DE")]
    [InlineData(6, 1280, "en-GB")]
    [InlineData(10, 1280, "de-DE")]
    public async Task Why_there_is_no_number_is_never_cut(int columns, int width, string language)
    {
        await using var ward = await LivingWard.StartAsync(8);
        ward.Ward.Change("2", b => b with { Vitals = Without(AbsentReason.NoBeats, AbsentReason.NoBreaths) });
        ward.Ward.Change("3", b => b with { Vitals = Without(AbsentReason.LineDisturbed, AbsentReason.NotShown) });
        ward.Ward.Change("4", b => b with { Vitals = Without(AbsentReason.NotAnalysed, AbsentReason.CardiacArtefact) });
        var page = await OpenAsync(ward, columns, language, width);

        await Expect(page.Locator(".vital.absent")).ToHaveCountAsync(12);
        (await Overlaps.CutAsync(page, ".vital.absent dt .mark")).ShouldBeEmpty();
        (await Overlaps.InsideAsync(page, ".tile-vitals")).ShouldBeEmpty();
        (
            await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('.vital.absent')].filter(v => {
                  const mark = v.querySelector('.mark').getBoundingClientRect();
                  const tile = v.closest('.tile').getBoundingClientRect();
                  return mark.bottom > tile.bottom
                    || mark.right > tile.right + 1
                    || v.getBoundingClientRect().bottom > tile.bottom;
                }).map(v => `${v.className}: ${v.textContent}`)
                """
            )
        ).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/alarms?show=all")]
    [InlineData("/devices")]
    [InlineData("/devices/monitor-1/reports/r1")]
    [InlineData("/devices/new?device=monitor-2")]
    [InlineData("/quality")]
    [InlineData("/governance")]
    [InlineData("/people")]
    [InlineData("/audit")]
    [InlineData("/sign-in")]
    [InlineData("/groups")]
    [InlineData("/beds/1")]
    public async Task No_text_of_a_page_is_smaller_than_eleven_pixels(string path)
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Conformance.Keep(FakeConformance.ReportOf("r1", "monitor-1", DeviceFault.Drift));
        await FakePreviews.RegisterAsync(ward, "monitor-2");
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address + path);
        await Expect(page.Locator("main h1").First).ToBeVisibleAsync();
        (await SmallestAsync(page, "body *")).ShouldBeGreaterThanOrEqualTo(11);
    }

    [Fact]
    public async Task A_monitors_own_alarm_has_its_stars_once()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.Other, AlarmPriority.High);
        ward.Ward.Change("1", b => b with { Alarms = [ward.Book.Keep(alarm with { Text = "*** PACER NOT CAPTURE" })] });
        var wall = await browser.OpenAsync(ward.Address);
        await Expect(wall.Locator(".tile-alarm .what")).ToHaveTextAsync("PACER NOT CAPTURE");
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        await Expect(page.Locator(".alarm-list .what")).ToHaveTextAsync("PACER NOT CAPTURE");
    }

    private async Task<IPage> OpenAsync(LivingWard ward, int columns, string language, int width = 1920)
    {
        var page = await browser.OpenAsync("about:blank", width, options: new() { Locale = language });
        await page.GotoAsync(ward.Address);
        await page.EvaluateAsync("c => localStorage.setItem('wall-columns', c)", $"{columns}");
        await page.ReloadAsync();
        await Expect(page.Locator(".tile .hr .value").Last).Not.ToBeEmptyAsync();
        return page;
    }

    private static Task<double> SmallestAsync(IPage page, string elements) =>
        page.EvaluateAsync<double>(
            """
            elements => Math.min(...[...document.querySelectorAll(elements)]
              .filter(e => e.offsetParent && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
              .map(e => parseFloat(getComputedStyle(e).fontSize))
              .filter(px => px > 0))
            """,
            elements
        );

    private static VitalSigns Without(AbsentReason heart, AbsentReason others)
    {
        static Reading None(AbsentReason why) => Reading.Without(why);
        return VitalSigns.None with
        {
            HeartRate = None(heart),
            PulseRate = None(heart),
            Spo2 = None(others),
            RespirationRate = None(others),
            Systolic = None(others),
            Diastolic = None(others),
            Mean = None(others),
        };
    }
}
