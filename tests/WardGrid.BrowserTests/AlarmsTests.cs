using System.Text.RegularExpressions;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed partial class AlarmsTests(Browser browser)
{
    [Fact]
    public async Task The_queue_is_reviewed_from_the_keyboard_wherever_the_focus_is()
    {
        await using var ward = await LivingWard.StartAsync(3);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var first = ward.Raise("2", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        var rows = page.Locator(".alarm-list li");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("Ventricular tachycardia");
        await Expect(page.Locator("#review-keys")).ToBeEnabledAsync();
        await Expect(page.Locator(".alarm-card h3")).ToContainTextAsync("Ventricular tachycardia");

        // Nothing has been clicked: the key acts, the verdict is said, and the next alarm is there.
        await page.Keyboard.PressAsync("f");
        await Expect(page.Locator(".review-last")).ToContainTextAsync("Bed 2, Ventricular tachycardia: False");
        await Expect(rows.First.Locator(".given")).ToContainTextAsync("False");
        await Expect(page.Locator(".alarm-card h3")).ToContainTextAsync("Asystole");
        await page.Keyboard.PressAsync("t");
        await Expect(rows.Nth(1).Locator(".given")).ToContainTextAsync("True");
        ward.Book.Reviews.Select(r => r.Verdict).ShouldBe([NurseVerdict.False, NurseVerdict.True]);
        ward.Book.Reviews.First().AlarmId.ShouldBe(first.Id);

        await page.ReloadAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("Nothing waits for review");
        await page.SelectOptionAsync("#alarms-show", "all");
        await Expect(rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_letter_that_is_typed_into_a_field_is_no_verdict_and_the_keys_can_be_turned_off()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        await Expect(page.Locator("#review-keys")).ToBeEnabledAsync();
        await page.Locator("#alarms-bed").PressSequentiallyAsync("tfu");
        await page.Locator("#review-keys").UncheckAsync();
        await page.Keyboard.PressAsync("t");
        await page.Locator("#review-keys").CheckAsync();
        await page.Keyboard.PressAsync("f");
        await Expect(page.Locator(".given")).ToContainTextAsync("False");
        ward.Book.Reviews.Single().By.ShouldBe(LivingWard.Visitor);
    }

    [Fact]
    public async Task A_second_verdict_is_asked_about_and_both_are_shown()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        await Expect(page.Locator("#review-keys")).ToBeEnabledAsync();

        // Another nurse says something on another screen, which this page has not heard of.
        await ward.Book.ReviewAsync(
            new(alarm.Id, NurseVerdict.True, "M. Weber", TimeProvider.System.GetUtcNow(), null),
            TestContext.Current.CancellationToken
        );
        await page.Keyboard.PressAsync("f");
        await Expect(page.Locator(".review-again")).ToContainTextAsync("M. Weber has said True");
        ward.Book.Reviews.Count().ShouldBe(1);

        await Expect(page.Locator(".review-again button").First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".review .said li")).ToHaveCountAsync(2);
        await Expect(page.Locator(".review .said li").First).ToContainTextAsync("False");
        ward.Book.Reviews.Select(r => r.Verdict).ShouldBe([NurseVerdict.True, NurseVerdict.False]);
    }

    [Theory]
    [InlineData("en-GB", "Second verdict", "First verdict", "makes no alarm silent")]
    [InlineData("de-DE", "Zweites Urteil", "Erstes Urteil", "macht keinen Alarm stumm")]
    public async Task Where_later_samples_changed_the_verdict_the_card_shows_both(
        string locale,
        string second,
        string first,
        string sounds
    )
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High);
        var decision = new AlarmDecision(Verdict.Refuted, ShownEvidence.Of(Verdict.Refuted));
        var revised = alarm with { Second = new(decision, alarm.RaisedAt.AddSeconds(30)) };
        ward.Book.Keep(revised, null);
        ward.Ward.Change("1", b => b with { Alarms = [revised] });

        var page = await browser.OpenAsync($"{ward.Address}/alarms", options: new() { Locale = locale });

        var card = page.Locator(".alarm-card");
        await Expect(card.Locator(".second-verdict h4").First).ToContainTextAsync(second);
        await Expect(card.Locator(".second-verdict")).ToContainTextAsync(sounds);
        await Expect(card.Locator(".second-verdict .verdict")).ToHaveAttributeAsync("data-verdict", "Refuted");
        await Expect(card).ToContainTextAsync(first);
        await Expect(card.Locator("> .verdict")).ToHaveAttributeAsync("data-verdict", "Undecided");
        await Expect(page.Locator(".alarm-list .said")).ToHaveAttributeAsync("data-verdict", "Refuted");
    }

    [Fact]
    public async Task The_count_is_of_all_alarms_and_older_ones_are_on_further_pages()
    {
        await using var ward = await LivingWard.StartAsync(2);
        for (var i = 1; i <= 60; i++)
            ward.RaiseEarlier("1", AlarmKind.Desaturation, AlarmPriority.Medium, i);
        ward.RaiseEarlier("2", AlarmKind.Asystole, AlarmPriority.High, 100);
        var page = await browser.OpenAsync($"{ward.Address}/alarms");
        await Expect(page.Locator(".alarms-count")).ToHaveTextAsync("61 alarms");
        await Expect(page.Locator(".alarm-list li")).ToHaveCountAsync(50);
        await page.Locator("#alarms-older").ClickAsync();
        await Expect(page.Locator(".alarm-list li")).ToHaveCountAsync(11);
        await Expect(page.Locator(".alarm-pages")).ToContainTextAsync("page 2 of 2");

        await page.SelectOptionAsync("#alarms-kind", nameof(AlarmKind.Asystole));
        await Expect(page.Locator(".alarms-count")).ToHaveTextAsync("1 alarm");
        await page.SelectOptionAsync("#alarms-bed", "1");
        await Expect(page.Locator("main")).ToContainTextAsync("No");
        await Expect(page.Locator(".alarms-count")).ToHaveTextAsync("0 alarms");
        await page.SelectOptionAsync("#alarms-kind", "");
        await Expect(page.Locator(".alarms-count")).ToHaveTextAsync("60 alarms");
    }

    [Fact]
    public async Task Rows_with_long_names_do_not_overlap()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Undecided);
        ward.Book.Keep(
            alarm with
            {
                Id = "long",
                Bed = "Intensive-care-room-12-window",
                Kind = AlarmKind.Other,
                Text = "Ventricular_escape_rhythm_with_a_very_long_name_of_the_monitor",
            }
        );
        var page = await browser.OpenAsync($"{ward.Address}/alarms?show=all", 1280, 800);
        await Expect(page.Locator(".alarm-list li")).ToHaveCountAsync(2);
        (await Overlaps.InsideAsync(page, ".alarm-list li")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_strip_is_drawn_in_true_millimetres()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        using var http = (await SignedInHttp.OpenAsync(ward.Address)).Http;
        var svg = await http.GetStringAsync($"/alarms/{alarm.Id}/strip.svg", TestContext.Current.CancellationToken);
        svg.ShouldContain("viewBox=\"0 0 375 158\"");
        svg.ShouldContain("25 mm/s");
        svg.ShouldNotContain("Lindqvist");
        (await http.GetAsync("/alarms/none/strip.svg", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(
            System.Net.HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task An_alarm_prints_on_one_page_with_its_strip_and_its_evidence()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Desaturation, AlarmPriority.Medium);
        ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
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
