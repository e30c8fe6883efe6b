using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>What the audit trail holds of who looks at what.</summary>
public sealed class AuditTests(Browser browser)
{
    [Fact]
    public async Task Who_opens_a_bed_or_an_alarm_is_recorded_once()
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Raise("2", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".bed-head")).ToBeVisibleAsync();
        await page.GotoAsync($"{ward.Address}/");
        await page.GotoAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".bed-head")).ToBeVisibleAsync();
        await page.GotoAsync($"{ward.Address}/alarms");
        await Expect(page.Locator(".alarms-whose")).ToBeVisibleAsync();

        ward.Audit.Entries.Where(e => e.What == "patient.viewed")
            .Select(e => (e.By, e.From, e.Subject, e.Detail))
            .ShouldBe([
                (LivingWard.Visitor, "127.0.0.1", ward.Ward["1"].Association.PatientId, "1"),
                (LivingWard.Visitor, "127.0.0.1", ward.Ward["2"].Association.PatientId, "2"),
            ]);
    }
}
