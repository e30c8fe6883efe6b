using System.Diagnostics;
using System.Net.Sockets;
using WardGrid.UnitTests;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>The real server in a process of its own, as a user starts it: with its demo ward, or empty.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    /// <summary>The code with which the first administrator of an empty server is made.</summary>
    public const string FirstRunCode = "FIRST-RUN-CODE-OF-THE-TESTS";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-demo").FullName;
    private readonly Process _process;

    private DemoServer(params string[] mode)
    {
        Address = $"http://127.0.0.1:{FreePorts.Next()}";
        var program = Path.Combine(AppContext.BaseDirectory, "WardGrid.Server.dll");
        var start = new ProcessStartInfo(
            "dotnet",
            [program, "--urls", Address, "--Mqtt:Port", $"{FreePorts.Next()}", "--Data", _folder, .. mode]
        )
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SignIn__FirstRunCode"] = FirstRunCode, ["SignIn__SecondFactor"] = "nobody" },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Address { get; }

    public static Task<DemoServer> StartAsync() => StartAsync("--demo");

    /// <summary>A server without a patient and without a person.</summary>
    public static Task<DemoServer> StartEmptyAsync() => StartAsync([]);

    private static async Task<DemoServer> StartAsync(params string[] mode)
    {
        var server = new DemoServer(mode);
        await server.ListensAsync();
        return server;
    }

    /// <summary>
    /// Lets the process stand still, as a paused virtual machine does: its connections stay open and say nothing.
    /// </summary>
    public Task FreezeAsync() => SignalAsync("-STOP");

    public Task ThawAsync() => SignalAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        ConsoleErrors.ServerLeaves();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task ListensAsync()
    {
        using var http = new HttpClient();
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            Assert.False(_process.HasExited, "The server ended before it listened.");
            try
            {
                if ((await http.GetAsync(Address + "/healthz")).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (deadline.Elapsed < LongestStart)
            {
                // Not listening yet: a server tells nobody when it begins to, so it is asked.
                await Task.Delay(100);
            }
        }
    }
}
