using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients.Devices;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.BrowserTests;

/// <summary>
/// Makes the pictures that a designer looks at, from a ward whose states are set by hand; run by
/// <c>infra/screenshots FOLDER all</c>, not by the tests. They are never published: the README's come from the running
/// demonstration (<see cref="ReadmePictures"/>).
/// </summary>
public sealed class Screenshots(Browser browser)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("WARDGRID_SCREENSHOTS") ?? "screenshots";

    /// <summary>Only pictures whose name matches.</summary>
    private static readonly Regex Wanted = new(Environment.GetEnvironmentVariable("WARDGRID_PICTURES") ?? "");

    private static readonly Screen[] Screens =
    [
        new("1080p", 1920, 1080),
        new("tablet", 1024, 768, true),
        new("upright", 768, 1024, true),
        new("phone", 390, 844, true),
    ];

    [Theory(Explicit = true)]
    [InlineData(8, "calm")]
    [InlineData(8, "alarm")]
    [InlineData(8, "poor")]
    [InlineData(16, "calm")]
    [InlineData(16, "alarm")]
    [InlineData(16, "poor")]
    [InlineData(32, "calm")]
    [InlineData(32, "alarm")]
    [InlineData(32, "poor")]
    public async Task Wall(int beds, string scene)
    {
        await using var ward = await LivingWard.StartAsync(beds);
        await ward.EnterAsync(scene);
        foreach (var screen in Screens)
        {
            await TakeAsync(ward, "/", $"wall-{beds}-{scene}-{screen.Name}-night", screen, "night");
            await TakeAsync(ward, "/", $"wall-{beds}-{scene}-{screen.Name}-day", screen, "day");
        }
    }

    [Theory(Explicit = true)]
    [InlineData("bed", "/beds/3")]
    [InlineData("bed-trends", "/beds/2")]
    [InlineData("alarms", "/alarms")]
    [InlineData("quality", "/quality")]
    [InlineData("devices", "/devices")]
    [InlineData("audit", "/audit")]
    [InlineData("nowhere", "/nowhere")]
    public async Task Page(string name, string path)
    {
        await using var ward = await LivingWard.StartAsync(8);
        await RememberAsync(ward);
        await ward.EnterAsync("alarm");
        foreach (var screen in Screens)
        {
            await TakeAsync(ward, path, $"{name}-{screen.Name}-night", screen, "night", whole: true);
            await TakeAsync(ward, path, $"{name}-{screen.Name}-day", screen, "day", whole: true);
        }
    }

    [Theory(Explicit = true)]
    [InlineData("frozen", "/beds/1", "#bed-freeze")]
    [InlineData("limits", "/beds/1", ".limits summary")]
    [InlineData("pause", "/beds/1", ".inactivate summary")]
    [InlineData("transfer", "/beds/1", ".desk summary")]
    [InlineData("trends-24h", "/beds/2", ".trends button >> nth=2")]
    [InlineData("trends-table", "/beds/2", ".trend-table summary")]
    [InlineData("admit", "/devices", "td.actions button >> nth=0")]
    [InlineData("refused", "/devices", "td button[aria-expanded] >> nth=1")]
    [InlineData("discharge", "/devices", "td.actions button >> nth=1")]
    [InlineData("groups", "/groups", null)]
    [InlineData("wall-german", "/", null, "de-DE")]
    [InlineData("bed-german", "/beds/3", null, "de-DE")]
    [InlineData("quality-german", "/quality", null, "de-DE")]
    [InlineData("audit-german", "/audit", null, "de-DE")]
    [InlineData("wall-forced-colours", "/", null, "en-GB", "forced")]
    [InlineData("bed-forced-colours", "/beds/3", null, "en-GB", "forced")]
    [InlineData("wall-reduced-motion", "/", null, "en-GB", "still")]
    [InlineData("wall-lost", "/", null, "en-GB", "lost")]
    [InlineData("bed-lost", "/beds/3", null, "en-GB", "lost")]
    [InlineData("quality-print", "/quality", null, "en-GB", "print")]
    [InlineData("alarm-print", "/alarms", null, "en-GB", "print")]
    public async Task State(string name, string path, string? click, string language = "en-GB", string how = "")
    {
        if (!Wanted.IsMatch(name))
            return;
        var ward = await LivingWard.StartAsync(8);
        await RememberAsync(ward);
        await ward.EnterAsync("alarm");
        var page = await browser.OpenAsync(
            ward.Address + path,
            1280,
            900,
            new()
            {
                Locale = language,
                ForcedColors = how == "forced" ? ForcedColors.Active : null,
                ReducedMotion = how == "still" ? ReducedMotion.Reduce : null,
            }
        );
        await page.WaitForTimeoutAsync(3000);
        if (click is not null)
            await page.ClickAsync(click);
        if (how == "lost")
            await ward.DisposeAsync();
        await page.WaitForTimeoutAsync(4000);
        if (how == "print")
        {
            await page.PdfAsync(new() { Path = Path.Combine(Folder, $"{name}.pdf"), PreferCSSPageSize = true });
            await page.SetViewportSizeAsync(1047, 718);
            await page.EmulateMediaAsync(new() { Media = Media.Print });
            await page.EvaluateAsync("dispatchEvent(new Event('beforeprint'))");
        }

        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png"), FullPage = true });
        if (how != "lost")
            await ward.DisposeAsync();
    }

    /// <summary>A day behind the ward: minutes, devices, alarms that were.</summary>
    private static async Task RememberAsync(LivingWard ward)
    {
        await ward.RememberAsync();
        var at = TimeProvider.System.GetUtcNow();
        for (var bed = 1; bed <= 4; bed++)
        {
            await ward.Devices.RegisterAsync(
                new($"monitor-{bed}", "Bedside monitor", $"S-10{bed}", "", true, at),
                default
            );
            await ward.Devices.BindAsync(ward.Ward[$"{bed}"].Association, default);
        }

        RecordActs(ward, at);
        ward.Onboarding.Quarantine = [new("stranger-1", "the device is not registered", false, at, at, 42, "10.0.0.9")];
        ward.Onboarding.Refused["monitor-2"] = [FakeOnboarding.Malformed(at)];
        ward.RaiseEarlier("2", AlarmKind.AtrialFibrillation, AlarmPriority.Low, minutes: 200);
        ward.RaiseEarlier("2", AlarmKind.Desaturation, AlarmPriority.Medium, minutes: 130);
        ward.RaiseEarlier("2", AlarmKind.VentricularTachycardia, AlarmPriority.High, minutes: 47);
    }

    private static void RecordActs(LivingWard ward, DateTimeOffset at)
    {
        var (nurse, boss) = (new Actor("k.braun (Hall wall)", "10.20.30.41"), new Actor("m.weber", "10.20.30.7"));
        AuditEntry[] acts =
        [
            new(at, boss, "session.begun", "m.weber", "password and code"),
            new(
                at,
                boss,
                "device.bound",
                "3",
                "none to device monitor-3, patient p-3, from bed 9 with device monitor-9"
            ),
            new(
                at,
                nurse,
                "limits.changed",
                "3",
                "HR 50-120, SpO2 90, systolic 90-180 to HR 50-130, SpO2 90, systolic 90-180"
            ),
            new(at, "WardGrid", "alarm.decided", "p-f3a9c1d27b6e4f0d8a-monitor-3-1-1764460035000000-7", "Refuted"),
            new(at, nurse, "alarm.reviewed", "p-f3a9c1d27b6e4f0d8a-monitor-3-1-1764460035000000-7", "none to False"),
            new(at, boss, "suppression.set", "ward VentricularTachycardia", "Shadow to Active: ninety days in shadow"),
            new(at, new Actor("", "2001:db8:85a3::8a2e:370:7334"), "session.refused", "nobody", "unknown user name"),
        ];
        foreach (var act in acts)
            ward.Audit.Entries.Enqueue(act);
    }

    /// <param name="whole">The page to its end, not only what fits the screen.</param>
    private async Task TakeAsync(
        LivingWard ward,
        string path,
        string name,
        Screen screen,
        string theme,
        bool whole = false
    )
    {
        if (!Wanted.IsMatch(name))
            return;
        var page = await browser.OpenAsync(
            ward.Address,
            screen.Width,
            screen.Height,
            new() { HasTouch = screen.Touch }
        );
        // A wall of 32 beds on a busy machine takes its time to be photographed.
        page.SetDefaultTimeout(60_000);
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "wardgrid-theme",
                Value = theme,
                Url = ward.Address,
            },
        ]);
        await page.GotoAsync(ward.Address + path);
        // Past one sweep's beginning: the traces stand, the numbers are there.
        await page.WaitForTimeoutAsync(4000);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png"), FullPage = whole });
        await page.Context.CloseAsync();
    }

    private sealed record Screen(string Name, int Width, int Height, bool Touch = false);
}
