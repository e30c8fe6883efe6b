using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients.Devices.Profiles;
using WardGrid.Signals.Protocol;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>The steps that bring a device on line.</summary>
public sealed class NewDeviceTests(Browser browser)
{
    private static readonly DeviceProfile Own = new(
        "B650",
        DeviceForm.Json,
        [new("ECG-X", Mdc.EcgLeadV1, 300, "mV", 400, 0, ["CX"])],
        []
    );

    [Fact]
    public async Task A_device_is_registered_looked_at_and_bound_on_one_page_that_can_be_loaded_again()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices/new");
        await Expect(page.Locator(".steps > li")).ToHaveCountAsync(1);
        await RegisterAsync(page, "monitor-1");
        await Expect(page.Locator("#credential")).ToHaveTextAsync("k7Qm-told-once");
        await Expect(page.Locator(".preview-waiting")).ToContainTextAsync("monitor-1");

        ward.Previews.Play("monitor-1", DrawnHeart.Channels);
        await Expect(page.Locator(".preview-channel path")).ToHaveCountAsync(5);
        (await page.Locator(".preview-channel path").First.GetAttributeAsync("d"))!.Split('L').Length.ShouldBe(500);
        await Expect(page.Locator(".preview-numbers")).ToContainTextAsync("71");

        await page.ReloadAsync();
        await Expect(page.Locator(".preview-channel")).ToHaveCountAsync(5);
        await page.FillAsync("form.bind input[name=bed]", "bed-1");
        await page.FillAsync("form.bind input[name=patient]", "Ada Example");
        await page.Locator("form.bind button").ClickAsync();

        await Expect(page.Locator(".steps > li.done")).ToHaveCountAsync(2);
        await Expect(page.Locator(".steps a[href='/beds/bed-1']").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_channel_is_mapped_where_it_is_drawn_and_what_differs_from_the_profile_is_said()
    {
        await using var ward = await LivingWard.StartAsync(0, profiles: new([.. DeviceProfile.BuiltIn, Own]));
        var page = await browser.OpenAsync($"{ward.Address}/devices/new");
        await page.SelectOptionAsync("#device-profile", "B650");
        await RegisterAsync(page, "monitor-1");
        ward.Onboarding.Mapped.Clear();
        ward.Previews.Play("monitor-1", [new(0, "CH1", 0, 250, "mV", 200, 0)]);
        ward.Previews.Refuse("monitor-1", "2 bytes follow the last channel");

        await Expect(page.Locator(".preview-channel .refusal")).ToBeVisibleAsync();
        await Expect(page.Locator(".preview-refused")).ToContainTextAsync("2 bytes follow the last channel");
        await Expect(page.Locator(".preview-differences")).ToContainTextAsync("The channel ECG-X is missing.");
        await page.SelectOptionAsync(".preview-channel select", $"{Mdc.EcgLeadII}");

        // The answer to the choice comes before the answer to this.
        await page.GetByText("Test for 60 seconds").ClickAsync();
        await Expect(page.Locator(".test-running")).ToBeVisibleAsync();
        ward.Onboarding.Mapped.ShouldBe([("monitor-1", "CH1", Mdc.EcgLeadII)]);
    }

    [Fact]
    public async Task The_names_of_the_chosen_profile_are_mapped_when_the_device_is_registered()
    {
        await using var ward = await LivingWard.StartAsync(0, profiles: new([.. DeviceProfile.BuiltIn, Own]));
        var page = await browser.OpenAsync($"{ward.Address}/devices/new");
        await page.SelectOptionAsync("#device-profile", "B650");
        await RegisterAsync(page, "monitor-1");

        ward.Onboarding.Mapped.ShouldBe([("monitor-1", "ECG-X", Mdc.EcgLeadV1), ("monitor-1", "CX", Mdc.EcgLeadV1)]);
        await page.GetByText("Try it without the device").ClickAsync();
        await Expect(page.Locator("#first-messages"))
            .ToContainTextAsync("\"name\":\"ECG-X\",\"mdc\":131331,\"rate\":300");
        await Expect(page.Locator("#first-samples")).ToContainTextAsync("-v r=300 -v g=400");
    }

    private static async Task RegisterAsync(IPage page, string device)
    {
        await page.FillAsync("#device-name", device);
        await page.GetByRole(AriaRole.Button, new() { Name = "Register a device" }).ClickAsync();
        await Expect(page.Locator(".steps > li")).ToHaveCountAsync(4);
    }
}
