using System.Collections.Immutable;
using System.CommandLine;
using MQTTnet.Protocol;
using Spectre.Console;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Bedside;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Replay;

/// <summary>
/// The verb <c>replay</c>: recordings of real monitors, played as by monitors at the bedside, with their alarms.
/// </summary>
public static class ReplayCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("record-or-folder") { Description = "A WFDB record, or a folder of them" };
        var mqtt = MqttTarget.Option();
        var speed = new Option<double>("--speed")
        {
            Description = "How many times faster than recorded",
            DefaultValueFactory = _ => 1,
        }.Must(v => v is > 0 and <= 100, "a speed above 0 and up to 100 is possible");
        var before = new Option<double?>("--before")
        {
            Description = "Begin this many seconds before the alarm; without it at the record's beginning",
        };
        var kind = new Option<string?>("--kind") { Description = "Only alarms of this kind" };
        kind.AcceptOnlyFromAmong("ASYSTOLE", "BRADY", "TACHY", "VT", "VF");
        var trueOnes = new Option<int?>("--true") { Description = "At most this many true alarms" };
        var falseOnes = new Option<int?>("--false") { Description = "At most this many false alarms" };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many records",
            DefaultValueFactory = _ => 32,
        };
        var command = new Command(
            "replay",
            "Play recordings as bedside monitors over MQTT and raise their recorded alarms"
        )
        {
            source,
            mqtt,
            speed,
            before,
            kind,
            trueOnes,
            falseOnes,
            limit,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                var cases = Choose(
                    RecordedAlarms.In(parsed.GetValue(source)!),
                    parsed.GetValue(kind),
                    parsed.GetValue(trueOnes),
                    parsed.GetValue(falseOnes),
                    parsed.GetValue(limit)
                );
                return RunAsync(
                    cases,
                    parsed.GetValue(mqtt)!,
                    parsed.GetValue(speed),
                    parsed.GetValue(before),
                    TimeProvider.System,
                    stop
                );
            }
        );
        return command;
    }

    /// <summary>The first cases of a kind, with a maximum of true ones, of false ones, and in all.</summary>
    public static ImmutableArray<RecordedCase> Choose(
        ImmutableArray<RecordedCase> cases,
        string? kind,
        int? trueOnes,
        int? falseOnes,
        int limit
    )
    {
        var ofKind = cases.Where(c => kind is null || c.Kind == kind).ToArray();
        if (trueOnes is null && falseOnes is null)
            return [.. ofKind.Take(limit)];
        return
        [
            .. ofKind.Where(c => c.IsTrue == true).Take(trueOnes ?? 0),
            .. ofKind.Where(c => c.IsTrue == false).Take(falseOnes ?? 0),
        ];
    }

    private static async Task<int> RunAsync(
        ImmutableArray<RecordedCase> cases,
        MqttConnectionOptions mqtt,
        double speed,
        double? before,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        if (cases.IsEmpty)
            throw new FileNotFoundException("no record fits");
        var recordings = cases.Select(c => RecordingFiles.Read(c.Path)).ToImmutableArray();
        var epoch = DeviceClock.Epoch(clock);
        var devices = cases
            .Select(
                (c, i) =>
                    new BedsideDevice(
                        mqtt,
                        "demo",
                        "REPLAY",
                        c.Name,
                        new(epoch, "replayed recording", c.Name, RecordingChannels.Declare(recordings[i].Header)),
                        MqttQualityOfServiceLevel.AtLeastOnce
                    )
            )
            .ToImmutableArray();
        try
        {
            await BedsideScreen
                .Progress()
                .StartAsync(progress => PlayAsync(progress, cases, recordings, devices, speed, before, clock, stop));
        }
        finally
        {
            await Task.WhenAll(devices.Select(d => d.DisposeAsync().AsTask()));
        }

        foreach (var c in cases)
            ToolConsole.Screen.MarkupLineInterpolated($"{c.Name}: {c.Kind ?? "no alarm"}{Label(c.IsTrue)}");
        return 0;
    }

    private static string Label(bool? isTrue) =>
        isTrue switch
        {
            true => ", true",
            false => ", false",
            null => "",
        };

    private static async Task PlayAsync(
        ProgressContext progress,
        ImmutableArray<RecordedCase> cases,
        ImmutableArray<Recording> recordings,
        ImmutableArray<BedsideDevice> devices,
        double speed,
        double? before,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var round = new BedsideRound(devices);
        var connecting = progress.AddTask("monitors connect", maxValue: devices.Length);
        await round.ConnectAsync(() => connecting.Increment(1), stop);

        var now = DeviceClock.Micros(clock);
        var longest = 0.0;
        for (var i = 0; i < devices.Length; i++)
        {
            var first = before is { } seconds
                ? (int)Math.Max(0, RecordedAlarms.AlarmSample - seconds * recordings[i].Header.Rate)
                : 0;
            var monitor = new ReplayedMonitor(
                recordings[i],
                RecordedAlarms.Of(cases[i]),
                devices[i].Birth,
                now,
                Math.Min(first, recordings[i].Length),
                speed
            );
            longest = Math.Max(longest, monitor.Seconds);
            devices[i].Play(monitor);
        }

        var playing = progress.AddTask($"{devices.Length} recordings play", maxValue: longest);
        await round.PlayAsync(new double[devices.Length], seconds => playing.Value = seconds, stop);
        await round.LeaveAsync(stop.IsCancellationRequested ? "the replay was stopped" : "the recording has ended");
        playing.Value = longest;
    }
}
