using System.Text.RegularExpressions;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.WebTests.HandFed;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.WebTests;

public sealed partial class AlarmsTests(Browser browser)
{
    [Fact]
    public async Task The_queue_is_reviewed_from_the_keyboard()
    {
        await using var ward = await LivingWard.StartAsync(3);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var first = ward.Raise("2", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        var rows = page.Locator(".alarm-list li");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("Ventricular tachycardia");
        await Expect(page.Locator(".review button").First).ToBeEnabledAsync();
        await page.Locator(".alarm-list").FocusAsync();
        await page.Keyboard.PressAsync("f");
        await Expect(page.Locator(".review .said")).ToContainTextAsync("False");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.Locator(".alarm-card h3")).ToContainTextAsync("Asystole");
        await page.Keyboard.PressAsync("t");
        await Expect(page.Locator(".review .said")).ToContainTextAsync("True");
        ward.Book.Reviews.Select(r => r.Verdict).ShouldBe([NurseVerdict.False, NurseVerdict.True]);
        ward.Book.Reviews.First().AlarmId.ShouldBe(first.Id);

        await page.ReloadAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Nothing waits for review");
        await page.SelectOptionAsync("#alarms-show", "all");
        await Expect(rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_strip_is_drawn_in_true_millimetres()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        using var http = new HttpClient { BaseAddress = new(ward.Address) };
        var svg = await http.GetStringAsync($"/alarms/{alarm.Id}/strip.svg", TestContext.Current.CancellationToken);
        svg.ShouldContain("viewBox=\"0 0 375 158\"");
        svg.ShouldContain("25 mm/s");
        svg.ShouldNotContain("Lindqvist");
        (await http.GetAsync("/alarms/none/strip.svg", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_alarm_prints_on_one_page_with_its_strip_and_its_evidence()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        ward.Raise("1", AlarmKind.Desaturation, AlarmPriority.Medium);
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        await Expect(page.Locator(".strip img")).ToHaveJSPropertyAsync("complete", true);
        await page.EmulateMediaAsync(new() { Media = Microsoft.Playwright.Media.Print });
        await Expect(page.Locator(".alarm-card .strip img")).ToBeVisibleAsync();
        await Expect(page.Locator(".alarm-card .verdict")).ToBeVisibleAsync();
        await Expect(page.Locator(".alarm-list")).ToBeHiddenAsync();

        var pdf = System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));
        Pages().Count(pdf).ShouldBe(1);
    }

    [GeneratedRegex(@"/Type\s*/Page\b")]
    private static partial Regex Pages();
}
