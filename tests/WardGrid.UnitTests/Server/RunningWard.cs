using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Server;

/// <summary>The real server as a process of its own, on free ports and a folder of its own.</summary>
public sealed class RunningWard : IAsyncDisposable
{
    private static readonly TimeSpan StartWait = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly List<string> _output = [];

    private RunningWard(Process process) => _process = process;

    /// <summary>A signed-in person with every role.</summary>
    public required HttpClient Http { get; init; }

    public required int MqttPort { get; init; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a server and waits until it says where it listens.</summary>
    public static Task<RunningWard> StartAsync(string folder, params string[] arguments) =>
        StartAsync(folder, [], arguments);

    /// <param name="environment">Variables that the process gets beside those of this one.</param>
    public static Task<RunningWard> StartAsync(
        string folder,
        Dictionary<string, string?> environment,
        params string[] arguments
    ) => StartAsync(Beside("WardGrid.Server.dll"), folder, environment, arguments);

    /// <param name="program">The host's own file.</param>
    public static async Task<RunningWard> StartAsync(
        string program,
        string folder,
        Dictionary<string, string?> environment,
        params string[] arguments
    )
    {
        string[] usual = ["--urls", "http://127.0.0.1:0", "--Mqtt:Port", "0", "--Data", folder];
        var (process, said, output) = Launch([.. usual, .. arguments], program, environment);
        var line = await said.Task.WaitAsync(StartWait);
        var address = line.Split("WardGrid is on ")[1].Split([';', ','])[0];
        var port = int.Parse(line.Split("MQTT port ")[1].Split(',')[0]);
        var http = new HttpClient { BaseAddress = new(address) };
        await SignedIn.AsTesterAsync(http);
        return new(process) { Http = http, MqttPort = port };
    }

    /// <summary>Starts a server that is expected to give up, and gives its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> FailAsync(params string[] arguments)
    {
        var (process, said, output) = Launch(arguments, Beside("WardGrid.Server.dll"), []);
        using (process)
        {
            await process.WaitForExitAsync().WaitAsync(StartWait);
            said.TrySetCanceled();
            lock (output)
                return (process.ExitCode, string.Join('\n', output));
        }
    }

    /// <summary>Kills it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>A call of any method; its answer may be a problem.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Answer)> CallAsync(string method, string path, string body)
    {
        using var call = new HttpRequestMessage(new(method), path);
        if (body.Length > 0)
            call.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(call);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
    }

    /// <summary>A device on a real socket.</summary>
    public async Task<ReconnectingMqttClient> ConnectAsync(string user, string password)
    {
        var client = new ReconnectingMqttClient(
            new()
            {
                Host = "127.0.0.1",
                Port = MqttPort,
                ClientId = user,
                UserName = user,
                Password = password,
            }
        );
        await client.ConnectAsync();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    /// <summary>A program that lies beside the tests.</summary>
    public static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static (Process, TaskCompletionSource<string>, List<string>) Launch(
        string[] arguments,
        string program,
        Dictionary<string, string?> environment
    )
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in SignedIn.Settings.Concat(environment))
            start.Environment[name] = value;
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var output = new List<string>();
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) =>
            said.TrySetException(new InvalidOperationException($"the server gave up: {string.Join('\n', output)}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (process, said, output);

        void Hear(string? line)
        {
            if (line is null)
                return;
            lock (output)
                output.Add(line);
            if (line.Contains("WardGrid is on "))
                said.TrySetResult(line);
        }
    }
}
