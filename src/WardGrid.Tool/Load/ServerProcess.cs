using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace WardGrid.Tool.Load;

/// <summary>The real server as a child process with an empty store of its own, which admits DEMO devices.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Server = "WardGrid.Server";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    /// <summary>Lets this run, and nobody else, make the first administrator of its server.</summary>
    private static readonly string FirstRunCode = Guid.NewGuid().ToString();

    private readonly Process _process;
    private readonly string _folder;
    private readonly HttpClient _http;
    private readonly Queue<string> _lastLines = new();

    private ServerProcess(Process process, string folder, HttpClient http, int mqttPort) =>
        (_process, _folder, _http, MqttPort) = (process, folder, http, mqttPort);

    public int MqttPort { get; }

    /// <summary>Builds the server in Release, if its source is there, and returns the path of its program.</summary>
    public static async Task<string> BuildAsync(CancellationToken stop)
    {
        var folder = Path.Combine(FindRoot(new(AppContext.BaseDirectory)), "src", Server);
        using var build = Process.Start(
            new ProcessStartInfo("dotnet", ["build", folder, "-c", "Release", "-nologo", "-v", "q", "-clp:ErrorsOnly"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        var said = await build.StandardOutput.ReadToEndAsync(stop);
        await build.WaitForExitAsync(stop);
        if (build.ExitCode != 0)
            throw new IOException($"{Server} could not be built: {said.Trim()}");
        return Path.Combine(folder, "bin", "Release", "net10.0", $"{Server}.dll");
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    /// <exception cref="IOException">The server ended instead; the message has the end of its output.</exception>
    public static async Task<ServerProcess> StartAsync(string program, TimeProvider clock, CancellationToken stop)
    {
        if (!File.Exists(program))
            throw new FileNotFoundException($"there is no program {Path.GetFullPath(program)}");
        var folder = Directory.CreateTempSubdirectory("wardgrid-load-").FullName;
        var (web, mqtt) = (FreePort(), FreePort());
        var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    program,
                    "--urls",
                    $"http://127.0.0.1:{web}",
                    "--Mqtt:Port",
                    $"{mqtt}",
                    "--Data",
                    folder,
                    "--Demo:Admit",
                    "true",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["SignIn__FirstRunCode"] = FirstRunCode, ["SignIn__SecondFactor"] = "nobody" },
            }
        )!;
        var server = new ServerProcess(process, folder, new() { BaseAddress = new($"http://127.0.0.1:{web}") }, mqtt);
        process.OutputDataReceived += server.Heard;
        process.ErrorDataReceived += server.Heard;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await server.AnswersAsync(clock, stop);
            await server.SignInAsync(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the administrator of this run's own server, who may read its measures.</summary>
    private async Task SignInAsync(CancellationToken stop)
    {
        var first = new
        {
            code = FirstRunCode,
            userName = "load",
            password = Guid.NewGuid().ToString(),
        };
        using var answer = await _http.PostAsJsonAsync("/api/first-run", first, stop);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<ServerMeasures> MeasureAsync(CancellationToken stop) =>
        ServerMeasures.Read(await _http.GetStringAsync("/api/metrics", stop));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // The measurement is over, so the store of this run is deleted with its folder.
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().WaitAsync(StopLimit);
        }

        _process.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswersAsync(TimeProvider clock, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(StartLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        while (true)
        {
            if (_process.HasExited)
                throw new IOException($"the server ended with code {_process.ExitCode}: {LastWords}");
            try
            {
                await _http.GetStringAsync("/healthz", either.Token);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, stop);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !stop.IsCancellationRequested)
            {
                throw new IOException($"the server did not answer within {StartLimit.TotalSeconds} s: {LastWords}");
            }
        }
    }

    private string LastWords
    {
        get
        {
            lock (_lastLines)
                return string.Join(Environment.NewLine, _lastLines);
        }
    }

    private void Heard(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line.Data);
            if (_lastLines.Count > 20)
                _lastLines.Dequeue();
        }
    }

    private static string FindRoot(DirectoryInfo folder)
    {
        for (var at = folder; at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "WardGrid.sln")))
                return at.FullName;
        }

        throw new IOException("load starts the server from its source: run it inside the repository");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
