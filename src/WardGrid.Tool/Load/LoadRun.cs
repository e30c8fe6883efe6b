using System.Diagnostics;
using MQTTnet.Protocol;
using Spectre.Console;
using WardGrid.Simulation.Bedside;
using WardGrid.Tool.Bedside;
using WardGrid.Tool.Simulate;

namespace WardGrid.Tool.Load;

/// <summary>One load run: a server, its devices, a warm-up, a measured span.</summary>
/// <param name="program">The server's program; null: it is built from its source.</param>
/// <param name="burst">How many beds raise an alarm within one second in the middle of the measured span.</param>
/// <remarks>
/// The devices and the server use this machine's clock, so a latency is a difference of one clock. A frame that the
/// generator sends late counts as late.
/// </remarks>
public sealed class LoadRun(
    string? program,
    int beds,
    double seconds,
    MqttQualityOfServiceLevel waves,
    int burst,
    TimeProvider clock
)
{
    /// <summary>
    /// Seconds before the measurement begins, in which code is compiled and detectors learn their patients.
    /// </summary>
    public const double WarmUpSeconds = 10;

    /// <summary>How long frames may still be on their way after the last was sent.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(10);

    public async Task<LoadResult> RunAsync(ProgressContext progress, CancellationToken stop)
    {
        var building = progress.AddTask("server is built and started", maxValue: 1).IsIndeterminate();
        await using var server = await ServerProcess.StartAsync(
            program ?? await ServerProcess.BuildAsync(stop),
            clock,
            stop
        );
        building.IsIndeterminate(false).Value = 1;

        var options = new MqttConnectionOptions
        {
            Host = "127.0.0.1",
            Port = server.MqttPort,
            UserName = MqttTarget.DemoUser,
            Password = "",
        };
        await using var ward = new SimulatedWard(
            beds,
            options,
            seed: 1,
            scenario: null,
            "LOAD",
            bed => $"load-{bed}",
            waves,
            clock
        );
        var connecting = progress.AddTask($"{beds} monitors connect", maxValue: beds);
        await ward.Round.ConnectAsync(() => connecting.Increment(1), stop);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var playing = progress.AddTask($"{beds} monitors send", maxValue: WarmUpSeconds + seconds);
        var round = Task.Run(() => ward.PlayAsync(moved => playing.Value = moved, end.Token), CancellationToken.None);
        await Task.Delay(TimeSpan.FromSeconds(WarmUpSeconds), clock, stop);
        var (before, generatorBefore, beginning) = (
            await server.MeasureAsync(stop),
            GeneratorCpuSeconds(),
            clock.GetTimestamp()
        );
        var burstResult = await PassAsync(server, ward, stop);
        var (after, generatorAfter, span) = (
            await server.MeasureAsync(stop),
            GeneratorCpuSeconds(),
            clock.GetElapsedTime(beginning).TotalSeconds
        );
        await end.CancelAsync();
        await round;
        playing.Value = playing.MaxValue;

        var sent = ward.Devices.Sum(d => d.Frames);
        var accepted = await AcceptedAsync(server, sent, stop);
        return new(
            beds,
            sent,
            sent - accepted,
            after.LatencySince(before, 0.5),
            after.LatencySince(before, 0.99),
            (after.Server.CpuSeconds - before.Server.CpuSeconds) / span,
            (generatorAfter - generatorBefore) / span,
            after.Server.ResidentMb
        )
        {
            Burst = burstResult,
        };
    }

    /// <summary>Lets the measured seconds pass, with the burst of alarms in their middle.</summary>
    private async Task<BurstResult?> PassAsync(ServerProcess server, SimulatedWard ward, CancellationToken stop)
    {
        var end = clock.GetTimestamp() + (long)(seconds * clock.TimestampFrequency);
        BurstResult? result = null;
        if (burst > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, seconds / 2 - AlarmBurst.SecondsBefore)), clock, stop);
            result = await new AlarmBurst(server, ward.Devices, clock).RunAsync(burst, stop);
        }

        var left = clock.GetElapsedTime(clock.GetTimestamp(), end);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, stop);
        return result;
    }

    /// <summary>Waits until every frame is accepted, at most for the time that frames may be on their way.</summary>
    private async Task<long> AcceptedAsync(ServerProcess server, long sent, CancellationToken stop)
    {
        var beginning = clock.GetTimestamp();
        while (true)
        {
            var accepted = (await server.MeasureAsync(stop)).FramesAccepted;
            if (accepted >= sent || clock.GetElapsedTime(beginning) > Arrival)
                return accepted;
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, stop);
        }
    }

    private static double GeneratorCpuSeconds()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime.TotalSeconds;
    }
}
