using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Simulation.Bedside;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>A biomedical engineer tests a device and files the report.</summary>
public sealed partial class ConformancePageTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_starts_at_the_device_shows_how_far_it_is_and_ends_with_a_report()
    {
        await using var ward = await StartAsync();
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await page.GetByRole(AriaRole.Link, new() { Name = "monitor-1" }).ClickAsync();
        await Expect(page.Locator(".device-page")).ToContainTextAsync("not tested yet");

        await page.GetByRole(AriaRole.Button, new() { Name = "Test for 60 seconds" }).ClickAsync();
        await Expect(page.Locator(".test-running")).ToContainTextAsync("12 s of 1:00, 60 messages");
        ward.Conformance.End("monitor-1", DeviceFault.Drift);

        await Expect(page.Locator("table.reports tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("table.reports .conformity")).ToHaveTextAsync("fail");
        await page.Locator("table.reports tbody a").ClickAsync();
        await Expect(page.Locator("tr[data-requirement=T1] .conformity")).ToHaveTextAsync("fail");
        await Expect(page.Locator("tr[data-requirement=T1] .findings")).ToContainTextAsync("off by 3,000 ppm");
        await Expect(page.Locator(".title-row")).ToContainTextAsync("requirements had no test data");
        await Expect(page.Locator("tr[data-requirement=S6] .conformity")).ToHaveTextAsync("no test data");
        await Expect(page.Locator(".conformity.Fail")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_report_stands_beside_the_last_one_and_the_fleet()
    {
        await using var ward = await StartAsync();
        var first = FakeConformance.ReportOf("r1", "monitor-1", DeviceFault.Clock);
        ward.Conformance.Keep(first with { Run = first.Run with { Begin = first.Run.Begin.AddHours(-1) } });
        ward.Conformance.Keep(FakeConformance.ReportOf("r2", "monitor-1", DeviceFault.Gain));
        ward.Conformance.Keep(FakeConformance.ReportOf("r3", "monitor-2", DeviceFault.Gain));
        ward.Conformance.Keep(FakeConformance.ReportOf("r4", "monitor-3", DeviceFault.Drift));

        var page = await browser.OpenAsync($"{ward.Address}/devices/monitor-1/reports/r2");

        await Expect(page.Locator("tr[data-requirement=T2] td:nth-of-type(4)")).ToContainTextAsync("ahead by");
        await Expect(page.Locator("tr[data-requirement=T2] td:nth-of-type(5)")).ToHaveTextAsync("fail");
        await Expect(page.Locator("tr[data-requirement=S1] td:nth-of-type(6)")).ToHaveTextAsync("1 of 2 pass");
    }

    [Fact]
    public async Task A_report_fits_on_one_printed_page()
    {
        await using var ward = await StartAsync();
        ward.Conformance.Keep(FakeConformance.ReportOf("r1", "monitor-1", DeviceFault.Gaps));
        var page = await browser.OpenAsync($"{ward.Address}/devices/monitor-1/reports/r1");
        await Expect(page.Locator("tr[data-requirement=A2]")).ToBeVisibleAsync();

        var pdf = System.Text.Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));

        Assert.Equal(1, Pages().Count(pdf));
    }

    [Fact]
    public async Task A_report_that_does_not_exist_and_a_device_that_does_not_say_so()
    {
        await using var ward = await StartAsync();
        var page = await browser.OpenAsync($"{ward.Address}/devices/monitor-1/reports/none");
        await Expect(page.Locator("main")).ToContainTextAsync("There is no such report.");
        await page.GotoAsync($"{ward.Address}/devices/nobody");
        await Expect(page.Locator("main")).ToContainTextAsync("No device nobody is registered.");
    }

    private static async Task<LivingWard> StartAsync()
    {
        var ward = await LivingWard.StartAsync(1);
        await ward.Devices.RegisterAsync(
            new("monitor-1", "B650", "S-1", "hash", false, TimeProvider.System.GetUtcNow()),
            Stop
        );
        return ward;
    }

    [GeneratedRegex(@"/Type\s*/Page\b")]
    private static partial Regex Pages();
}
