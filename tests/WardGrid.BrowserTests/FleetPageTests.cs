using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Signals.Quality;
using WardGrid.Simulation.Bedside;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>A biomedical engineer finds devices in the list of all of them.</summary>
public sealed class FleetPageTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_devices_are_shown_in_pages_and_one_is_found_by_name_model_or_serial_number()
    {
        await using var ward = await LivingWard.StartAsync(0);
        for (var i = 1; i <= 200; i++)
            await RegisterAsync(ward, $"pump-{i:000}", i == 77 ? "B850" : "B650", $"SN-{i + 5000}");
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        var names = page.Locator("tbody th");
        await Expect(names).ToHaveCountAsync(50);
        await page.Locator("#fleet-next").ClickAsync();
        await Expect(names.First).ToHaveTextAsync("pump-051");
        await Expect(page.Locator(".alarm-pages")).ToContainTextAsync("51 to 100 of 200");

        await page.FillAsync("#fleet-search", "b85");
        await Expect(names).ToHaveTextAsync(["pump-077"]);
        await page.FillAsync("#fleet-search", "SN-5123");
        await Expect(names).ToHaveTextAsync(["pump-123"]);
        await page.FillAsync("#fleet-search", "nothing like it");
        await Expect(page.Locator("main")).ToContainTextAsync("No device fits the search.");
    }

    [Fact]
    public async Task The_list_is_filtered_by_state_and_the_address_keeps_the_filter()
    {
        await using var ward = await LivingWard.StartAsync(3);
        foreach (var device in (string[])["monitor-1", "monitor-2", "monitor-3", "loose", "shelf", "old"])
            await RegisterAsync(ward, device);
        foreach (var bed in ward.Ward.Beds)
            await ward.Devices.BindAsync(bed.Association, Stop);
        await ward.Devices.RetireAsync("old", TimeProvider.System.GetUtcNow(), Stop);
        ward.Silence("2");
        ward.Ward.Change("2", b => b with { Connected = false, Heard = false });
        ward.Spoil("3", 0, QualityIssues.Motion);
        ward.Conformance.Keep(FakeConformance.ReportOf("r1", "shelf", DeviceFault.Gain));
        var at = TimeProvider.System.GetUtcNow();
        ward.Onboarding.Quarantine = [new("loose", "registered, but bound to no bed", true, at, at, 3, null)];
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        var names = page.Locator("tbody th[scope=row]:has(a)");
        await Expect(names.Locator("a")).ToHaveTextAsync(["loose", "monitor-1", "monitor-2", "monitor-3", "shelf"]);

        foreach (
            var (show, found) in ((string, string[])[])
                [
                    ("Live", ["monitor-1", "monitor-3"]),
                    ("Silent", ["monitor-2"]),
                    ("Quarantined", ["loose"]),
                    ("Unbound", ["shelf"]),
                    ("BadQuality", ["monitor-3"]),
                    ("ConformanceFailed", ["shelf"]),
                    ("Retired", ["old"]),
                ]
        )
        {
            await page.Locator($"[data-show={show}]").ClickAsync();
            await Expect(page.Locator($"[data-show={show}]")).ToContainTextAsync($"{found.Length}");
            await Expect(names.Locator("a")).ToHaveTextAsync(found);
            new Uri(page.Url).Query.ShouldBe($"?show={show}");
        }

        await page.ReloadAsync();
        await Expect(page.Locator("[data-show=Retired]")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(names).ToHaveTextAsync(["old"]);
        await Expect(page.Locator("td.actions button")).ToHaveCountAsync(0);
        await page.Locator("[data-show=InService]").ClickAsync();
        await Expect(page.Locator("tr", new() { HasText = "shelf" }).Locator("a.conformity")).ToHaveTextAsync("fail");
    }

    private static ValueTask RegisterAsync(LivingWard ward, string device, string model = "", string serial = "") =>
        ward.Devices.RegisterAsync(
            new(device, model, serial, "hash", device.StartsWith("monitor"), TimeProvider.System.GetUtcNow()),
            Stop
        );
}
