using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class DevicesTests(Browser browser)
{
    [Fact]
    public async Task A_device_is_registered_and_its_credential_is_shown_once()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await Expect(page.Locator("main")).ToContainTextAsync("No device is registered");
        await RegisterAsync(page, "monitor-7");
        await Expect(page.Locator("#credential")).ToHaveTextAsync("k7Qm-told-once");
        await Expect(page.Locator("tbody th")).ToHaveTextAsync("monitor-7");
        await page.GetByText("I have noted it").ClickAsync();
        await Expect(page.Locator("#credential")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator("tbody th")).ToHaveTextAsync("monitor-7");
        await Expect(page.Locator("main")).Not.ToContainTextAsync("told-once");
    }

    [Fact]
    public async Task What_a_device_needs_to_connect_stands_beside_its_credential_and_can_be_copied()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await RegisterAsync(page, "monitor-7");
        await Expect(page.Locator(".connection")).ToContainTextAsync("8883 with TLS, 1883 without");
        await Expect(page.Locator(".connection")).ToContainTextAsync("wg/v1/{site}/{ward}/monitor-7/{kind}");

        await page.Locator("[data-copy=credential]").ClickAsync();
        await Expect(page.Locator("[data-copy=credential]")).ToHaveTextAsync("Copied");
        (await page.EvaluateAsync<string>("() => navigator.clipboard.readText()")).ShouldBe("k7Qm-told-once");

        await page.GetByText("Try it without the device").ClickAsync();
        await Expect(page.Locator("#first-messages"))
            .ToContainTextAsync("mosquitto_pub -h 127.0.0.1 -p 1883 -u monitor-7 -P k7Qm-told-once");
    }

    [Fact]
    public async Task A_device_gets_a_new_password_in_its_line_after_asking_twice()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await RegisterAsync(page, "monitor-7");
        await page.GetByText("I have noted it").ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New password" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("the old one is refused");
        await Expect(page.Locator("#credential")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button).First.ClickAsync();

        await Expect(page.Locator("#credential")).ToHaveTextAsync("k7Qm-told-once");
        await Expect(page.Locator(".connection")).ToContainTextAsync("monitor-7");
    }

    [Fact]
    public async Task A_device_is_not_registered_twice_by_a_slip()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await RegisterAsync(page, "monitor-7");
        await Expect(page.Locator("#credential")).ToBeVisibleAsync();
        await RegisterAsync(page, "monitor-7");
        await Expect(page.Locator(".refusal")).ToContainTextAsync("registered already");
    }

    [Fact]
    public async Task A_refused_name_says_why()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await RegisterAsync(page, "monitor 7");
        await Expect(page.Locator(".refusal")).ToContainTextAsync("letters, digits");
    }

    [Fact]
    public async Task A_device_is_bound_to_a_bed_with_an_age_band_and_retired_after_asking_twice()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await RegisterAsync(page, "monitor-7");
        await page.GetByText("Bind to bed").First.ClickAsync();
        await page.FillAsync("form.bind input[name=bed]", "12");
        await page.FillAsync("form.bind input[name=patient]", "K. Small");
        await page.SelectOptionAsync("form.bind select", "Child");
        await page.Locator("form.bind button").ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("K. Small");
        var association = (await ward.Devices.AssociationsAsync(TestContext.Current.CancellationToken)).Single();
        association.ShouldSatisfyAllConditions(
            b => b.Bed.ShouldBe("12"),
            b => b.Age.ShouldBe(AgeBand.Child),
            b => b.Demo.ShouldBeFalse()
        );

        await page.GetByText("Retire", new() { Exact = true }).ClickAsync();
        await Expect(page.Locator(".sure .effect"))
            .ToHaveTextAsync(
                "K. Small in Bed 12 is discharged, and monitor-7 can no longer connect. "
                    + "To keep the patient, bind another device to the bed first."
            );
        await page.GetByText("Really Retire?").ClickAsync();
        await Expect(page.Locator("main")).ToContainTextAsync("No device is registered");
    }

    [Fact]
    public async Task Every_act_that_touches_a_patient_says_who_where_and_what_happens_first()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var at = TimeProvider.System.GetUtcNow();
        foreach (var device in new[] { "monitor-1", "monitor-2", "monitor-9" })
            await ward.Devices.RegisterAsync(
                new(device, "B650", "1", "hash", true, at),
                TestContext.Current.CancellationToken
            );
        foreach (var bed in ward.Ward.Beds)
            await ward.Devices.BindAsync(bed.Association, TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await Expect(page.Locator(".panel button[type=submit]")).ToBeEnabledAsync();
        var effects = page.Locator(".sure .effect");

        // Discharge.
        await page.Locator("tbody tr").First.GetByText("Discharge").ClickAsync();
        await Expect(effects)
            .ToHaveTextAsync("B. Lindqvist is discharged from Bed 1: open alarms end, monitor-1 serves nobody.");
        await page.GetByText("Cancel").ClickAsync();

        // Another device for the same patient: a swap keeps the patient.
        await BindAsync("monitor-9", "1", "B. Lindqvist");
        await Expect(effects).ToHaveTextAsync("B. Lindqvist stays in Bed 1; monitor-9 takes the place of monitor-1.");
        await page.GetByText("Cancel").ClickAsync();

        // Somebody new in an occupied bed.
        await page.FillAsync("form.bind input[name=patient]", "Z. Newcomer");
        await page.Locator("form.bind button").ClickAsync();
        await Expect(effects)
            .ToHaveTextAsync("B. Lindqvist is discharged from Bed 1: open alarms end, monitor-1 serves nobody.");
        (await ward.Devices.AssociationsAsync(TestContext.Current.CancellationToken)).Length.ShouldBe(
            2,
            "nothing has happened yet"
        );
        await page.GetByText("Do it").ClickAsync();
        await Expect(page.Locator("tbody tr").Nth(2)).ToContainTextAsync("Z. Newcomer");

        async Task BindAsync(string device, string bed, string patient)
        {
            await page.Locator("tbody tr", new() { HasText = device }).GetByText("Bind to bed").ClickAsync();
            await page.FillAsync("form.bind input[name=bed]", bed);
            await page.FillAsync("form.bind input[name=patient]", patient);
            await page.Locator("form.bind button").ClickAsync();
        }
    }

    [Fact]
    public async Task Quarantine_and_refused_messages_are_shown_with_their_reasons()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var at = TimeProvider.System.GetUtcNow();
        ward.Onboarding.Quarantine =
        [
            new("stranger-1", "the device is not registered", false, at, at, 42, "10.0.0.9:50000"),
        ];
        ward.Onboarding.Refused["monitor-7"] = [FakeOnboarding.Malformed(at)];
        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await Expect(page.Locator("table.quarantine")).ToContainTextAsync("stranger-1");
        await Expect(page.Locator("table.quarantine")).ToContainTextAsync("the device is not registered");
        await RegisterAsync(page, "monitor-7");
        await page.Locator("tbody tr button[aria-expanded]").First.ClickAsync();
        await Expect(page.Locator("table.refused")).ToContainTextAsync("2 bytes follow the last channel");
    }

    [Fact]
    public async Task A_devices_page_lists_what_is_not_shown_and_reads_a_refused_bundle_byte_by_byte()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var at = TimeProvider.System.GetUtcNow();
        await ward.Devices.RegisterAsync(
            new("monitor-7", "Model", "1", "hash", false, at),
            TestContext.Current.CancellationToken
        );
        var page = await browser.OpenAsync($"{ward.Address}/devices/monitor-7");
        await Expect(page.Locator(".device-page")).ToContainTextAsync("Everything that this device sent is shown.");

        ward.Onboarding.NotShown["monitor-7"] =
        [
            new(NotShownKind.Parameter, "150344", NotShownReason.UnknownParameter, 1200, at, at),
        ];
        ward.Onboarding.Refused["monitor-7"] = [FakeOnboarding.Malformed(at)];

        var row = page.Locator("table.not-shown tbody tr");
        await Expect(row.Locator("th")).ToHaveTextAsync("150344");
        await Expect(row).ToContainTextAsync("No page shows numbers of this code.");
        await Expect(row).ToContainTextAsync("1,200");
        await page.Locator(".message-bytes summary").ClickAsync();
        await Expect(page.Locator(".hex")).ToHaveTextAsync("0000 57 47 01 00 00 WG...");
        await Expect(page.Locator("table.parts tbody tr").Nth(1)).ToContainTextAsync("version");
        await Expect(page.Locator(".message-bytes")).ToContainTextAsync("The first 5 of 402 bytes are kept.");
    }

    [Fact]
    public async Task An_alarm_code_that_is_not_known_is_mapped_on_the_devices_page_and_the_mapping_removed()
    {
        await using var ward = await LivingWard.StartAsync(0);
        var at = TimeProvider.System.GetUtcNow();
        await ward.Devices.RegisterAsync(
            new("monitor-7", "Model", "1", "hash", false, at),
            TestContext.Current.CancellationToken
        );
        ward.Onboarding.NotShown["monitor-7"] =
        [
            new(NotShownKind.Alarm, "RUN_PVC", NotShownReason.UnknownAlarm, 3, at, at),
        ];
        var page = await browser.OpenAsync($"{ward.Address}/devices/monitor-7");
        await page.Locator("table.not-shown select").SelectOptionAsync("VentricularTachycardia");
        await page.Locator("table.not-shown button[type=submit]").ClickAsync();

        await Expect(page.Locator(".mapped-codes")).ToContainTextAsync("RUN_PVC: Ventricular tachycardia");
        await Expect(page.Locator("table.not-shown")).ToContainTextAsync("Mapped; it counts from the next alarm on.");
        var mapped = ward.AlarmCodes.Of("monitor-7").ShouldHaveSingleItem();
        mapped.Kind.ShouldBe(WardGrid.Alarms.AlarmKind.VentricularTachycardia);

        await page.Locator(".mapped-codes button").ClickAsync();
        await Expect(page.Locator(".mapped-codes")).ToHaveCountAsync(0);
        ward.AlarmCodes.Of("monitor-7").ShouldBeEmpty();
    }

    private static async Task RegisterAsync(Microsoft.Playwright.IPage page, string name)
    {
        // The button is enabled once the circuit is there; only then is what is typed kept.
        await Expect(page.Locator(".panel button[type=submit]")).ToBeEnabledAsync();
        await page.FillAsync("#device-name", name);
        await page.Locator(".panel button[type=submit]").ClickAsync();
    }

    [Fact]
    public async Task A_channel_that_nobody_watches_is_said_on_the_tile_and_mapped_on_the_devices_page()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.Devices.RegisterAsync(
            new("monitor-1", "Model", "1", "hash", true, TimeProvider.System.GetUtcNow()),
            TestContext.Current.CancellationToken
        );
        await ward.Devices.BindAsync(ward.Ward["1"].Association, TestContext.Current.CancellationToken);
        ward.Redeclare("1", [new(0, "Kanal 7", 999, 250, "mV", 400, 0)]);

        var wall = await browser.OpenAsync(ward.Address);
        await Expect(wall.Locator(".tile-quality .cause")).ToHaveTextAsync("not monitored: unknown kind");

        var page = await browser.OpenAsync($"{ward.Address}/devices");
        await page.Locator(".map-channel select").SelectOptionAsync("131330");
        await page.Locator(".map-channel button").ClickAsync();

        await Expect(page.Locator(".map-channel .refusal")).ToHaveCountAsync(0);
        ward.Onboarding.Mapped.ShouldBe([("monitor-1", "Kanal 7", 131330)]);
    }
}
