using System.Collections.Immutable;
using WardGrid.Signals.Protocol;
using WardGrid.Tool.Bedside;

namespace WardGrid.Tool.Load;

/// <summary>
/// Many beds raise an alarm within one second: what it does to the frames, and when the verdicts come.
/// </summary>
/// <remarks>
/// The frames are those from the first alarm to the last verdict. The quiet before is as long; in both, the monitors'
/// own scenarios go on.
/// </remarks>
internal sealed class AlarmBurst(ServerProcess server, ImmutableArray<BedsideDevice> devices, TimeProvider clock)
{
    /// <summary>The kinds of the alarms, in turn: every urgent kind that is verified.</summary>
    private static readonly ImmutableArray<string> Kinds = ["VT", "ASYSTOLE", "BRADY", "TACHY", "VF"];

    /// <summary>Seconds of quiet that are measured before.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>The shortest and the longest time for which the burst is measured.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(3),
        Most = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The seconds that a burst needs before and after its middle.</summary>
    public static double SecondsBefore => Quiet.TotalSeconds;

    public async Task<BurstResult> RunAsync(int alarms, CancellationToken stop)
    {
        var before = await server.MeasureAsync(stop);
        await Task.Delay(Quiet, clock, stop);
        var quiet = await server.MeasureAsync(stop);
        var beginning = clock.GetTimestamp();
        await RaiseAsync(alarms, stop);
        var after = await server.MeasureAsync(stop);
        while (
            clock.GetElapsedTime(beginning) is var passed
            && (passed < Least || after.VerdictsSince(quiet) < alarms && passed < Most)
        )
        {
            await Task.Delay(Pause, clock, stop);
            after = await server.MeasureAsync(stop);
        }

        return new(
            alarms,
            after.VerdictsSince(quiet),
            quiet.LatencySince(before, 0.99),
            quiet.LatencySince(before, 1),
            after.LatencySince(quiet, 0.99),
            after.LatencySince(quiet, 1),
            after.LatencySince(quiet, 0.5, ServerMeasures.AlertToVerdict),
            after.LatencySince(quiet, 0.99, ServerMeasures.AlertToVerdict)
        );
    }

    /// <summary>The alarms, spread evenly over the beds and over one second.</summary>
    private async Task RaiseAsync(int alarms, CancellationToken stop)
    {
        var beginning = clock.GetTimestamp();
        for (var i = 0; i < alarms; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / alarms) - clock.GetElapsedTime(beginning);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, clock, stop);
            var device = devices[(int)((long)i * devices.Length / alarms)];
            var kind = Kinds[i % Kinds.Length];
            var alert = new DeviceAlert(
                device.Birth.Epoch,
                DeviceClock.Micros(clock),
                $"burst-{i}",
                AlertPhase.Start,
                kind,
                "high",
                Sample: null,
                $"{kind} of the load run"
            );
            await device.RaiseAsync(alert, stop);
        }
    }
}

/// <summary>What a burst of alarms did; milliseconds, known to 10 %.</summary>
/// <param name="Verdicts">Verdicts on monitors' alarms since the burst began.</param>
/// <param name="QuietP99Ms">Frame to ward view in the five seconds before, 99 % within.</param>
/// <param name="FrameP99Ms">The same from the first alarm of the burst to its last verdict.</param>
/// <param name="VerdictP50Ms">From an alarm's arrival to its verdict.</param>
public sealed record BurstResult(
    int Alarms,
    long Verdicts,
    double QuietP99Ms,
    double QuietMaxMs,
    double FrameP99Ms,
    double FrameMaxMs,
    double VerdictP50Ms,
    double VerdictP99Ms
);
