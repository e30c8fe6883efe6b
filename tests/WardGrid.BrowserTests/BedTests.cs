using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Quality;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class BedTests(Browser browser)
{
    [Fact]
    public async Task A_bed_shows_every_channel_at_the_chosen_paper_speed()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var page = await browser.OpenAsync($"{ward.Address}/beds/2");
        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(5);
        await Expect(page.Locator(".channel-row .name").First).ToHaveTextAsync("II");
        await Expect(page.Locator(".channel-row .scale").First).ToHaveTextAsync("10 mm/mV");
        await Expect(page.Locator(".bed-patient")).ToContainTextAsync("C. Moreau");
        await page.SelectOptionAsync("#bed-speed", "50");
        await page.SelectOptionAsync("#bed-gain", "20");
        await Expect(page.Locator(".channel-row .scale").First).ToHaveTextAsync("20 mm/mV");
        await page.ReloadAsync();
        await Expect(page.Locator("#bed-speed")).ToHaveValueAsync("50");
    }

    [Fact]
    public async Task The_evidence_of_an_alarm_is_shown_and_acknowledged_by_name()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        var card = page.Locator(".alarm-card");
        await Expect(card.Locator("p.verdict")).ToContainTextAsync("Refuted");
        await Expect(card.Locator(".reasons li").First)
            .ToContainTextAsync("Pleth: the pulse stays even and strong at 76 per minute");
        await Expect(card.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(card)
            .ToContainTextAsync("The model rates this alarm 18 % likely to be true; below 35 % it counts as false");
        await Expect(card.Locator(".strip img")).ToHaveJSPropertyAsync("complete", true);

        await Expect(card.GetByText("Acknowledge", new() { Exact = true })).ToBeEnabledAsync();
        await card.GetByText("Acknowledge", new() { Exact = true }).ClickAsync();
        await Expect(card.Locator(".acknowledged")).ToContainTextAsync("by M. Weber");
        ward.Patients.Taken.ShouldBe([new PatientCommand.Acknowledge("M. Weber", alarm.Id) { From = "127.0.0.1" }]);
    }

    [Fact]
    public async Task A_nurses_verdict_is_recorded_with_one_click()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var alarm = ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await page.Locator(".review").GetByText("False").ClickAsync();
        await Expect(page.Locator(".review .said")).ToContainTextAsync("False by M. Weber");
        ward.Book.Reviews.Single()
            .ShouldSatisfyAllConditions(r => r.AlarmId.ShouldBe(alarm.Id), r => r.Verdict.ShouldBe(NurseVerdict.False));
    }

    [Fact]
    public async Task The_cause_of_poor_quality_stands_at_the_trace()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Spoil("1", 2, QualityIssues.Motion);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".channel-row.pleth .cause")).ToHaveTextAsync("motion");
        await Expect(page.Locator(".channel-row.ecg .cause").First).ToHaveTextAsync("good");
    }

    [Fact]
    public async Task A_discharged_patient_leaves_the_page_at_once()
    {
        await using var ward = await LivingWard.StartAsync(1);
        ward.Raise("1", AlarmKind.Asystole, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".alarm-card")).ToHaveCountAsync(1);
        ward.Discharge("1");
        await Expect(page.Locator("main")).ToContainTextAsync("No patient is bound to Bed 1");
        await Expect(page.Locator("main")).Not.ToContainTextAsync("Lindqvist");
        ward.Admit("1", "Z. Newcomer");
        await Expect(page.Locator(".bed-patient")).ToContainTextAsync("Z. Newcomer");
        await Expect(page.Locator(".alarm-card")).ToHaveCountAsync(0);
        await Expect(page.Locator(".earlier")).ToHaveCountAsync(0);
        await Expect(page.Locator(".trends")).Not.ToContainTextAsync("Asystole");
    }

    [Fact]
    public async Task A_silent_bed_says_so_over_its_traces()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(5);
        ward.Silence("1");
        await Expect(page.Locator(".bed-outage")).ToContainTextAsync("No data 3 s");
    }

    [Fact]
    public async Task Limits_are_set_by_name_and_never_crossed()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        await page.Locator(".limits summary").ClickAsync();
        await page.FillAsync(".limits [name=hr-low]", "150");
        await page.Locator(".limits button[type=submit]").ClickAsync();
        await Expect(page.Locator(".limits .refusal")).ToContainTextAsync("must lie below");
        await page.FillAsync(".limits [name=hr-low]", "40");
        await page.FillAsync(".limits [name=hr-high]", "125");
        await page.Locator(".limits button[type=submit]").ClickAsync();
        await Expect(page.Locator(".bed-vitals .hr .limits")).ToHaveTextAsync("40–125");
        ward.Patients.Taken.ShouldBe([
            new PatientCommand.SetLimits("M. Weber", new AlarmLimits(40, 125, 90, 90, 180)) { From = "127.0.0.1" },
        ]);
    }

    [Fact]
    public async Task A_patient_is_discharged_from_the_bed_after_asking_twice()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.Devices.BindAsync(ward.Ward["1"].Association, TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync(new() { Timeout = 10_000 });
        await page.Locator(".desk summary").ClickAsync();
        await page.GetByText("Discharge", new() { Exact = true }).ClickAsync();
        await page.GetByText("Really Discharge?").ClickAsync();
        await Expect(page.GetByText("Really Discharge?")).ToHaveCountAsync(0);
        (await ward.Devices.AssociationsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_goes_with_a_patient_who_is_moved()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.Devices.BindAsync(ward.Ward["1"].Association, TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync(new() { Timeout = 10_000 });
        await page.Locator(".desk summary").ClickAsync();
        await page.FillAsync(".desk input[name=bed]", "7");
        await page.Locator(".desk form.bind button").ClickAsync();
        await Expect(page.Locator(".sure .effect"))
            .ToHaveTextAsync("B. Lindqvist moves from Bed 1 to Bed 7 with monitor-1; Bed 1 is empty then.");
        await page.GetByText("Do it").ClickAsync();
        await Expect(page).ToHaveURLAsync($"{ward.Address}/beds/7");
    }

    [Fact]
    public async Task A_frozen_bed_says_so_and_its_callipers_measure_milliseconds()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(5);
        await page.ClickAsync("#bed-freeze");
        await Expect(page.Locator(".frozen-banner")).ToContainTextAsync("these traces are not live");
        var reading = page.Locator(".calliper-reading");
        var before = await MillisecondsAsync();
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        // 20 px to the left at 25 mm/s and 96 dpi
        (await MillisecondsAsync() - before).ShouldBe(212, 1.5);
        await page.ClickAsync("#bed-freeze");
        await Expect(page.Locator(".frozen-banner")).ToBeHiddenAsync();
        await Expect(reading).ToHaveCountAsync(0);

        async Task<double> MillisecondsAsync() => double.Parse((await reading.InnerTextAsync()).Split(' ')[0]);
    }

    [Fact]
    public async Task The_numbers_of_a_bed_page_that_has_lost_its_server_are_struck_out()
    {
        var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".channel-row")).ToHaveCountAsync(5);
        await ward.DisposeAsync();
        await Expect(page.Locator("#line-lost")).ToContainTextAsync("Nothing on this screen is live");
        await Expect(page.Locator(".bed-vitals .hr .value")).ToHaveCSSAsync("text-decoration-line", "line-through");
    }

    [Fact]
    public async Task Whose_bed_it_is_stays_in_view_wherever_one_scrolls()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.RememberAsync();
        for (var i = 0; i < 4; i++)
            ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1", 1180, 700);
        await Expect(page.Locator(".trend.hr")).ToBeVisibleAsync();
        await page.EvaluateAsync("() => window.scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(page.Locator("#bed-freeze")).Not.ToBeInViewportAsync();
        await Expect(page.Locator(".bed-patient")).ToBeInViewportAsync();
        await Expect(page.Locator(".bed-head .demo")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_patient_is_admitted_to_an_empty_bed_with_a_free_device()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var at = TimeProvider.System.GetUtcNow();
        foreach (var device in new[] { "monitor-1", "monitor-9" })
            await ward.Devices.RegisterAsync(
                new(device, "B650", "1", "hash", true, at),
                TestContext.Current.CancellationToken
            );
        await ward.Devices.BindAsync(ward.Ward["1"].Association, TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync($"{ward.Address}/beds/7");
        await Expect(page.Locator(".admit [name=device] option")).ToHaveTextAsync(["monitor-9 (B650)"]);
        await Expect(page.Locator(".admit form button")).ToBeEnabledAsync();
        await page.FillAsync(".admit [name=patient]", "Z. Newcomer");
        await page.SelectOptionAsync(".admit form select", "Child");
        await page.Locator(".admit form button").ClickAsync();
        await page.WaitForFunctionAsync(
            "() => document.querySelector('.admit .refusal') || !document.querySelector('.admit [name=device]')"
        );
        var association = (await ward.Devices.AssociationsAsync(TestContext.Current.CancellationToken)).Single(b =>
            b.Bed == "7"
        );
        (association.Device, association.PatientName, association.Age, association.Demo).ShouldBe(
            ("monitor-9", "Z. Newcomer", AgeBand.Child, true)
        );
        ward.Admit("7", "Z. Newcomer", AgeBand.Child);
        await Expect(page.Locator(".bed-patient")).ToContainTextAsync("Z. Newcomer");
        await Expect(page.Locator(".bed-vitals .hr .limits")).ToHaveTextAsync("55–170");
    }

    [Fact]
    public async Task A_transferred_patient_keeps_the_key_and_another_name_is_somebody_new()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var before = ward.Ward["1"].Association;
        await ward.Devices.BindAsync(before, TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await ChangeAsync("bed", "5");
        await UntilAsync(b => b.Bed == "5" && b.PatientId == before.PatientId);
        await page.GotoAsync($"{ward.Address}/beds/1");
        await ChangeAsync("patient", "Z. Newcomer");
        await UntilAsync(b => b.PatientName == "Z. Newcomer" && b.PatientId != before.PatientId);

        async Task ChangeAsync(string field, string to)
        {
            await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
            await page.Locator(".desk summary").ClickAsync();
            await page.FillAsync($".desk [name={field}]", to);
            await page.Locator(".desk form button").ClickAsync();
            await page.GetByText("Do it").ClickAsync();
        }

        async Task UntilAsync(Func<DeviceAssociation, bool> bound)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            while (!(await ward.Devices.AssociationsAsync(patience.Token)).Any(bound))
                await Task.Delay(50, patience.Token);
        }
    }

    [Fact]
    public async Task The_limits_editor_offers_the_defaults_of_the_age_band()
    {
        await using var ward = await LivingWard.StartAsync(0);
        ward.Admit("1", "K. Small", AgeBand.Neonate);
        ward.Ward.Change("1", b => b with { Limits = new(60, 220, 80, 40, 110) });
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        await Expect(page.Locator(".limits button[type=submit]")).ToBeEnabledAsync();
        await page.Locator(".limits summary").ClickAsync();
        await Expect(page.Locator(".limits [name=hr-high]")).ToHaveValueAsync("220");
        await page.GetByText("Defaults: Neonate").ClickAsync();
        await Expect(page.Locator(".limits [name=hr-high]")).ToHaveValueAsync("205");
        await Expect(page.Locator(".limits [name=spo2]")).ToHaveValueAsync("85");
    }

    [Fact]
    public async Task The_timeline_shows_alarms_as_long_as_they_lasted_and_the_equipments_apart()
    {
        await using var ward = await LivingWard.StartAsync(1);
        await ward.RememberAsync();
        ward.RaiseEarlier("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, minutes: 30, lasted: 12);
        ward.RaiseEarlier("1", AlarmKind.LeadOff, AlarmPriority.Low, minutes: 60, lasted: 20);
        var page = await browser.OpenAsync($"{ward.Address}/beds/1");
        var alarms = page.Locator(".timeline .timeline-alarm");
        await Expect(alarms).ToHaveCountAsync(2);
        // The older one first: in the equipment's line, though of low priority.
        await Expect(alarms.Nth(0)).ToHaveAttributeAsync("y", "3.15");
        await Expect(alarms.Nth(0)).ToHaveAttributeAsync("width", "20");
        await Expect(alarms.Nth(1)).ToHaveAttributeAsync("y", "0.15");
        await Expect(alarms.Nth(1)).ToHaveAttributeAsync("width", "12");
        // The silent hour of the past shift.
        await Expect(page.Locator(".timeline .timeline-gap").First).ToHaveAttributeAsync("width", "60");
        await Expect(page.Locator(".timeline svg[role=img]"))
            .ToHaveAttributeAsync(
                "aria-label",
                new System.Text.RegularExpressions.Regex("Alarms of the patient: 1, of the equipment: 1")
            );
    }
}
