using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Patients.Devices.Conformance;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Bedside;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Patients.Conformance;

/// <summary>Plays a monitor into a conformance run, over a network that takes 2 to 8 ms.</summary>
internal static class TestedDevice
{
    public static readonly DateTimeOffset Begin = Clocks.Morning;

    private static readonly long StartMicros = (Begin - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static IBedsideMonitor Good(ImmutableArray<ChannelDeclaration>? channels = null) =>
        new SimulatedMonitor(
            5,
            Scenarios.Acceptance,
            new(1, "Model", "S-1", channels ?? FaultyMonitor.Channels),
            StartMicros
        );

    public static IBedsideMonitor With(DeviceFault fault) => new FaultyMonitor(Good(), fault, StartMicros);

    public static ConformanceRun Run(double seconds = 60) =>
        new(
            new("run", "device-1", Begin, TimeSpan.FromSeconds(seconds), "engineer"),
            Begin,
            mapped: _ => null,
            openAlarms: 0
        );

    /// <summary>Plays to the end of the run.</summary>
    /// <param name="change">Changes a message before it arrives; null leaves it out.</param>
    public static ConformanceRun Play(
        IBedsideMonitor monitor,
        double seconds = 60,
        Func<MessageKind, byte[], byte[]?>? change = null
    )
    {
        var run = Run(seconds);
        run.Connected(keepAliveSeconds: 30, isNew: false);
        var random = new Pcg32(3, 3);
        var arrived = Begin;
        while (monitor.DueSeconds < seconds)
        {
            var due = Begin.AddSeconds(monitor.DueSeconds + random.Uniform(0.002f, 0.008f));
            arrived = due > arrived ? due : arrived;
            var payload = new ArrayBufferWriter<byte>();
            var kind = monitor.Next(payload);
            var bytes = payload.WrittenSpan.ToArray();
            var sent = change is null ? bytes : change(kind, bytes);
            if (sent is null)
                continue;
            if (run.Hear(kind, sent, kind != MessageKind.Numerics, arrived) is { } alert)
                run.Shown(alert, arrived.AddMilliseconds(20));
        }

        return run;
    }

    public static ConformanceReport Report(ConformanceRun run, bool isBound = true) =>
        run.Report(ImmutableDictionary<RefusalReason, long>.Empty, isBound, run.Request.End);

    /// <summary>The requirements that a report says the device fails.</summary>
    public static string[] Failed(ConformanceReport report) =>
        [.. report.Findings.Where(f => f.Result == Conformity.Fail).Select(f => f.Requirement).Distinct().Order()];
}
