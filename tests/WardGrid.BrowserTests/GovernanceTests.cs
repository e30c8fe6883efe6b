using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class GovernanceTests(Browser browser)
{
    [Fact]
    public async Task A_kind_is_set_active_by_name_with_a_reason_beside_its_evidence_and_never_asystole()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/governance");
        var row = page.Locator("tr[data-kind=ExtremeTachycardia]");
        await Expect(row).ToHaveAttributeAsync("data-mode", "Shadow");
        await Expect(row).ToContainTextAsync("heart rate up to 115 per minute");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Set", Exact = true })).ToBeEnabledAsync();
        await page.SelectOptionAsync("select[name=kind]", "Asystole");
        await Expect(page.Locator("select[name=mode] option")).ToHaveTextAsync(["Shadow", "Off"]);

        await page.SelectOptionAsync("select[name=kind]", "ExtremeTachycardia");
        await page.SelectOptionAsync("select[name=mode]", "Active");
        await Expect(page.Locator(".governance-point")).ToContainTextAsync("heart rate up to 115 per minute");
        await page.FillAsync("input[name=reason]", "four weeks in shadow without a miss");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set", Exact = true }).ClickAsync();
        await Expect(row).ToHaveAttributeAsync("data-mode", "Active");
        await Expect(row).ToContainTextAsync("M. Weber");
        await Expect(row).ToContainTextAsync("four weeks in shadow without a miss");
    }
}
