using WardGrid.Alarms;
using WardGrid.Patients;
using WardGrid.Signals.Quality;
using WardGrid.WebTests.HandFed;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.WebTests;

/// <summary>Makes the pictures of the README and those that a designer looks at; run by <c>infra/screenshots</c>, not by the tests.</summary>
public sealed class Screenshots(Browser browser)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("WARDGRID_SCREENSHOTS") ?? "screenshots";

    [Fact(Explicit = true)]
    public Task Readme_wall() => Wall("wall", 12, 2, 1440, 810, "night");

    [Theory(Explicit = true)]
    [InlineData("bed", "/beds/3", "night")]
    [InlineData("alarms", "/alarms", "day")]
    [InlineData("quality", "/quality", "day")]
    public Task Readme(string name, string path, string theme) => Page(name, path, theme, 1280, 800);

    [Theory(Explicit = true)]
    [InlineData("wall-8-calm", 8, 0, 1920, 1080, "night")]
    [InlineData("wall-16-alarm", 16, 1, 1920, 1080, "night")]
    [InlineData("wall-32-calm", 32, 0, 1920, 1080, "night")]
    [InlineData("wall-32-alarm", 32, 2, 1920, 1080, "night")]
    [InlineData("wall-16-day", 16, 2, 1920, 1080, "day")]
    [InlineData("wall-8-tablet", 8, 2, 1180, 820, "night")]
    [InlineData("wall-8-portrait", 8, 1, 820, 1180, "day")]
    public async Task Wall(string name, int beds, int trouble, int width, int height, string theme)
    {
        await using var ward = await LivingWard.StartAsync(beds);
        if (trouble > 0)
        {
            ward.Raise("3", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Confirmed);
            ward.Raise("6", AlarmKind.Desaturation, AlarmPriority.Medium, Verdict.Refuted);
            ward.Raise("7", AlarmKind.LeadOff, AlarmPriority.Low);
            ward.End(ward.Raise("4", AlarmKind.Asystole, AlarmPriority.High, Verdict.Refuted));
        }

        if (trouble > 1)
        {
            ward.Spoil("2", 0, QualityIssues.HighFrequencyNoise);
            ward.Spoil("7", 0, QualityIssues.Flat);
            ward.Spoil("8", 2, QualityIssues.Motion);
            await ward.Patients.TakeAsync("6", new PatientCommand.Inactivate("M. Weber", AlarmKind.Desaturation, AlarmInactivation.AudioPaused, TimeSpan.FromMinutes(2)), default);
            await ward.Patients.TakeAsync("1", new PatientCommand.Inactivate("M. Weber", AlarmKind.AtrialFibrillation, AlarmInactivation.AlarmOff, null, "chronic"), default);
        }

        var page = await browser.OpenAsync(ward.Address, width, height);
        if (theme == "day")
            await page.ClickAsync("#theme");
        await Expect(page.Locator(".tile")).ToHaveCountAsync(beds);
        if (trouble > 1)
            ward.Silence("5");
        await page.WaitForTimeoutAsync(9000);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png") });
    }

    [Theory(Explicit = true)]
    [InlineData("bed-night", "/beds/3", "night")]
    [InlineData("bed-day", "/beds/3", "day")]
    [InlineData("alarms-night", "/alarms", "night")]
    [InlineData("quality-night", "/quality", "night")]
    [InlineData("quality-day", "/quality", "day", 1920, 1700)]
    [InlineData("trends-night", "/beds/2", "night", 1920, 1440)]
    [InlineData("devices-night", "/devices", "night")]
    public async Task Page(string name, string path, string theme, int width = 1920, int height = 1080)
    {
        await using var ward = await LivingWard.StartAsync(8);
        await ward.RememberAsync();
        for (var bed = 1; bed <= 4; bed++)
        {
            await ward.Devices.RegisterAsync(new($"monitor-{bed}", "Bedside monitor", $"S-10{bed}", "", true, TimeProvider.System.GetUtcNow()), default);
            await ward.Devices.BindAsync(ward.Ward[$"{bed}"].Binding, default);
        }

        var at = TimeProvider.System.GetUtcNow();
        ward.Onboarding.Quarantine = [new("stranger-1", "the device is not registered", false, at, at, 42, "10.0.0.9")];
        ward.Onboarding.Refused["monitor-2"] = [HandFedOnboarding.Malformed(at)];
        ward.Raise("3", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        ward.Raise("6", AlarmKind.Desaturation, AlarmPriority.Medium, Verdict.Confirmed);
        await ward.Patients.TakeAsync("3", new PatientCommand.Inactivate("M. Weber", AlarmKind.AtrialFibrillation, AlarmInactivation.AlarmOff, null, "chronic"), default);
        await ward.Patients.TakeAsync("3", new PatientCommand.Inactivate("M. Weber", AlarmKind.VentricularTachycardia, AlarmInactivation.AudioPaused, TimeSpan.FromMinutes(2)), default);
        ward.RaiseEarlier("2", AlarmKind.AtrialFibrillation, AlarmPriority.Low, minutes: 200);
        ward.RaiseEarlier("2", AlarmKind.Desaturation, AlarmPriority.Medium, minutes: 130);
        ward.RaiseEarlier("2", AlarmKind.VentricularTachycardia, AlarmPriority.High, minutes: 47);
        ward.Spoil("3", 2, QualityIssues.Motion);
        var page = await browser.OpenAsync(ward.Address + path, width, height);
        if (theme == "day")
            await page.ClickAsync("#theme");
        await page.WaitForTimeoutAsync(8000);
        if (path == "/quality")
            await page.ReloadAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png") });
    }
}
