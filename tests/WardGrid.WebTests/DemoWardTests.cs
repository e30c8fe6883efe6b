using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.WebTests;

/// <summary>The real server with its demo ward, as a user starts it.</summary>
public sealed class DemoWardTests(Browser browser)
{
    [Fact]
    public async Task The_demo_ward_is_alive_in_the_browser()
    {
        Assert.SkipUnless(Browser.IsThere, $"Browser tests need {Browser.Path}: apt-get install chromium.");
        var folder = Directory.CreateTempSubdirectory("wardgrid-demo").FullName;
        var address = $"http://127.0.0.1:{FreePort()}";
        using var server = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WardGrid.Server.dll"), "--demo", "--urls", address, "--Mqtt:Port", $"{FreePort()}", "--Data", folder])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.OutputDataReceived += static (_, _) => { };
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            await ListensAsync(address, server);
            var page = await browser.OpenAsync(address);
            await Expect(page.Locator(".tile")).ToHaveCountAsync(8, new() { Timeout = 30_000 });
            await Expect(page.Locator(".tile-demo:visible")).ToHaveCountAsync(8);
            await Expect(page.Locator("#wall-count")).ToContainTextAsync("8 of 8", new() { Timeout = 30_000 });
            await Expect(page.Locator(".tile .hr .value").First).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9]{2,3}$"), new() { Timeout = 30_000 });
            await page.Locator(".tile-bed").First.ClickAsync();
            await Expect(page.Locator(".channel-row")).Not.ToHaveCountAsync(0);
            await Expect(page.Locator(".bed-head .demo")).ToBeVisibleAsync();
        }
        finally
        {
            ConsoleErrors.ServerLeaves();
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ListensAsync(string address, Process server)
    {
        using var http = new HttpClient();
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            Assert.False(server.HasExited, "The server ended before it listened.");
            try
            {
                if ((await http.GetAsync(address + "/healthz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (deadline.Elapsed < TimeSpan.FromSeconds(60))
            {
                // Not listening yet: a server tells nobody when it begins to, so it is asked.
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
