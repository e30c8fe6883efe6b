using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>Audio paused, audio off, alarm paused, alarm off, as a nurse sees and sets them.</summary>
public sealed class AlarmInactivationTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AlarmInactivationState.AudioPaused, "audio paused", "2")]
    [InlineData(AlarmInactivationState.AudioOff, "audio off", "2")]
    [InlineData(AlarmInactivationState.AlarmPaused, "alarm paused", "0")]
    [InlineData(AlarmInactivationState.AlarmOff, "alarm off", "0")]
    public async Task Each_state_stands_on_the_tile_with_who_and_how_long_and_takes_only_its_own_signals(
        AlarmInactivationState state,
        string words,
        string shown
    )
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Raise("1", AlarmKind.Desaturation, AlarmPriority.Medium);
        var page = await browser.OpenAsync(ward.Address);
        await page.ClickAsync("#sound-unlock");
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "2");
        var paused = state is AlarmInactivationState.AudioPaused or AlarmInactivationState.AlarmPaused;
        await ward.Patients.TakeAsync(
            "1",
            new PatientCommand.Inactivate(
                "M. Weber",
                AlarmKind.Desaturation,
                state,
                paused ? TimeSpan.FromMinutes(2) : null,
                "known"
            ),
            Stop
        );

        var mark = Tile(page, "1").Locator(".tile-inactive li");
        await Expect(mark).ToContainTextAsync($"SpO₂ low{words}");
        await Expect(mark).ToContainTextAsync("M. Weber");
        await Expect(mark.Locator(".long")).ToContainTextAsync(paused ? "left" : "for ");
        await Expect(mark.Locator("use")).ToHaveAttributeAsync("href", $"#{state}");
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "0");
        await Expect(Tile(page, "1")).ToHaveAttributeAsync("data-priority", shown);
        await Expect(page.Locator("#wall-inactive")).ToHaveTextAsync("1 alarm paused or off");

        // Another alarm of the same bed signals in every state.
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        await Expect(Tile(page, "1")).ToHaveAttributeAsync("data-priority", "3");
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
        await Expect(mark).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_pause_that_is_over_signals_again_without_a_word_of_the_server()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Desaturation, AlarmPriority.Medium);
        await ward.Patients.TakeAsync(
            "1",
            new PatientCommand.Inactivate(
                "nurse",
                AlarmKind.Desaturation,
                AlarmInactivationState.AlarmPaused,
                TimeSpan.FromSeconds(4)
            ),
            Stop
        );
        var page = await browser.OpenAsync(ward.Address);
        await page.ClickAsync("#sound-unlock");
        await Expect(Tile(page, "1")).ToHaveAttributeAsync("data-priority", "0");
        await Expect(Tile(page, "1")).ToHaveAttributeAsync("data-priority", "2", new() { Timeout = 15_000 });
        await Expect(Tile(page, "1").Locator(".tile-inactive")).ToBeHiddenAsync();
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "2");
    }

    [Fact]
    public async Task An_alarm_is_turned_off_with_a_reason_and_on_again_from_the_keyboard()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.AtrialFibrillation, AlarmPriority.Low);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        await page.Locator(".inactivate summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        (
            await page.Locator(".inactivate [name=kind]").EvaluateAsync<bool>("k => k === document.activeElement")
        ).ShouldBeTrue();
        await Expect(page.Locator(".inactivate [name=kind]")).ToHaveValueAsync("AtrialFibrillation:");
        (await page.Locator(".inactivate [name=kind] option").AllInnerTextsAsync()).ShouldNotContain("Asystole");
        await page.SelectOptionAsync(".inactivate [name=state]", "AlarmOff");
        await page.FillAsync(".inactivate [name=reason]", "chronic");
        await page.Keyboard.PressAsync("Enter");

        var item = page.Locator(".inactive-list li");
        await Expect(item).ToContainTextAsync("Atrial fibrillation: alarm off");
        await Expect(item).ToContainTextAsync("by M. Weber");
        await Expect(item).ToContainTextAsync("chronic");
        await Expect(page.Locator(".alarm-card .card-inactive")).ToContainTextAsync("alarm off");
        ward.Patients.Taken.ShouldBe([
            new PatientCommand.Inactivate(
                "M. Weber",
                AlarmKind.AtrialFibrillation,
                AlarmInactivationState.AlarmOff,
                null,
                "chronic",
                ""
            )
            {
                From = "127.0.0.1",
            },
        ]);
        await item.GetByText("End", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(item).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_screen_reader_hears_that_an_alarm_is_paused_by_whom_and_that_it_signals_again()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(Tile(page, "1")).ToBeVisibleAsync();
        await ward.Patients.TakeAsync(
            "1",
            new PatientCommand.Inactivate(
                "nurse",
                AlarmKind.LeadOff,
                AlarmInactivationState.AlarmPaused,
                TimeSpan.FromMinutes(5)
            ),
            Stop
        );
        await Expect(page.Locator("#announcer")).ToContainTextAsync("Bed 1: ECG electrode off, alarm paused by nurse");
        await ward.Patients.TakeAsync("1", new PatientCommand.Reactivate("nurse", AlarmKind.LeadOff), Stop);
        await Expect(page.Locator("#announcer")).ToContainTextAsync("Bed 1: ECG electrode off signals again");
    }

    private static ILocator Tile(IPage page, string bed) => page.Locator($".tile[data-bed=\"{bed}\"]");
}
