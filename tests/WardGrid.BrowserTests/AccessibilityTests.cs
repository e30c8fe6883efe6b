using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Bedside;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class AccessibilityTests(Browser browser)
{
    private static readonly AxeRunOptions Wcag22Aa = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
    };

    [Theory]
    [InlineData("/", "night")]
    [InlineData("/", "day")]
    [InlineData("/beds/1", "night")]
    [InlineData("/beds/1", "day")]
    [InlineData("/alarms", "night")]
    [InlineData("/alarms", "day")]
    [InlineData("/devices", "night")]
    [InlineData("/devices", "day")]
    [InlineData("/devices/monitor-1", "night")]
    [InlineData("/devices/new?device=monitor-2", "night")]
    [InlineData("/devices/new?device=monitor-2", "day")]
    [InlineData("/devices/monitor-1/reports/r1", "night")]
    [InlineData("/devices/monitor-1/reports/r1", "day")]
    [InlineData("/quality", "night")]
    [InlineData("/quality", "day")]
    [InlineData("/groups", "night")]
    [InlineData("/groups", "day")]
    [InlineData("/governance", "night")]
    [InlineData("/governance", "day")]
    [InlineData("/people", "night")]
    [InlineData("/people", "day")]
    [InlineData("/audit", "night")]
    [InlineData("/audit", "day")]
    [InlineData("/account", "day")]
    [InlineData("/sign-in", "night")]
    [InlineData("/sign-in", "day")]
    [InlineData("/display", "day")]
    [InlineData("/not-permitted", "night")]
    [InlineData("/nowhere", "night")]
    public async Task Axe_finds_nothing_at_WCAG_22_AA(string path, string theme)
    {
        await using var ward = await LivingWard.StartAsync(4);
        await ward.RememberAsync();
        await ward.WardSettings.WriteAsync(new BedGroup("Room 1", ["1", "2"]), TestContext.Current.CancellationToken);
        await ward.Devices.RegisterAsync(
            new("monitor-1", "Model", "1", "hash", true, TimeProvider.System.GetUtcNow()),
            TestContext.Current.CancellationToken
        );
        ward.Conformance.Keep(FakeConformance.ReportOf("r1", "monitor-1", DeviceFault.Drift));
        await FakePreviews.RegisterAsync(ward, "monitor-2");
        ward.Onboarding.Confuse("monitor-1", TimeProvider.System.GetUtcNow());
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High, Verdict.Confirmed);
        ward.Raise("1", AlarmKind.AtrialFibrillation, AlarmPriority.Low);
        ward.Raise("2", AlarmKind.Desaturation, AlarmPriority.Medium, Verdict.Refuted);
        foreach (
            var (kind, state) in new[]
            {
                (AlarmKind.AtrialFibrillation, AlarmInactivationState.AlarmOff),
                (AlarmKind.Desaturation, AlarmInactivationState.AudioPaused),
            }
        )
            await ward.Patients.TakeAsync(
                "1",
                new PatientCommand.Inactivate("M. Weber", kind, state, TimeSpan.FromMinutes(2), "known"),
                TestContext.Current.CancellationToken
            );
        ward.Spoil("3", 0, QualityIssues.Flat);
        ward.Silence("4");
        ConsoleErrors.Expect("404 (Not Found)");
        // Without the flash, whose dark half no contrast could be measured in.
        var page = await browser.OpenAsync(
            ward.Address + path,
            options: new() { ReducedMotion = ReducedMotion.Reduce }
        );
        if (theme == "day")
            await page.ClickAsync("#theme");
        if (path == "/")
            await Expect(page.Locator(".tile.silent")).ToHaveCountAsync(1);

        await ExpectNothingFoundAsync(page, theme);
    }

    [Theory]
    [InlineData("night")]
    [InlineData("day")]
    public async Task Axe_finds_nothing_on_the_pages_of_the_first_administrator(string theme)
    {
        const string password = "a long pass phrase";
        await using var ward = await LivingWard.StartAsync(1, signIn: new() { FirstRunCode = "CODE-FROM-THE-LOG" });
        var page = await browser.OpenAsync(
            $"{ward.Address}/first-run",
            options: new() { ReducedMotion = ReducedMotion.Reduce }
        );
        if (theme == "day")
            await page.ClickAsync("#theme");
        await ExpectNothingFoundAsync(page, theme);

        await page.FillAsync("[name='Asked.Code']", "CODE-FROM-THE-LOG");
        await page.FillAsync("[name='Asked.UserName']", "boss");
        await page.FillAsync("[name='Asked.Name']", "The Boss");
        await page.FillAsync("[name='Asked.Password']", password);
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Set up your authenticator app");
        await ExpectNothingFoundAsync(page, theme);

        var key = await page.Locator(".credential code").InnerTextAsync();
        await page.FillAsync("[name='Asked.Code']", AuthenticatorApp.Code(key));
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.FillAsync("[name='Asked.UserName']", "boss");
        await page.FillAsync("[name='Asked.Password']", password);
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Code of your authenticator app");
        await ExpectNothingFoundAsync(page, theme);
    }

    [Fact]
    public async Task A_bed_is_opened_from_the_keyboard_alone()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(2);
        for (
            var presses = 0;
            presses < 20 && !await page.EvaluateAsync<bool>("() => document.activeElement.className === 'tile-bed'");
            presses++
        )
            await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Bed 1");
    }

    private static async Task ExpectNothingFoundAsync(IPage page, string theme)
    {
        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", theme);
        var result = await page.RunAxe(Wcag22Aa);
        result
            .Violations.Select(v =>
                $"{v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Select(n => n.Html[..Math.Min(160, n.Html.Length)]))}"
            )
            .ShouldBeEmpty();
        await Expect(page.Locator("footer")).ToContainTextAsync("Not a medical device");
    }
}
