using System.Text;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>A biomedical engineer registers a delivery of devices from a list.</summary>
public sealed class DeviceImportTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pasted_list_is_checked_first_then_registered_and_its_credentials_saved_once()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await Expect(page.Locator("#import-check")).ToBeEnabledAsync();
        await page.Locator(".import-devices summary").ClickAsync();
        await page.FillAsync("#import-text", "name,model\nmonitor-1,B650\nmonitor 2,B650");
        await page.Locator("#import-check").ClickAsync();
        await Expect(page.Locator(".import-bad tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator(".import-bad tbody tr")).ToContainTextAsync("A name has 1 to 64 letters");
        await Expect(page.Locator("#import-register")).ToHaveCountAsync(0);

        await page.FillAsync("#import-text", "name,model\nmonitor-1,B650\nmonitor-2,B650");
        await page.Locator("#import-check").ClickAsync();
        await Expect(page.Locator(".import-devices")).ToContainTextAsync("All 2 lines are good.");
        (await ward.Devices.DevicesAsync(Stop)).ShouldBeEmpty();
        await page.Locator("#import-register").ClickAsync();

        await Expect(page.Locator("tbody th a")).ToHaveTextAsync(["monitor-1", "monitor-2"]);
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-save]").ClickAsync());
        download.SuggestedFilename.ShouldBe("wardgrid-credentials.csv");
        (await File.ReadAllTextAsync(await download.PathAsync(), Stop)).ShouldBe(
            "user,password\r\nmonitor-1,k7Qm-told-once\r\nmonitor-2,k7Qm-told-once\r\n"
        );
        await page.GetByText("I have noted it").ClickAsync();
        await Expect(page.Locator("main")).Not.ToContainTextAsync("told-once");
    }

    [Fact]
    public async Task A_file_of_a_spreadsheet_with_a_thousand_lines_is_read()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await Expect(page.Locator("#import-check")).ToBeEnabledAsync();
        await page.Locator(".import-devices summary").ClickAsync();
        var lines = Enumerable.Range(1, 1000).Select(i => $"monitor-{i};Überwachungsmonitor B650;Seriennummer {i}");
        await page.SetInputFilesAsync(
            "#import-file",
            new FilePayload
            {
                Name = "fleet.csv",
                MimeType = "text/csv",
                Buffer = Encoding.Latin1.GetBytes(string.Join("\r\n", lines)),
            }
        );

        await page.Locator("#import-register").ClickAsync();
        await Expect(page.Locator(".import-devices .credential")).ToContainTextAsync("1000 devices are registered");
        var last = await ward.Devices.FindAsync("monitor-1000", Stop);
        last!.Model.ShouldBe("Überwachungsmonitor B650");
    }
}
