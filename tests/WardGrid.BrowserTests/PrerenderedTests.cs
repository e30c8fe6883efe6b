using Microsoft.Playwright;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.BrowserTests.Fakes;
using WardGrid.Patients;
using WardGrid.Patients.Records;

namespace WardGrid.BrowserTests;

/// <summary>A page accepts no input before it is connected to the server, because the input would be lost.</summary>
/// <remarks>The pages are opened without scripts, so they stay as the server first sent them.</remarks>
public sealed class PrerenderedTests(Browser browser)
{
    /// <summary>
    /// Controls that belong to the scripts of the wall, of the traces and of the page's head: they keep what
    /// was chosen themselves.
    /// </summary>
    private static readonly string[] Scripted = ["wall-", "bed-speed", "bed-gain", "bed-freeze", "theme", "sound"];

    [Theory]
    [InlineData("")]
    [InlineData("beds/1")]
    [InlineData("beds/7")]
    [InlineData("alarms")]
    [InlineData("devices")]
    [InlineData("devices/new")]
    [InlineData("quality")]
    [InlineData("governance")]
    [InlineData("people")]
    [InlineData("audit")]
    [InlineData("groups")]
    public async Task No_control_takes_what_the_server_would_not_hear(string path)
    {
        await using var ward = await LivingWard.StartAsync(2);
        ward.Raise("1", AlarmKind.VentricularTachycardia, AlarmPriority.High, Verdict.Refuted);
        await ward.WardSettings.WriteAsync(new BedGroup("Room 1", ["1"]), TestContext.Current.CancellationToken);
        var page = await browser.OpenAsync($"{ward.Address}/{path}", options: new() { JavaScriptEnabled = false });

        var enabled = await page.Locator(
                // What a form posts needs no circuit: signing out.
                ":is(button:enabled:not([data-print]), input:enabled, select:enabled, textarea:enabled)"
                    + ":not(.sign-out *)"
            )
            .AllAsync();
        var lost = new List<string>();
        foreach (var control in enabled)
        {
            var id = await control.GetAttributeAsync("id") ?? "";
            if (!Scripted.Any(start => id.StartsWith(start, StringComparison.Ordinal)))
                lost.Add(await control.EvaluateAsync<string>("e => e.outerHTML"));
        }

        (await page.Locator("button, input, select").CountAsync()).ShouldBeGreaterThan(0);
        lost.ShouldBeEmpty();
    }
}
