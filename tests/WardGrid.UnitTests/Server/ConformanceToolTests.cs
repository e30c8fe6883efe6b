using System.Text.Json;
using MQTTnet.Protocol;
using Shouldly;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool;
using WardGrid.Tool.Simulate;

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
        await using var drift = await SimulatedAsync("drift");
        await using var gain = await SimulatedAsync("gain");
        await using var duplicates = await SimulatedAsync("duplicates");
        await BeginAsync("sim-gain-1");
        await BeginAsync("sim-duplicates-1");

        (await FailedAsync("sim-drift-1", "--seconds", Seconds)).ShouldBe("T1");
        await Eventually.UntilAsync(() => _running == 0, CountRunningAsync);
        (await FailedAsync("sim-gain-1", "--last")).ShouldBe("S1");
        (await FailedAsync("sim-duplicates-1", "--last")).ShouldBe("C2");
    }

    private int _running = -1;

    private async Task CountRunningAsync()
    {
        var devices = await Task.WhenAll(
            new[] { "sim-gain-1", "sim-duplicates-1" }.Select(d => _ward.GetAsync($"/api/devices/{d}/conformance"))
        );
        _running = devices.Count(d => d.GetProperty("running").ValueKind != JsonValueKind.Null);
    }

    private async Task<PlayingWard> SimulatedAsync(string fault)
    {
        var ward = new SimulatedWard(
            1,
            MqttConnectionOptions.FromAddress($"mqtt://demo@127.0.0.1:{_ward.MqttPort}"),
            seed: 1,
            Scenarios.Acceptance.Name,
            "DEMO",
            bed => $"sim-{fault}-{bed}",
            MqttQualityOfServiceLevel.AtLeastOnce,
            TimeProvider.System,
            DeviceFaults.ByName[fault]
        );
        await ward.Round.ConnectAsync(() => { }, Stop);
        return new(ward, Stop);
    }

    /// <summary>Begins a test without the tool, as soon as the server knows the device.</summary>
    private async Task BeginAsync(string device)
    {
        var begun = false;
        await Eventually.UntilAsync(
            () => begun,
            async () =>
            {
                var path = $"/api/devices/{device}/conformance";
                var (status, _) = await _ward.CallAsync("POST", path, $$"""{"seconds":{{Seconds}}}""");
                begun = (int)status < 300;
            }
        );
    }

    /// <summary>The requirements that the device fails, from the file that the tool writes.</summary>
    private async Task<string> FailedAsync(string device, params string[] asked)
    {
        var csv = Path.Combine(_folder, $"{device}.csv");
        string[] who = ["--server", $"{_ward.Http.BaseAddress}", "--user", SignedIn.UserName];

        var code = await ToolRun.RunAsync(["conformance", device, .. asked, "--csv", csv, .. who], Stop);

        code.ShouldBe(ExitCode.Failed);
        var rows = (await File.ReadAllLinesAsync(csv, Stop)).Select(row => row.Split(','));
        return string.Join(' ', rows.Where(r => r.Contains("Fail")).Select(r => r[7]).Distinct());
    }

    /// <summary>A simulated ward that plays until it is disposed.</summary>
    private sealed class PlayingWard : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end;
        private readonly SimulatedWard _ward;
        private readonly Task _playing;

        public PlayingWard(SimulatedWard ward, CancellationToken stop)
        {
            _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            (_ward, _playing) = (ward, ward.PlayAsync(null, _end.Token));
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _ward.DisposeAsync();
            _end.Dispose();
        }
    }
}
