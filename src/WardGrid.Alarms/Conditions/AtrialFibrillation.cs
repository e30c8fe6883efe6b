using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>An irregularly irregular rhythm for at least 30 seconds.</summary>
/// <remarks>
/// 30 s after the ESC guideline of 2020. Judged on intervals alone, so a low priority: a rhythm to know of, not to run
/// for. Beats that look ventricular are left out, and a pulse that is regular speaks against an ECG that is not.
/// Between the two scores nothing changes, and one episode is one alarm: it must be gone for half a minute to end.
/// </remarks>
public sealed class AtrialFibrillation : IAlarmCondition
{
    /// <summary>Score of <see cref="RrIrregularity"/> from which the rhythm counts as fibrillating.</summary>
    private const float From = 0.6f;

    /// <summary>Score below which it does not any more.</summary>
    private const float Below = 0.4f;

    /// <summary>Intervals without which nothing is said: half a minute at 60 per minute.</summary>
    private const int LeastIntervals = 30;

    public AlarmKind Kind => AlarmKind.AtrialFibrillation;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 30;

    public double ReliefSeconds => 30;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var now = signals.NowSeconds;
        var regular = float.NaN;
        foreach (var channel in signals.Channels)
        {
            if ((channel.Kind != SignalKind.Ecg && !Leads.IsPulse(channel)) || !Leads.IsTrusted(channel))
                continue;
            var rhythm = RrIrregularity.WithoutEctopy(channel.Beats, now);
            // The most regular channel is the one that misses and invents the fewest beats.
            if (rhythm.Intervals >= LeastIntervals && !(rhythm.Score >= regular))
                regular = rhythm.Score;
        }

        return regular switch
        {
            >= From => Presence.Present,
            < Below => Presence.Absent,
            _ => Presence.Unknown,
        };
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        "Irregularly irregular heartbeat for 30 s: probably atrial fibrillation";
}
