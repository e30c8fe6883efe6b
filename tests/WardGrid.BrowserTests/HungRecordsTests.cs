using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>
/// Records that do not answer, or fail, hold back nothing that is live, and a page says what they did not tell it.
/// </summary>
public sealed class HungRecordsTests(Browser browser)
{
    private static readonly IOException Full = new("the disk is full");

    [Fact]
    public async Task A_bed_that_is_opened_while_the_book_does_not_answer_shows_what_is_live()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.RaiseEarlier("1", AlarmKind.ExtremeBradycardia, AlarmPriority.Medium, 20);
        var answer = Hang(ward);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".bed-vitals .hr .value")).Not.ToBeEmptyAsync();
        await Expect(page.Locator(".bed-side > section .alarm-card")).ToHaveCountAsync(1);
        await Expect(page.GetByText("The earlier alarms are being read")).ToBeVisibleAsync();
        await Expect(page.GetByText("The trends are being read")).ToBeVisibleAsync();
        answer.SetResult();
        await Expect(page.Locator(".earlier")).ToHaveCountAsync(1);
        await Expect(page.GetByText("are being read")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_alarm_that_is_raised_while_the_book_does_not_answer_is_shown_at_once()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".bed-vitals .hr .value")).Not.ToBeEmptyAsync();
        // A bed that sends draws the page four times a second. Of this one only the alarm does.
        ward.Silence("1");
        await Expect(page.Locator(".bed-outage")).ToBeVisibleAsync();
        var answer = Hang(ward);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        await Expect(page.Locator(".bed-side > section .alarm-card")).ToHaveCountAsync(1);
        answer.SetResult();
        await Expect(page.Locator(".strip img")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_book_that_fails_ends_no_page_and_the_page_says_what_it_lacks()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Book.Answer = Task.FromException(Full);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        foreach (
            var lacks in new[]
            {
                "The earlier alarms cannot be read",
                "The trends cannot be read",
                "The strip cannot be read",
                "Earlier verdicts on this alarm cannot be read",
            }
        )
            await Expect(page.GetByText(lacks)).ToBeVisibleAsync();
        ward.Ward.Change(
            "1",
            b => b with { Vitals = b.Vitals with { HeartRate = b.Vitals.HeartRate with { Value = 171 } } }
        );
        await Expect(page.Locator(".bed-vitals .hr .value")).ToHaveTextAsync("171");
        await page.GetByText("Acknowledge", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".acknowledged")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_strip_whose_picture_does_not_load_says_so()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        ConsoleErrors.Expect("strip.svg");
        var page = await browser.OpenAsync(ward.Address);
        await page.RouteAsync("**/strip.svg", r => r.FulfillAsync(new() { Status = 500 }));
        await page.GotoAsync($"{ward.Address}/beds/1");
        await Expect(page.GetByText("The strip cannot be read")).ToBeVisibleAsync();
        await Expect(page.Locator(".strip img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_verdict_that_could_not_be_recorded_is_asked_for_again()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        var button = page.Locator(".review button").First;
        await Expect(button).ToBeEnabledAsync();
        await StripIsLoadedAsync(page);
        ward.Book.Answer = Task.FromException(Full);
        await button.ClickAsync();
        await Expect(page.GetByText("this verdict was not recorded")).ToBeVisibleAsync();
        await Expect(page.Locator(".review .said")).ToHaveCountAsync(0);
        ward.Book.Answer = Task.CompletedTask;
        await button.ClickAsync();
        await Expect(page.Locator(".review .said")).ToHaveCountAsync(1);
        await Expect(page.GetByText("this verdict was not recorded")).ToHaveCountAsync(0);
        ward.Book.Reviews.Count().ShouldBe(1);
    }

    [Fact]
    public async Task The_shift_is_read_again_every_minute()
    {
        await using var ward = await LivingWard.StartAsync(1, clock: new FastClock());
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        await Expect(page.Locator("table.handover td:nth-child(5)")).ToHaveTextAsync("0");
        ward.RaiseEarlier("1", AlarmKind.Asystole, AlarmPriority.High, 3);
        await Expect(page.Locator("table.handover td:nth-child(5)")).ToHaveTextAsync("1 ***");
    }

    [Theory]
    [InlineData("en-GB", "The records do not answer")]
    [InlineData("de-DE", "Die Aufzeichnungen antworten nicht")]
    public async Task A_shift_that_cannot_be_read_again_says_how_old_it_is_and_is_grey(string language, string says)
    {
        await using var ward = await LivingWard.StartAsync(1, clock: new FastClock());
        var page = await browser.OpenAsync($"{ward.Address}/quality", options: new() { Locale = language });
        // The server's first answer has the table too; from the first beat on it is the circuit's.
        await page.WaitForFunctionAsync("() => document.getElementById('circuit-beat').dataset.beat > 0");
        await Expect(page.Locator("table.handover tbody tr")).ToHaveCountAsync(1);
        var answer = Hang(ward);
        await Expect(page.GetByText(says)).ToBeVisibleAsync();
        await Expect(page.Locator("table.handover")).ToHaveCSSAsync("opacity", "0.38");
        answer.SetException(Full);
        ward.Book.Answer = Task.FromException(Full);
        await Expect(page.GetByText(says)).ToBeVisibleAsync();
        ward.Book.Answer = Task.CompletedTask;
        await Expect(page.GetByText(says)).ToHaveCountAsync(0);
        await Expect(page.Locator("table.handover")).ToHaveCSSAsync("opacity", "1");
    }

    [Fact]
    public async Task A_shift_that_was_never_read_shows_no_figures()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Book.Answer = Task.FromException(Full);
        var page = await browser.OpenAsync($"{ward.Address}/quality");
        await Expect(page.GetByText("The records of the shift cannot be read")).ToBeVisibleAsync();
        await Expect(page.Locator("table")).ToHaveCountAsync(0);
    }

    private static Task StripIsLoadedAsync(IPage page) =>
        page.WaitForFunctionAsync("() => document.querySelector('.strip img')?.naturalWidth > 0");

    private static TaskCompletionSource Hang(LivingWard ward)
    {
        var answer = new TaskCompletionSource();
        ward.Book.Answer = answer.Task;
        return answer;
    }
}
