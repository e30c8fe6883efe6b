using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Alarms.Conditions;

/// <summary>A heart rate below the limit (40 per minute in an adult) over 5 beats.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. One trusted lead that beats faster contradicts, and so does a pulse that beats on
/// faster: a lead misses beats more often than it invents them. A rate that has gone below the limit must come back
/// well above it to end the alarm.
/// </remarks>
public sealed class ExtremeBradycardia : IAlarmCondition
{
    /// <summary>Beats over which the rate is taken (CinC Challenge 2015).</summary>
    public const int Beats = 5;

    /// <summary>
    /// Part of the limit by which the rate must exceed it again: the tenth by which a rate may be off (IEC 60601-2-27).
    /// </summary>
    private const double Above = 1.1;

    /// <summary>Seconds over which a pulse must have gone on faster: five beats at 40 per minute.</summary>
    private const double PulseSeconds = 6;

    public AlarmKind Kind => AlarmKind.ExtremeBradycardia;

    public AlarmPriority Priority => AlarmPriority.High;

    public double OnsetSeconds => 0;

    /// <summary>What falls back within ten seconds is the same event.</summary>
    public double ReliefSeconds => 10;

    public bool NeedsNoSamples => true;

    public bool RestsOnDevice(BedSignals signals) => StandInRate.Of(signals).Exists;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        if (StandInRate.Of(signals) is { Exists: true } standIn)
            return Judge(standIn.Value, limits);
        if (!signals.SamplesCome)
            return Presence.Unknown;
        var rate = Fastest(signals);
        if (double.IsNaN(rate))
            return Presence.Unknown;
        if (rate >= limits.BradycardiaBelow)
            return Judge(rate, limits);
        return Pulses.BeatOn(signals, PulseSeconds, 60 / limits.BradycardiaBelow) ? Presence.Absent : Presence.Present;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        StandInRate.Of(signals).Exists
            ? StandInRate.Describe(signals, $"limit {limits.BradycardiaBelow:0}")
            : $"Heart rate {Fastest(signals):0} per minute over {Beats} beats, limit {limits.BradycardiaBelow:0}";

    private static Presence Judge(double rate, AlarmLimits limits)
    {
        if (rate < limits.BradycardiaBelow)
            return Presence.Present;
        return rate > Above * limits.BradycardiaBelow ? Presence.Absent : Presence.Unknown;
    }

    private static double Fastest(BedSignals signals)
    {
        var now = signals.NowSeconds;
        var fastest = double.NaN;
        foreach (var channel in signals.Channels)
        {
            if (channel.Kind != SignalKind.Ecg || !Leads.IsTrusted(channel))
                continue;
            var rate = Leads.Rate(channel, Beats, now);
            if (!double.IsNaN(rate) && !(rate <= fastest))
                fastest = rate;
        }

        return fastest;
    }
}
