using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using WardGrid.Server.Api;
using WardGrid.UnitTests;

namespace WardGrid.ClusterTests.Silos;

/// <summary>The program itself, as a silo on loopback with ports of its own.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    private const string FirstRunCode = "FIRST-RUN-CODE-OF-THE-SILOS";

    private readonly Process _process;
    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-silo-").FullName;
    private readonly List<string> _said = [];

    /// <param name="broker">The broker's address; empty where devices connect to the silo itself.</param>
    /// <param name="network">The network of its own that it lives in, at that address; null for this machine's.</param>
    /// <param name="program">Another version of the program; null for this one.</param>
    /// <param name="settings">More of the program's settings, as arguments.</param>
    public SiloProcess(
        string database,
        string broker,
        string address,
        string? network,
        string? program = null,
        params string[] settings
    )
    {
        var web = FreePorts.Next();
        (MqttPort, SiloPort, Program) = (FreePorts.Next(), FreePorts.Next(), program);
        string[] start = network is null ? ["dotnet"] : ["ip", "netns", "exec", network, "dotnet"];
        string[] arguments =
        [
            .. start[1..],
            program ?? Path.Combine(AppContext.BaseDirectory, "WardGrid.Server.dll"),
            "--urls",
            $"http://{address}:{web}",
            "--Data",
            _folder,
            "--Mqtt:Port",
            $"{MqttPort}",
            "--Demo:Admit",
            "true",
            "--Cluster:Address",
            address,
            "--Cluster:SiloPort",
            $"{SiloPort}",
            "--Cluster:GatewayPort",
            $"{FreePorts.Next()}",
            "--Cluster:Broker",
            broker,
            .. settings,
        ];
        _process = Process.Start(
            new ProcessStartInfo(start[0], arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["Cluster__Database"] = database,
                    ["SignIn__FirstRunCode"] = FirstRunCode,
                    ["SignIn__SecondFactor"] = "nobody",
                },
            }
        )!;
        _process.OutputDataReceived += Heard;
        _process.ErrorDataReceived += Heard;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Web = new() { BaseAddress = new($"http://{address}:{web}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Web { get; }

    public int MqttPort { get; }

    /// <summary>Where the other silos reach it.</summary>
    public int SiloPort { get; }

    /// <summary>The other version of the program that it runs; null where it is this one.</summary>
    public string? Program { get; }

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What the process has used of all cores so far.</summary>
    public double CpuSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>The last lines that the silo wrote.</summary>
    public string Said => string.Join(Environment.NewLine, Lines.TakeLast(60));

    /// <summary>All that the silo wrote so far.</summary>
    public string[] Lines
    {
        get
        {
            lock (_said)
                return [.. _said];
        }
    }

    public async Task<BedView[]> WardAsync(CancellationToken stop) =>
        await Web.GetFromJsonAsync<BedView[]>("/api/ward", Json, stop) ?? [];

    public async Task<AlarmView[]> AlarmsAsync(CancellationToken stop) =>
        await Web.GetFromJsonAsync<AlarmView[]>("/api/alarms?limit=1000", Json, stop) ?? [];

    /// <summary>Whether the silo answers the question at this address with success.</summary>
    public async Task<bool> SaysYesAsync(string path, CancellationToken stop)
    {
        try
        {
            using var answer = await Web.GetAsync(path, stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>
    /// Signs in with every role: as the first administrator at the first silo, as the same one at others.
    /// </summary>
    public async Task SignInAsync(CancellationToken stop)
    {
        var tester = new
        {
            code = FirstRunCode,
            userName = "tester",
            password = "a long pass phrase",
            roles = "Viewer, Nurse, Engineer, Administrator",
        };
        using var first = await Web.PostAsJsonAsync("/api/first-run", tester, stop);
        // A program from before sign-in believes everybody.
        if (first.StatusCode is HttpStatusCode.Created or HttpStatusCode.NotFound)
            return;
        using var signed = await Web.PostAsJsonAsync("/api/sign-in", tester, stop);
        signed.EnsureSuccessStatusCode();
    }

    /// <summary>kill -9: no goodbye.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Every thread stands still, and connections stay open.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>Asks the silo to leave.</summary>
    public void Terminate() => Signal("TERM");

    public Task EndedAsync(CancellationToken stop) => _process.WaitForExitAsync(stop);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Web.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private void Heard(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_said)
            _said.Add(line.Data);
    }
}
