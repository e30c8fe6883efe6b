using System.Diagnostics;
using Microsoft.Playwright;
using Shouldly;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>A newcomer brings a device on line, with nothing but what the pages say.</summary>
public sealed class FirstDeviceTests(Browser browser)
{
    private const string Client = "/usr/bin/mosquitto_pub";

    [Fact]
    public async Task A_newcomer_registers_binds_and_sees_the_numbers_that_Mosquittos_client_sends()
    {
        Assert.SkipUnless(File.Exists(Client), $"This test needs {Client}: apt-get install mosquitto-clients.");
        await using var server = await DemoServer.StartEmptyAsync();
        var page = await browser.OpenAsync($"{server.Address}/first-run");
        await MakeFirstAccountAsync(page);

        await page.GotoAsync($"{server.Address}/devices");
        await page.FillAsync("#device-name", "monitor-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Register" }).ClickAsync();
        await Expect(page.Locator(".connection")).ToContainTextAsync("127.0.0.1");
        await page.GetByText("Try it without the device").ClickAsync();
        var commands = await page.Locator("#first-messages").TextContentAsync();
        await page.GetByText("I have noted it").ClickAsync();
        await BindAsync(page);

        await page.GotoAsync($"{server.Address}/beds/bed-1");
        await RunAsync(commands!);

        await Expect(page.Locator(".bed-vitals .hr .value")).ToHaveTextAsync("71", new() { Timeout = 15_000 });
        await Expect(page.Locator(".bed-vitals .spo2 .value")).ToHaveTextAsync("97");
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
        await page.GetByText("Bind to bed").First.ClickAsync();
        await page.FillAsync("form.bind input[name=bed]", "bed-1");
        await page.FillAsync("form.bind input[name=patient]", "Ada Example");
        await page.Locator("form.bind button").ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Ada Example");
    }

    /// <summary>Pastes the commands into a shell.</summary>
    private static async Task RunAsync(string commands)
    {
        var stop = TestContext.Current.CancellationToken;
        using var shell = Process.Start(
            new ProcessStartInfo("bash", ["-e", "-c", commands]) { RedirectStandardError = true }
        )!;
        var said = await shell.StandardError.ReadToEndAsync(stop);
        await shell.WaitForExitAsync(stop);
        shell.ExitCode.ShouldBe(0, said);
    }
}
