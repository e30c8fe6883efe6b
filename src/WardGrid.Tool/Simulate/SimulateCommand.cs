using System.CommandLine;
using MQTTnet.Protocol;
using Spectre.Console;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Synthesis;
using WardGrid.Tool.Bedside;

namespace WardGrid.Tool.Simulate;

/// <summary>The verb <c>simulate</c>: a ward of simulated monitors that connect over MQTT until stopped.</summary>
public static class SimulateCommand
{
    /// <summary>Beds of a simulated ward.</summary>
    private const int UsualBeds = 8;

    public static Command Create()
    {
        var beds = new Option<int?>("--beds")
        {
            Description = "How many monitors; 8 without it, or 1 for a registered device",
        }.Must(v => v is null or >= 1 and <= 10_000, "1 to 10000 beds are possible");
        var mqtt = MqttTarget.Option();
        var seed = new Option<ulong>("--seed")
        {
            Description = "The same seed gives the same patients",
            DefaultValueFactory = _ => 1,
        };
        var scenario = new Option<string?>("--scenario")
        {
            HelpName = "NAME",
            Description =
                $"One scenario for all beds: {string.Join(", ", Scenarios.Named.Select(s => s.Name))}; "
                + "without it they differ",
        };
        scenario.AcceptOnlyFromAmong([.. Scenarios.Named.Select(s => s.Name)]);
        var fault = new Option<string?>("--fault")
        {
            HelpName = "NAME",
            Description =
                $"A fault that every monitor has: {string.Join(", ", DeviceFaults.ByName.Keys)}; "
                + "the conformance test must find it",
        };
        fault.AcceptOnlyFromAmong([.. DeviceFaults.ByName.Keys]);
        var seconds = new Option<double?>("--seconds") { Description = "Stop after this time" };
        var command = new Command("simulate", "Play simulated bedside monitors over MQTT until stopped")
        {
            beds,
            mqtt,
            seed,
            scenario,
            fault,
            seconds,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    parsed.GetValue(beds),
                    parsed.GetValue(mqtt)!,
                    parsed.GetValue(seed),
                    parsed.GetValue(scenario),
                    parsed.GetValue(fault),
                    parsed.GetValue(seconds),
                    TimeProvider.System,
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        int? asked,
        MqttConnectionOptions mqtt,
        ulong seed,
        string? scenario,
        string? fault,
        double? seconds,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        // A registered device may publish under its own name only.
        var device = mqtt.UserName == MqttTarget.DemoUser ? null : mqtt.UserName;
        var prefix = fault is null ? "sim" : $"sim-{fault}";
        var beds = asked ?? (device is null ? UsualBeds : 1);
        if (device is not null && beds > 1)
            throw new FormatException($"--beds: {device} is one device, so it is one bed");
        var ward = new SimulatedWard(
            beds,
            mqtt,
            seed,
            scenario ?? (device is null && fault is null ? null : Scenarios.Acceptance.Name),
            "DEMO",
            bed => device ?? $"{prefix}-{bed}",
            MqttQualityOfServiceLevel.AtLeastOnce,
            clock,
            fault is null ? null : DeviceFaults.ByName[fault]
        );
        await using (ward)
        {
            await BedsideScreen
                .Progress()
                .StartAsync(async progress =>
                {
                    var connecting = progress.AddTask("monitors connect", maxValue: beds);
                    await ward.Round.ConnectAsync(() => connecting.Increment(1), stop);
                });
            ToolConsole.Screen.MarkupLineInterpolated($"{beds} monitors send; Ctrl+C stops them");
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            if (seconds is { } s)
                end.CancelAfter(TimeSpan.FromSeconds(s));
            await ward.PlayAsync(moved: null, end.Token);
            await ward.Round.LeaveAsync("the simulation was stopped");
        }

        return 0;
    }
}
