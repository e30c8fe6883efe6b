using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Alarms.Conditions;

/// <summary>A heart rate above the limit (140 per minute in an adult) over 17 beats.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. The slowest trusted lead decides: noise adds beats to a lead more often than it hides
/// 17 of them. A rate that has gone above the limit must come back well below it to end the alarm: in atrial
/// fibrillation it swings by as much.
/// </remarks>
public sealed class ExtremeTachycardia : IAlarmCondition
{
    /// <summary>Beats over which the rate is taken (CinC Challenge 2015).</summary>
    public const int Beats = 17;

    /// <summary>
    /// Part of the limit that the rate must fall to again: the tenth by which a rate may be off (IEC 60601-2-27).
    /// </summary>
    private const double Below = 0.9;

    public AlarmKind Kind => AlarmKind.ExtremeTachycardia;

    public AlarmPriority Priority => AlarmPriority.High;

    public double OnsetSeconds => 0;

    /// <summary>What comes back within ten seconds is the same event.</summary>
    public double ReliefSeconds => 10;

    public bool NeedsNoSamples => true;

    public bool RestsOnDevice(BedSignals signals) => StandInRate.Of(signals).Exists;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var standIn = StandInRate.Of(signals);
        if (!standIn.Exists && !signals.SamplesCome)
            return Presence.Unknown;
        var rate = standIn.Exists ? standIn.Value : Slowest(signals);
        if (double.IsNaN(rate))
            return Presence.Unknown;
        if (rate > limits.TachycardiaAbove)
            return Presence.Present;
        return rate < Below * limits.TachycardiaAbove ? Presence.Absent : Presence.Unknown;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        StandInRate.Of(signals).Exists
            ? StandInRate.Describe(signals, $"limit {limits.TachycardiaAbove:0}")
            : $"Heart rate {Slowest(signals):0} per minute over {Beats} beats, limit {limits.TachycardiaAbove:0}";

    private static double Slowest(BedSignals signals)
    {
        var now = signals.NowSeconds;
        var slowest = double.NaN;
        foreach (var channel in signals.Channels)
        {
            if (channel.Kind != SignalKind.Ecg || !Leads.IsTrusted(channel))
                continue;
            var rate = Leads.Rate(channel, Beats, now);
            if (!double.IsNaN(rate) && !(rate >= slowest))
                slowest = rate;
        }

        return slowest;
    }
}
