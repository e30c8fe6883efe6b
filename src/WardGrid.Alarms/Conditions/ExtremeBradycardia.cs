using WardGrid.Signals;
using WardGrid.Signals.Frames;

namespace WardGrid.Alarms.Conditions;

/// <summary>A heart rate below the limit (40 per minute in an adult) over 5 beats.</summary>
/// <remarks>Source: CinC Challenge 2015. One trusted lead that beats faster contradicts: a lead misses beats more often than it invents them.</remarks>
public sealed class ExtremeBradycardia : IAlarmCondition
{
    /// <summary>Beats over which the rate is taken (CinC Challenge 2015).</summary>
    public const int Beats = 5;

    public AlarmKind Kind => AlarmKind.ExtremeBradycardia;

    public AlarmPriority Priority => AlarmPriority.High;

    public double OnsetSeconds => 0;

    public double ReliefSeconds => 5;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var rate = Fastest(signals);
        return double.IsNaN(rate) ? Presence.Unknown : rate < limits.BradycardiaBelow ? Presence.Present : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Heart rate {Fastest(signals):0} per minute over {Beats} beats, limit {limits.BradycardiaBelow:0}";

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
