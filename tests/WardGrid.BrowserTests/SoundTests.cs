using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients.People;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

public sealed class SoundTests(Browser browser)
{
    [Fact]
    public async Task A_screen_that_may_not_sound_yet_says_so_until_it_is_clicked()
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator("#sound-state")).ToContainTextAsync("This screen is silent");
        await page.ClickAsync("#sound-unlock");
        await Expect(page.Locator("#sound-state")).ToHaveTextAsync("Sound on");
    }

    [Fact]
    public async Task A_pause_is_seen_on_every_wall_and_never_hides_a_later_alarm()
    {
        await using var ward = await LivingWard.StartAsync(2);
        var (one, two) = (await browser.OpenAsync(ward.Address), await browser.OpenAsync(ward.Address));
        await one.ClickAsync("#sound-unlock");
        await two.ClickAsync("#sound-unlock");
        ward.Raise("1", AlarmKind.ExtremeTachycardia, AlarmPriority.High);
        await Expect(one.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
        await one.ClickAsync("#sound-pause");
        await Expect(one.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "0");
        await Expect(two.Locator("#sound-state")).ToContainTextAsync("Sound paused by M. Weber");
        await Expect(two.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "0");

        ward.Raise("2", AlarmKind.Desaturation, AlarmPriority.Medium);
        await Expect(two.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "2");
        await two.ClickAsync("#sound-on");
        await Expect(one.Locator("#sound-state")).ToHaveTextAsync("Sound on");
        await Expect(one.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
    }

    [Fact]
    public async Task Sound_that_is_off_is_off_after_a_restart_too_and_says_who_turned_it_off()
    {
        InMemoryWardSettings book;
        await using (var before = await LivingWard.StartAsync(1))
        {
            book = before.WardSettings;
            var page = await browser.OpenAsync(before.Address);
            await page.ClickAsync("#sound-unlock");
            await page.ClickAsync("#sound-off");
            await Expect(page.Locator("#sound-state")).ToContainTextAsync("Sound off by M. Weber");
        }

        await using var after = await LivingWard.StartAsync(1, wardBook: book);
        var again = await browser.OpenAsync(after.Address);
        await again.ClickAsync("#sound-unlock");
        await Expect(again.Locator("#sound-state")).ToContainTextAsync("Sound off by M. Weber");
        await again.ClickAsync("#sound-on");
        await Expect(again.Locator("#sound-state")).ToHaveTextAsync("Sound on");
    }

    [Fact]
    public async Task What_the_server_could_not_keep_is_not_in_force_and_the_wall_says_so()
    {
        ConsoleErrors.Expect("500 (Internal Server Error)");
        await using var ward = await LivingWard.StartAsync(1);
        ward.WardSettings.Failure = new IOException("the disk is full");
        ward.Raise("1", AlarmKind.ExtremeTachycardia, AlarmPriority.High);
        var page = await browser.OpenAsync(ward.Address);
        await page.ClickAsync("#sound-unlock");
        await page.ClickAsync("#sound-pause");
        await Expect(page.Locator("#sound-state")).ToContainTextAsync("could not keep it");
        await Expect(page.Locator(".wall-sound")).ToHaveAttributeAsync("data-sounding", "3");
    }

    [Theory]
    [InlineData(
        AlarmKind.VentricularTachycardia,
        AlarmPriority.High,
        new[] { 0, 0.3, 0.6, 1.1, 1.4, 2.6, 2.9, 3.2, 3.7, 4.0 }
    )]
    [InlineData(AlarmKind.Desaturation, AlarmPriority.Medium, new[] { 0, 0.4, 0.8 })]
    [InlineData(AlarmKind.AtrialFibrillation, AlarmPriority.Low, new[] { 0, 0.45 })]
    public async Task A_burst_has_the_pulses_of_its_priority_each_with_harmonics(
        AlarmKind kind,
        AlarmPriority priority,
        double[] pulses
    )
    {
        await using var ward = await LivingWard.StartAsync(1);
        var page = await browser.OpenAsync(ward.Address);
        await page.EvaluateAsync(
            """
            () => {
              window.pulses = [];
              const start = OscillatorNode.prototype.start, harmonics = AudioContext.prototype.createPeriodicWave;
              OscillatorNode.prototype.start = function (at) {
                window.pulses.push(at);
                window.pitch = this.frequency.value;
                start.call(this, at);
              };
              AudioContext.prototype.createPeriodicWave = function (cosine, sine) {
                window.harmonics = [...sine].filter(s => s > 0).length;
                return harmonics.call(this, cosine, sine);
              };
            }
            """
        );
        await page.ClickAsync("#sound-unlock");
        ward.Raise("1", kind, priority);
        await page.WaitForFunctionAsync("count => window.pulses.length >= count", pulses.Length);
        var heard = await page.EvaluateAsync<double[]>(
            "count => window.pulses.slice(0, count).map(at => Math.round(100 * (at - window.pulses[0])) / 100)",
            pulses.Length
        );
        heard.ShouldBe(pulses);
        // IEC 60601-1-8, table 4: 150 to 1000 Hz, at least four harmonics.
        (await page.EvaluateAsync<double>("() => window.pitch")).ShouldBeInRange(150, 1000);
        (await page.EvaluateAsync<int>("() => window.harmonics - 1")).ShouldBeGreaterThanOrEqualTo(4);
    }

    [Fact]
    public async Task At_a_wall_screen_a_person_turns_the_sound_off_with_a_PIN()
    {
        await using var ward = await LivingWard.StartAsync(1, signIn: new() { Visitor = null });
        var stop = TestContext.Current.CancellationToken;
        foreach (var (name, role) in new[] { ("k.braun", Roles.Nurse), ("b.smith", Roles.Engineer) })
        {
            await ward.People.AddAsync(new(name, name, role, [], "a long pass phrase"), new("tests", ""), stop);
            (await ward.People.SetPinAsync(name, "314159", new("tests", ""), stop)).Done.ShouldBeTrue();
        }

        var hall = ward.Ward["1"].Association.Ward;
        var (_, credential) = await ward.Displays.AddAsync("Hall wall", hall, new("tests", ""), stop);
        var page = await browser.OpenAsync($"{ward.Address}/display#{credential}");
        await page.ClickAsync("#sound-unlock");
        await page.ClickAsync("#sound-off");

        ConsoleErrors.Expect("403 (Forbidden)");
        await SignAsync("k.braun", "271828");
        await Expect(page.Locator("#sound-refused")).ToHaveTextAsync("User name or PIN is wrong.");
        await SignAsync("b.smith", "314159");
        await Expect(page.Locator("#sound-refused")).ToHaveTextAsync("Your role may not do this.");
        await Expect(page.Locator("#sound-state")).ToHaveTextAsync("Sound on");

        await SignAsync("k.braun", "314159");
        await Expect(page.Locator("#sound-state")).ToContainTextAsync("Sound off by k.braun (Hall wall)");
        await Expect(page.Locator("#sound-sign")).ToBeHiddenAsync();

        async Task SignAsync(string userName, string pin)
        {
            await page.FillAsync("#sound-sign [name=userName]", userName);
            await page.FillAsync("#sound-sign [name=pin]", pin);
            await page.ClickAsync("#sound-sign button[type=submit]");
        }
    }
}
