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
    public static Command Create()
    {
        var beds = new Option<int>("--beds") { Description = "How many monitors", DefaultValueFactory = _ => 8 }.Must(
            v => v is >= 1 and <= 10_000,
            "1 to 10000 beds are possible"
        );
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
                $"One scenario for all beds: {string.Join(", ", Scenarios.Ward.Select(s => s.Name))}; "
                + "without it they differ",
        };
        scenario.AcceptOnlyFromAmong([.. Scenarios.Ward.Select(s => s.Name)]);
        var seconds = new Option<double?>("--seconds") { Description = "Stop after this time" };
        var command = new Command("simulate", "Play simulated bedside monitors over MQTT until stopped")
        {
            beds,
            mqtt,
            seed,
            scenario,
            seconds,
        };
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    parsed.GetValue(beds),
                    parsed.GetValue(mqtt)!,
                    parsed.GetValue(seed),
                    parsed.GetValue(scenario),
                    parsed.GetValue(seconds),
                    TimeProvider.System,
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        int beds,
        MqttConnectionOptions mqtt,
        ulong seed,
        string? scenario,
        double? seconds,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var ward = new SimulatedWard(
            beds,
            mqtt,
            seed,
            scenario,
            "DEMO",
            "sim",
            MqttQualityOfServiceLevel.AtLeastOnce,
            clock
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
