using System.Buffers;
using System.Collections.Immutable;
using Shouldly;
using WardGrid.Alarms;
using WardGrid.Alarms.Conditions;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Alarms;

/// <summary>A simulated patient's signals, watched by all conditions as on a ward.</summary>
internal static class WatchedBed
{
    /// <param name="isLost">Whether what the monitor sends at a moment, in seconds since its begin, is lost on the way;
    /// null where nothing is.</param>
    public static List<ConditionChange> Watch(
        ulong seed,
        ImmutableArray<ScenarioStep> steps,
        double seconds,
        ImmutableArray<ChannelDeclaration>? channels = null,
        AlarmLimits? limits = null,
        Func<double, bool>? isLost = null
    )
    {
        var birth = new DeviceBirth(1, "test", "1", channels ?? SimulatedMonitor.UsualChannels);
        var monitor = new SimulatedMonitor(seed, new("test", steps), birth, startMicros: 0);
        var signals = new BedSignals(birth);
        var watch = new ConditionWatch();
        var changes = new List<ConditionChange>();
        var bytes = new ArrayBufferWriter<byte>();
        while (monitor.DueSeconds < seconds)
        {
            bytes.ResetWrittenCount();
            var lost = isLost?.Invoke(monitor.DueSeconds) == true;
            var kind = monitor.Next(bytes);
            if (lost)
                continue;
            switch (kind)
            {
                case MessageKind.Wave:
                    WaveFrame.TryRead(bytes.WrittenSpan, out var frame).IsRefused.ShouldBeFalse();
                    signals.Accept(frame).IsRefused.ShouldBeFalse();
                    watch.Advance(signals, limits ?? AlarmLimits.For(AgeBand.Adult), changes);
                    break;
                case MessageKind.Numerics:
                    DeviceNumericsJson.TryRead(bytes.WrittenSpan, out var numerics).IsRefused.ShouldBeFalse();
                    signals.Accept(numerics!);
                    break;
            }
        }

        return changes;
    }

    public static string Words(IEnumerable<ConditionChange> changes) =>
        string.Join("; ", changes.Select(c => $"{c.AtSeconds:0.0} {c.Kind} {(c.Started ? c.Text : "ends")}"));
}
