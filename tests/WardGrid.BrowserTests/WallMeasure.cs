using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using WardGrid.BrowserTests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace WardGrid.BrowserTests;

/// <summary>
/// What the wall costs; run by <c>infra/measure-wall</c>, not by the tests, since a busy machine measures itself.
/// </summary>
public sealed class WallMeasure(Browser browser)
{
    private const int Beds = 32;
    private const int Seconds = 20;
    private const int Viewers = 20;

    [Fact(Explicit = true)]
    public async Task The_page()
    {
        await using var ward = await LivingWard.StartAsync(Beds);
        var page = await browser.OpenAsync(ward.Address);
        await Expect(page.Locator(".tile")).ToHaveCountAsync(Beds);
        var paint = await page.EvaluateAsync<double>(
            "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
        );
        await page.WaitForTimeoutAsync(5000);
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("Performance.enable");
        var (before, workBefore) = (await CpuSecondsAsync(), await WorkAsync(session));
        var frames = await page.EvaluateAsync<int>(
            $$"""
            () => new Promise(done => {
              let frames = 0;
              const end = performance.now() + {{Seconds}} * 1000;
              const count = now => now < end ? (frames++, requestAnimationFrame(count)) : done(frames);
              requestAnimationFrame(count);
            })
            """
        );
        var (after, workAfter) = (await CpuSecondsAsync(), await WorkAsync(session));
        Say($"{Beds} beds x 2 traces, 1920 x 1080: {(double)frames / Seconds:0.0} frames/s");
        Say($"  first contentful paint {paint:0} ms");
        foreach (var (type, seconds) in after.OrderByDescending(p => p.Value))
            Say($"  {type}: {100 * (seconds - before.GetValueOrDefault(type)) / Seconds:0.0} % of a core");
        foreach (var work in new[] { "TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration" })
            Say($"  page's main thread, {work}: {100 * (workAfter[work] - workBefore[work]) / Seconds:0.0} %");
    }

    private static async Task<Dictionary<string, double>> WorkAsync(Microsoft.Playwright.ICDPSession session) =>
        (await session.SendAsync("Performance.getMetrics"))!
            .Value.GetProperty("metrics")
            .EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("value").GetDouble());

    [Fact(Explicit = true)]
    public async Task The_server_per_viewer()
    {
        await using var ward = await LivingWard.StartAsync(Beds);
        var alone = await CpuShareAsync();
        using var stop = new CancellationTokenSource();
        var viewers = Enumerable.Range(0, Viewers).Select(_ => WatchAsync(ward.Address, stop.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        var watched = await CpuShareAsync();
        await stop.CancelAsync();
        var seen = (await Task.WhenAll(viewers)).Sum();
        Say($"Server and {Viewers} viewers in one process: {watched:0.0} % of a core");
        Say($"  without viewers {alone:0.0} %");
        Say($"  per viewer, its own reading included, {(watched - alone) / Viewers:0.00} %");
        Say($"  each viewer saw {seen / Viewers / (Seconds + 2.0):0} messages a second");
    }

    private static async Task<double> CpuShareAsync()
    {
        var (process, watch) = (Process.GetCurrentProcess(), Stopwatch.StartNew());
        var before = process.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(Seconds), TestContext.Current.CancellationToken);
        process.Refresh();
        return 100 * (process.TotalProcessorTime - before) / watch.Elapsed;
    }

    /// <summary>Looks on until it is over; the result is the number of messages seen.</summary>
    private static async Task<long> WatchAsync(string address, CancellationToken stop)
    {
        var seen = 0L;
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = (await SignedInHttp.OpenAsync(address)).Cookies;
        var buffer = new byte[64 * 1024];
        try
        {
            await socket.ConnectAsync(new(address.Replace("http", "ws") + "/live/ward"), stop);
            while (true)
                seen += (await socket.ReceiveAsync(buffer, stop)).EndOfMessage ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
            return seen;
        }
    }

    private async Task<Dictionary<string, double>> CpuSecondsAsync()
    {
        var session = await browser.Running.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        return answer!
            .Value.GetProperty("processInfo")
            .EnumerateArray()
            .GroupBy(p => p.GetProperty("type").GetString()!)
            .ToDictionary(g => g.Key, g => g.Sum(p => p.GetProperty("cpuTime").GetDouble()));
    }

    private static void Say(FormattableString words) =>
        TestContext.Current.TestOutputHelper!.WriteLine(words.ToString(CultureInfo.InvariantCulture));
}
