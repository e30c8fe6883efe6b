using System.Text.RegularExpressions;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients.Devices;
using WardGrid.Patients.Trends;
using WardGrid.Signals.Quality;
using WardGrid.Web.Shift;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed partial class ShiftTests(Browser browser)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Five_minutes_of_bad_signal_are_one_cell_and_a_gap_is_none()
    {
        var channel = new ChannelShift("II", 131330, Noon.AddMinutes(14));
        for (var minute = 0; minute < 5; minute++)
            channel.Add(new("II", 131330, 60, 60, QualityIssues.None), Noon.AddMinutes(minute));
        channel.Add(new("II", 131330, 60, 60, QualityIssues.None), Noon.AddMinutes(10));
        channel.Add(new("II", 131330, 60, 0, QualityIssues.Flat), Noon.AddMinutes(11));
        channel.Add(new("II", 131330, 60, 30, QualityIssues.Motion), Noon.AddMinutes(12));
        channel.Add(new("II", 131330, 60, 0, QualityIssues.Flat), Noon.AddHours(-9));

        channel.Shares[^3].ShouldBe(1f);
        channel.Shares[^2].ShouldBeNull();
        channel.Shares[^1].ShouldBe(0.5f);
        channel.LostSeconds.ShouldBe(90);
        channel.Cause.ShouldBe(QualityIssues.Flat);
        HeatRow.Runs(channel.Shares).ShouldBe([(93, 1, 3), (95, 1, 1)]);
        ChannelShift.BeginOf(Noon.AddMinutes(14)).ShouldBe(Noon.AddMinutes(15).AddHours(-8));
    }

    [Fact]
    public void A_minute_is_without_ECG_only_as_far_as_no_lead_could_be_used()
    {
        var bed = DrawnPatient.Newcomer("1", 1);
        MinuteValues[] minutes = [Leads(0, 60, 10), Leads(1, 20, 10), Leads(2, 60, 60)];
        var shift = new PatientShift(bed, [.. minutes], Noon.AddMinutes(3));

        shift.WithoutEcg.ShouldBe(TimeSpan.FromSeconds(40));
        shift.Monitored.ShouldBe(TimeSpan.FromMinutes(3));
        shift.Channels.Count.ShouldBe(5);

        MinuteValues Leads(int minute, int usable, int other) =>
            new(
                bed.Association.PatientId,
                "1",
                Noon.AddMinutes(minute),
                default,
                [
                    .. bed
                        .Channels.Take(2)
                        .Select(
                            (c, i) =>
                                new MinuteChannel(
                                    c.Declaration.Name,
                                    c.Declaration.Code,
                                    60,
                                    i == 0 ? usable : other,
                                    QualityIssues.Motion
                                )
                        ),
                ]
            );
    }

    [Fact]
    public async Task The_next_shift_looks_at_asystole_and_fibrillation_first()
    {
        await using var ward = await LivingWard.StartAsync(3);
        ward.RaiseEarlier("1", AlarmKind.VentricularFibrillation, AlarmPriority.High, 10);
        ward.RaiseEarlier("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, 5);
        ward.Spoil("1", 1, QualityIssues.Flat);
        ward.End(ward.Raise("2", AlarmKind.Asystole, AlarmPriority.High, Verdict.Refuted));
        ward.Raise("3", AlarmKind.Desaturation, AlarmPriority.Medium);
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        var looks = page.Locator("table.handover tbody td:last-child");
        await Expect(looks.Nth(0)).ToContainTextAsync("Ventricular fibrillation");
        await Expect(looks.Nth(0)).ToContainTextAsync("electrode off?");
        await Expect(looks.Nth(1)).ToHaveTextAsync("–");
        await Expect(looks.Nth(2)).ToContainTextAsync("SpO₂ low (still lasting)");
    }

    [Fact]
    public void A_detached_electrode_is_named_before_the_beats_it_hides()
    {
        var bed = DrawnPatient.Newcomer("1", 1);
        var channel = bed.Channels[1].Declaration;
        bed = bed with
        {
            Channels =
            [
                .. bed.Channels.Select(
                    (c, i) =>
                        i != 1
                            ? c
                            : c with
                            {
                                Quality = new(0, 0, QualityIssues.ImplausibleRhythm | QualityIssues.Flat),
                            }
                ),
            ],
        };
        MinuteValues earlier = new(
            bed.Association.PatientId,
            "1",
            Noon,
            default,
            [new(channel.Name, channel.Code, 60, 0, QualityIssues.ImplausibleRhythm)]
        );

        var attention = Attention.Ranked([new(bed, [earlier], Noon.AddMinutes(1))]).ShouldHaveSingleItem();

        attention.Cause.ShouldBe(QualityIssues.Flat);
    }

    [Fact]
    public async Task Irregular_beats_are_asked_of_the_patient_and_not_of_the_electrode()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Spoil("1", 0, QualityIssues.UnlikeBeats | QualityIssues.ImplausibleRhythm);
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        await Expect(page.Locator("table.attention")).ToContainTextAsync("the patient's rhythm, or the signal?");
        await Expect(page.Locator("table.attention")).Not.ToContainTextAsync("lectrode");
    }

    [Fact]
    public async Task A_bed_with_many_alarms_prints_on_two_sheets_and_its_first_is_not_blank()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.RememberAsync();
        for (var i = 0; i < 12; i++)
            ward.RaiseEarlier("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, 20 + i);
        foreach (
            var kind in new[]
            {
                AlarmKind.Asystole,
                AlarmKind.VentricularFibrillation,
                AlarmKind.Desaturation,
                AlarmKind.PressureLow,
            }
        )
            ward.Raise("1", kind, AlarmPriority.High, Verdict.Confirmed);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".alarm-card")).ToHaveCountAsync(16);
        await Expect(page.Locator(".bed-side > section .strip img").First).ToHaveJSPropertyAsync("complete", true);
        (await SheetsAsync(page)).ShouldBeLessThanOrEqualTo(2);

        // On a sheet of A4 across with its margins, 277 by 190 mm.
        await page.SetViewportSizeAsync(1047, 718);
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        foreach (var part in new[] { ".bed-patient", ".bed-vitals", ".trend.hr" })
            (await page.Locator(part).First.BoundingBoxAsync())!.Y.ShouldBeLessThan(400, part);
    }

    [Fact]
    public async Task The_quality_of_a_ward_prints_without_a_blank_sheet()
    {
        await using var ward = await LivingWard.StartAsync(8);
        await ward.RememberAsync();
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        await Expect(page.Locator("table.heat tbody tr")).ToHaveCountAsync(40);
        (await SheetsAsync(page)).ShouldBeLessThanOrEqualTo(2);
    }

    private static async Task<int> SheetsAsync(Microsoft.Playwright.IPage page) =>
        Sheet().Count(System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true })));

    [Fact]
    public void A_trend_is_drawn_with_its_gaps()
    {
        MinuteValues[] minutes = [At(0, 60), At(1, 70), At(3, 80), At(4, null)];
        var line = new TrendLine([.. minutes], Noon, 5, v => v.HeartRate);

        line.Path(0, 100).ShouldBe("M0.5 40h0.5L1.5 30M3.5 20h0.5");
        (line.Lowest, line.Highest, line.Last, line.Missing).ShouldBe((60, 80, 80, 2));
        line.Span(0, 2).ShouldBe("60–70");
        line.Span(2, 1).ShouldBe("–");

        static MinuteValues At(int minute, float? rate) =>
            new("p", "1", Noon.AddMinutes(minute), new(rate, null, null, null, null, null, null), []);
    }

    [Fact]
    public async Task The_quality_page_names_what_needs_attention_first_with_its_cause()
    {
        await using var ward = await LivingWard.StartAsync(4);
        await ward.RememberAsync();
        ward.Spoil("2", 2, QualityIssues.Motion);
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        await Expect(page.Locator("table.heat tbody tr")).ToHaveCountAsync(20);
        var first = page.Locator("table.attention tbody tr").First;
        await Expect(first).ToContainTextAsync("Pleth");
        await Expect(first).ToContainTextAsync("patient moves, or probe loose");
        await Expect(first).ToContainTextAsync("unusable");
        await Expect(page.Locator("table.attention")).ToContainTextAsync("electrode off?");
        await Expect(page.Locator("table.heat .demo").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_handover_counts_the_alarms_of_each_bed_and_says_what_is_open()
    {
        await using var ward = await LivingWard.StartAsync(2);
        await ward.RememberAsync();
        ward.Raise("2", AlarmKind.Desaturation, AlarmPriority.Medium);
        ward.End(ward.Raise("2", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Confirmed));
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        var bed = page.Locator("table.handover tbody tr").Nth(1);
        await Expect(bed).ToContainTextAsync("1 ***, 1 **");
        await Expect(bed.Locator("td").Nth(4)).ToHaveTextAsync("SpO₂ low");
        await Expect(bed.Locator("td").Nth(5)).ToHaveTextAsync("2");
        await Expect(page.Locator("table.handover tbody tr").First.Locator("td").Nth(4)).ToHaveTextAsync("–");

        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await Expect(page.Locator("header.shell")).ToBeHiddenAsync();
        await Expect(page.Locator("[data-print]")).ToBeHiddenAsync();
        await Expect(page.Locator("h1")).ToBeVisibleAsync();
        await Expect(page.Locator("table.handover")).ToBeVisibleAsync();
        await Expect(page.Locator("footer")).ToContainTextAsync("Not a medical device");
    }

    [Fact]
    public async Task A_beds_trends_are_drawn_for_4_12_or_24_hours_with_limits_and_alarms()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.RememberAsync();
        ward.RaiseEarlier("1", AlarmKind.Asystole, AlarmPriority.High, minutes: 30);
        ward.RaiseEarlier("1", AlarmKind.Desaturation, AlarmPriority.Medium, minutes: 600);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".trend.hr .trend-line")).ToHaveAttributeAsync("d", BeginsAtTheBegin());
        await Expect(page.Locator(".trend.abp .trend-line")).ToHaveCountAsync(2);
        await Expect(page.Locator(".trend.hr .trend-limit-name")).ToHaveTextAsync(["limit 40", "limit 140"]);
        await Expect(page.Locator(".trend.spo2 .trend-alarm")).ToHaveCountAsync(1);
        await Expect(page.Locator(".trend.spo2 .trend-alarm title")).ToContainTextAsync("*** Asystole");
        // A page that becomes alive draws its trends anew; a line that is just being replaced lies nowhere.
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        var (line, paper) = (
            await page.Locator(".trend.hr .trend-line").BoundingBoxAsync(),
            await page.Locator(".trend.hr .trend-plot").BoundingBoxAsync()
        );
        (line!.X + line.Width).ShouldBe(
            paper!.X + paper.Width,
            tolerance: 4,
            "the newest minute lies at the right edge, not beyond it"
        );
        await page.GetByText("24 h", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".trend.hr svg[viewBox]")).ToHaveAttributeAsync("viewBox", "0 0 1440 100");
        await Expect(page.Locator(".trend.spo2 .trend-alarm")).ToHaveCountAsync(2);
        await Expect(page.GetByText("24 h", new() { Exact = true })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Trends_are_a_table_too()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.RememberAsync();
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        await page.Locator(".trend-table summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".trend-table tbody tr")).ToHaveCountAsync(16);
        await Expect(page.Locator(".trend-table tbody tr").First.Locator("td").First).ToHaveTextAsync(LowToHigh());
        // The silent hour is a gap in every number.
        await Expect(page.Locator(".trend-table tbody tr").Nth(9).Locator("td").First).ToHaveTextAsync("–");
    }

    [Fact]
    public async Task Another_patient_in_the_bed_has_none_of_the_trends_of_the_one_before()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.RememberAsync();
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".trend.hr .trend-line")).ToHaveAttributeAsync("d", BeginsAtTheBegin());
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        ward.Discharge("1");
        ward.Admit("1", "Z. Newcomer");
        await Expect(page.Locator(".bed-patient")).ToContainTextAsync("Z. Newcomer");
        await Expect(page.Locator(".trend.hr .trend-line")).ToHaveAttributeAsync("d", "");
    }

    [GeneratedRegex(@"/Type\s*/Page\b")]
    private static partial Regex Sheet();

    [GeneratedRegex("^M0.5 ")]
    private static partial Regex BeginsAtTheBegin();

    [GeneratedRegex(@"^\d+–\d+$")]
    private static partial Regex LowToHigh();
}
