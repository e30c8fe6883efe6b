using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using WardGrid.BrowserTests.Fakes;

namespace WardGrid.BrowserTests;

/// <summary>
/// Takes the pictures of the README from a running demonstration ward; run by <c>infra/screenshots</c>, not by the
/// tests.
/// </summary>
/// <remarks>
/// Each picture waits for what it is to show: the ward's own verdict on an alarm of a simulated patient. Nothing is
/// set by hand, so the numbers, the traces and the verdicts of a picture belong together.
/// </remarks>
public sealed class ReadmePictures(Browser browser)
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("WARDGRID_SCREENSHOTS") ?? "screenshots";

    /// <summary>Where the demonstration ward is, such as http://127.0.0.1:8080.</summary>
    private static readonly string Server = Environment.GetEnvironmentVariable("WARDGRID_SERVER") ?? "";

    /// <summary>How long the ward runs before the shift's signal quality is pictured.</summary>
    private static readonly TimeSpan Shift = TimeSpan.FromMinutes(
        int.Parse(Environment.GetEnvironmentVariable("WARDGRID_SHIFT_MINUTES") ?? "15")
    );

    [Fact(Explicit = true)]
    public async Task Readme()
    {
        var end = DateTimeOffset.UtcNow + Shift;
        var wall = await OpenAsync("/", "night", 1440, 810);
        var bed = await OpenAsync("/beds/bed-2", "night", 1440, 1180);

        await VerdictAsync("bed-2", "VentricularTachycardia", "Confirmed");
        // The rate follows its rhythm within a few beats; the tachycardia lasts 15 seconds.
        await Task.Delay(TimeSpan.FromSeconds(3));
        await SaveAsync(bed, "bed");
        await SaveAsync(wall, "wall");
        await bed.Context.CloseAsync();
        await wall.Context.CloseAsync();

        await VerdictAsync("bed-5", "Asystole", "Refuted");
        await VerdictAsync("bed-7", "VentricularFibrillation", "Confirmed");
        // The strip of an alarm goes on after it for some seconds.
        await Task.Delay(TimeSpan.FromSeconds(30));
        var alarms = await OpenAsync("/alarms", "day", 1280, 1300);
        await alarms
            .Locator("li[role=option]", new() { HasText = "Asystole" })
            .Filter(new() { HasText = "bed-5" })
            .First.ClickAsync();
        await Task.Delay(TimeSpan.FromSeconds(4));
        await SaveAsync(alarms, "alarms");
        await alarms.Context.CloseAsync();

        if (end > DateTimeOffset.UtcNow)
            await Task.Delay(end - DateTimeOffset.UtcNow);
        var quality = await OpenAsync("/quality", "day", 1280, 900);
        await Task.Delay(TimeSpan.FromSeconds(4));
        await SaveAsync(quality, "quality");
    }

    private async Task<IPage> OpenAsync(string path, string theme, int width, int height)
    {
        var page = await browser.OpenAsync(Server, width, height);
        // A busy machine takes its time to draw a wall without a graphics card.
        page.SetDefaultTimeout(60_000);
        await page.Context.AddCookiesAsync([
            new()
            {
                Name = "wardgrid-theme",
                Value = theme,
                Url = Server,
            },
        ]);
        await page.GotoAsync(Server + path);
        return page;
    }

    private static async Task SaveAsync(IPage page, string name) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder, $"{name}.png") });

    /// <summary>Waits until the ward has given its verdict on an alarm of this kind at the bed.</summary>
    private static async Task VerdictAsync(string bed, string kind, string verdict)
    {
        using var http = (await SignedInHttp.OpenAsync(Server)).Http;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(8));
        while (true)
        {
            var alarms = await http.GetFromJsonAsync<JsonElement[]>($"/api/alarms?bed={bed}", patience.Token);
            if (alarms!.Any(a => Is(a, "kind", kind) && Is(a, "verdict", verdict)))
                return;
            await Task.Delay(200, patience.Token);
        }
    }

    private static bool Is(JsonElement alarm, string name, string value) =>
        alarm.GetProperty(name).ValueKind == JsonValueKind.String && alarm.GetProperty(name).GetString() == value;
}
