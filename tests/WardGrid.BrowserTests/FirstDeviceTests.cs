using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>A newcomer brings a device on line, with nothing but what the pages say.</summary>
public sealed partial class FirstDeviceTests(Browser browser)
{
    private const string Client = "/usr/bin/mosquitto_pub";

    /// <summary>The rate that came, within a tenth of the declared one.</summary>
    [GeneratedRegex("250 samples per second declared, 2[2-7][0-9]")]
    private static partial Regex Rate { get; }

    /// <summary>72 beats per minute, as found in the samples.</summary>
    [GeneratedRegex("^7[123]$")]
    private static partial Regex HeartRate { get; }

    [Fact]
    public async Task A_newcomer_registers_sees_binds_and_monitors_what_Mosquittos_client_sends()
    {
        Assert.SkipUnless(File.Exists(Client), $"This test needs {Client}: apt-get install mosquitto-clients.");
        await using var server = await DemoServer.StartEmptyAsync();
        var page = await browser.OpenAsync($"{server.Address}/first-run");
        await MakeFirstAccountAsync(page);

        await page.GotoAsync($"{server.Address}/devices");
        await page.GetByText("Add a device step by step").ClickAsync();
        await page.FillAsync("#device-name", "monitor-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.Locator(".connection")).ToContainTextAsync("127.0.0.1");
        await page.GetByText("Try it without the device").ClickAsync();
        var commands = await page.Locator("#first-messages").TextContentAsync();
        var samples = await page.Locator("#first-samples").TextContentAsync();
        await page.GetByText("I have noted it").ClickAsync();
        await Expect(page.Locator(".preview-waiting")).ToBeVisibleAsync();

        await RunAsync(commands!);
        await Expect(page.Locator(".preview-numbers")).ToContainTextAsync("71");
        using var sending = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var minute = RunAsync(samples!, sending.Token);
        await Expect(page.Locator(".preview-channel")).ToContainTextAsync("0 to 1 mV", new() { Timeout = 15_000 });
        await Expect(page.Locator(".preview-channel")).ToContainTextAsync(Rate, new() { Timeout = 15_000 });
        await BindAsync(page);
        await page.Locator(".steps a[href='/beds/bed-1']").First.ClickAsync();

        await RunAsync(commands!);
        await Expect(page.Locator(".bed-vitals .spo2 .value")).ToHaveTextAsync("97", new() { Timeout = 15_000 });
        await Expect(page.Locator(".bed-vitals .hr .value")).ToHaveTextAsync(HeartRate, new() { Timeout = 30_000 });
        await sending.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => minute);
    }

    private static async Task MakeFirstAccountAsync(IPage page)
    {
        await page.FillAsync("[name='Asked.Code']", DemoServer.FirstRunCode);
        await page.FillAsync("[name='Asked.UserName']", "newcomer");
        await page.FillAsync("[name='Asked.Name']", "New Comer");
        await page.FillAsync("[name='Asked.Password']", "a long pass phrase");
        foreach (var role in await page.Locator("main input[type=checkbox]").AllAsync())
            await role.CheckAsync();
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator(".person")).ToHaveTextAsync("New Comer");
    }

    private static async Task BindAsync(IPage page)
    {
        await page.FillAsync("form.bind input[name=bed]", "bed-1");
        await page.FillAsync("form.bind input[name=patient]", "Ada Example");
        await page.Locator("form.bind button").ClickAsync();
    }

    /// <summary>Pastes the commands into a shell.</summary>
    private static async Task RunAsync(string commands, CancellationToken? until = null)
    {
        var stop = until ?? TestContext.Current.CancellationToken;
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-e", "-c", commands]) { RedirectStandardError = true }
        )!;
        try
        {
            var said = await shell.StandardError.ReadToEndAsync(stop);
            await shell.WaitForExitAsync(stop);
            shell.ExitCode.ShouldBe(0, said);
        }
        finally
        {
            if (!shell.HasExited)
                shell.Kill(entireProcessTree: true);
        }
    }
}
