using System.CommandLine;
using MQTTnet.Protocol;
using Spectre.Console;
using WardGrid.Tool.Bedside;

namespace WardGrid.Tool.Load;

/// <summary>The verb <c>load</c>: how many beds the server can serve on this machine, with every analysis on.</summary>
public static class LoadCommand
{
    public static Command Create()
    {
        var beds = new Option<int>("--beds")
        {
            Description = "How many monitors",
            DefaultValueFactory = _ => 1000,
        }.Must(v => v is >= 1 and <= 20_000, "1 to 20000 beds are possible");
        var seconds = new Option<double>("--seconds")
        {
            Description = $"Seconds to measure, after {LoadRun.WarmUpSeconds} s of warm-up",
            DefaultValueFactory = _ => 60,
        }.Must(v => v is >= 1 and <= 86_400, "1 s to a day is possible");
        var qos = new Option<int>("--qos")
        {
            Description = "Quality of service of wave bundles, 0 or 1",
            DefaultValueFactory = _ => 0,
        }.Must(v => v is 0 or 1, "a quality of service of 0 or 1 is possible");
        var burst = new Option<int>("--burst")
        {
            Description = "So many beds raise an alarm within one second in the middle of the run",
        }.Must(v => v is >= 0 and <= 1000, "0 to 1000 alarms are possible");
        var program = new Option<string?>("--server")
        {
            Description = "The program (WardGrid.Server.dll); without it it is built from its source",
        };
        var json = new Option<bool>("--json") { Description = "One line of JSON instead of a table" };
        var command = new Command("load", "Start the server and measure it under so many simulated monitors")
        {
            beds,
            seconds,
            qos,
            burst,
            program,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var run = new LoadRun(
                    parsed.GetValue(program),
                    parsed.GetValue(beds),
                    parsed.GetValue(seconds),
                    (MqttQualityOfServiceLevel)parsed.GetValue(qos),
                    parsed.GetValue(burst),
                    TimeProvider.System
                );
                var result = await BedsideScreen.Progress().StartAsync(progress => run.RunAsync(progress, stop));
                if (parsed.GetValue(json))
                    Console.WriteLine(result.ToJson());
                else
                    Show(result);
                return ExitCode.Success;
            }
        );
        return command;
    }

    private static void Show(LoadResult result)
    {
        var table = new Table()
            .HideHeaders()
            .AddColumns("", "")
            .AddRow("beds", $"{result.Beds}")
            .AddRow("frames sent", $"{result.FramesSent}")
            .AddRow("frames lost", $"{result.FramesLost}")
            .AddRow("frame to ward view, half within", $"{result.P50Ms:F1} ms")
            .AddRow("frame to ward view, 99 % within", $"{result.P99Ms:F1} ms")
            .AddRow("server", $"{result.ServerCpuCores:F2} cores, {result.ServerRssMb:F0} MB")
            .AddRow("generator", $"{result.GeneratorCpuCores:F2} cores");
        if (result.Burst is { } burst)
            table
                .AddRow("burst", $"{burst.Alarms} alarms, {burst.Verdicts} verdicts")
                .AddRow("frames before it, 99 % and all within", $"{burst.QuietP99Ms:F0}, {burst.QuietMaxMs:F0} ms")
                .AddRow("frames during it, 99 % and all within", $"{burst.FrameP99Ms:F0}, {burst.FrameMaxMs:F0} ms")
                .AddRow("alarm to verdict, half within", $"{burst.VerdictP50Ms:F0} ms")
                .AddRow("alarm to verdict, 99 % within", $"{burst.VerdictP99Ms:F0} ms");
        ToolConsole.Results.Write(table);
    }
}
