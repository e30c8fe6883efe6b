using Shouldly;
using WardGrid.Tool;

namespace WardGrid.UnitTests.Server;

/// <summary>The tool tests three devices with a fault at the real server, over MQTT, and names each fault.</summary>
public sealed class ConformanceToolTests : IAsyncLifetime
{
    private const string Seconds = "31";

    private readonly string _folder = Directory.CreateTempSubdirectory("wardgrid-conformance-").FullName;
    private RunningWard _ward = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ward = await RunningWard.StartAsync(_folder, "--Demo:Admit", "true");

    public async ValueTask DisposeAsync()
    {
        await _ward.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Three_devices_with_a_fault_are_tested_and_each_fault_is_named()
    {
        Environment.SetEnvironmentVariable("WARDGRID_PASSWORD", SignedIn.Password);
        (string Fault, string Requirement)[] devices = [("drift", "T1"), ("gain", "S1"), ("duplicates", "C2")];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var simulated = devices.Select(d => SimulateAsync(d.Fault, end.Token)).ToArray();

        var failed = await Task.WhenAll(devices.Select(d => TestAsync($"sim-{d.Fault}-1")));

        failed.ShouldBe(devices.Select(d => d.Requirement));
        await end.CancelAsync();
        await Task.WhenAll(simulated);
    }

    private Task<int> SimulateAsync(string fault, CancellationToken stop) =>
        ToolRun.RunAsync(["simulate", "--beds", "1", "--fault", fault, "--mqtt", $"127.0.0.1:{_ward.MqttPort}"], stop);

    /// <summary>The requirements that the device fails, from the file that the tool writes.</summary>
    private async Task<string> TestAsync(string device)
    {
        await Eventually.UntilAsync(
            () => _known.Contains(device),
            async () => _known = [.. (await _ward.GetAsync("/api/devices")).EnumerateArray().Select(NameOf)]
        );
        var csv = Path.Combine(_folder, $"{device}.csv");
        string[] who = ["--server", $"{_ward.Http.BaseAddress}", "--user", SignedIn.UserName];

        var code = await ToolRun.RunAsync(["conformance", device, "--seconds", Seconds, "--csv", csv, .. who], Stop);

        code.ShouldBe(ExitCode.Failed);
        var rows = (await File.ReadAllLinesAsync(csv, Stop)).Select(row => row.Split(','));
        return string.Join(' ', rows.Where(r => r.Contains("Fail")).Select(r => r[7]).Distinct());
    }

    private string[] _known = [];

    private static string NameOf(System.Text.Json.JsonElement device) => device.GetProperty("device").GetString()!;
}
