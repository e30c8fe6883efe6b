using Shouldly;
using WardGrid.WebTests.HandFed;

[assembly: AssemblyFixture(typeof(WardGrid.WebTests.Browser))]

namespace WardGrid.WebTests;

public sealed class WallTests(Browser browser)
{
    [Fact]
    public async Task Each_bed_has_a_tile_with_its_patient_and_its_numbers()
    {
        await using var ward = await LivingWard.StartAsync(8);
        var page = await browser.OpenAsync(ward.Address);
        await page.Locator(".tile").Nth(7).WaitForAsync();
        await page.WaitForTimeoutAsync(6000);
        await page.ScreenshotAsync(new() { Path = "/tmp/shot-web.png" });
        (await page.Locator(".tile").CountAsync()).ShouldBe(8);
    }
}
