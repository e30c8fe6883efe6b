using Shouldly;
using WardGrid.Patients;
using WardGrid.Signals.Quality;
using WardGrid.Web.Shift;
using WardGrid.WebTests.HandFed;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.WebTests;

public sealed class ShiftTests(Browser browser)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Five_minutes_of_bad_signal_are_one_cell_and_a_gap_is_none()
    {
        var channel = new ChannelShift("II");
        for (var second = 0; second < 300; second++)
            channel.Add(new(second, 0.9f, QualityIssues.None), Noon.AddSeconds(second));
        for (var second = 600; second < 900; second++)
            channel.Add(new(second, second < 690 ? 0.9f : 0.1f, QualityIssues.Flat), Noon.AddSeconds(second));
        var shares = channel.Shares(Noon.AddSeconds(899));
        shares[^3].ShouldBe(1f);
        shares[^2].ShouldBeNull();
        shares[^1].ShouldBe(0.3f);
        channel.LostSeconds.ShouldBe(210);
        channel.Cause.ShouldBe(QualityIssues.Flat);
        HeatRow.Runs(shares).ShouldBe([(93, 1, 3), (95, 1, 0)]);
    }

    [Fact]
    public void A_second_that_is_told_twice_counts_once()
    {
        var channel = new ChannelShift("II");
        channel.Add(new(7, 0.1f, QualityIssues.Flat), Noon);
        channel.Add(new(7, 0.1f, QualityIssues.Flat), Noon.AddMilliseconds(250));
        channel.HeardSeconds.ShouldBe(1);
    }

    [Fact]
    public void A_minute_is_the_mean_of_its_readings_and_a_day_later_it_is_forgotten()
    {
        var trend = new MinuteTrend();
        trend.Add(60, Noon);
        trend.Add(70, Noon.AddSeconds(30));
        trend.Add(90, Noon.AddMinutes(2));
        trend.Last(3, Noon.AddMinutes(2)).ShouldBe([65f, null, 90f]);
        trend.Last(MinuteTrend.Minutes, Noon.AddDays(1).AddMinutes(2)).ShouldAllBe(v => v == null);
    }

    [Fact]
    public async Task What_was_kept_of_a_patient_goes_with_the_patient()
    {
        var ward = new HandFedWard();
        var log = new ShiftLog(ward, TimeProvider.System);
        await log.StartAsync(default);
        ward.Show(LivingWard.Newcomer("1", 1));
        log.Read("1", s => s.Channels.Count).ShouldBe(5);
        ward.Change("1", b => b with { Binding = b.Binding with { PatientId = "next" }, Channels = [] });
        log.Read("1", s => s.Channels.Count).ShouldBe(0);
        ward.Discharge("1");
        log.Read("1", s => s.Binding.PatientId).ShouldBeNull();
    }

    [Fact]
    public async Task The_quality_page_names_what_needs_attention_first()
    {
        await using var ward = await LivingWard.StartAsync(4);
        ward.Spoil("2", 2, QualityIssues.Motion);
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        await Expect(page.Locator("table.heat tbody tr")).ToHaveCountAsync(20);
        await Expect(page.Locator("table.attention tbody tr").First).ToContainTextAsync("Pleth");
        await Expect(page.Locator("table.attention tbody tr").First).ToContainTextAsync("motion");
    }

    [Fact]
    public async Task A_beds_trends_are_drawn_for_4_12_or_24_hours()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".trend.hr path")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M239 "));
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        await page.GetByText("24 h", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".trend.hr svg")).ToHaveAttributeAsync("viewBox", "0 0 1440 100");
    }
}
