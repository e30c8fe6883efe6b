using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>An irregularly irregular rhythm for at least 30 seconds, or the beginning of one.</summary>
/// <remarks>
/// 30 s after the ESC guideline of 2020. Judged on intervals alone, so a low priority: a rhythm to know of, not to run
/// for. Beats that look ventricular are left out, and a pulse that is regular speaks against an ECG that is not.
/// Between the two scores nothing changes, and one episode is one alarm: it must be gone for half a minute to end. Few
/// beats may look irregular by chance, so a beginning is only suspected: the verification, which reads the waves too,
/// has to confirm it.
/// </remarks>
public sealed class AtrialFibrillation : IAlarmCondition
{
    /// <summary>Score of <see cref="RrIrregularity"/> from which the rhythm counts as fibrillating.</summary>
    private const float From = 0.6f;

    /// <summary>Score below which it does not any more.</summary>
    private const float Below = 0.4f;

    /// <summary>Intervals without which nothing is said of a minute: half a minute at 60 per minute.</summary>
    private const int LeastIntervals = 30;

    private const double MinuteSeconds = 60;

    /// <summary>
    /// The seconds that a beginning shows in: at 60 per minute they have the
    /// <see cref="RrIrregularity.LeastIntervals"/>. A choice, made on cpsc2021 and mitdb.
    /// </summary>
    private const double NewestSeconds = 12;

    public AlarmKind Kind => AlarmKind.AtrialFibrillation;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 30;

    public double ReliefSeconds => 30;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var minute = Score(signals, MinuteSeconds, LeastIntervals);
        if (minute >= From)
            return Presence.Present;
        if (Score(signals, NewestSeconds, RrIrregularity.LeastIntervals) >= From)
            return Presence.Suspected;
        return minute < Below ? Presence.Absent : Presence.Unknown;
    }

    /// <summary>
    /// Of the most regular trusted channel: it misses and invents the fewest beats. NaN where none tells.
    /// </summary>
    private static float Score(BedSignals signals, double seconds, int leastIntervals)
    {
        var now = signals.NowSeconds;
        var regular = float.NaN;
        foreach (var channel in signals.Channels)
        {
            if ((channel.Kind != SignalKind.Ecg && !Leads.IsPulse(channel)) || !Leads.IsTrusted(channel))
                continue;
            var rhythm = RrIrregularity.WithoutEctopy(channel.Beats, now, seconds);
            if (rhythm.Intervals >= leastIntervals && !(rhythm.Score >= regular))
                regular = rhythm.Score;
        }

        return regular;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        Score(signals, MinuteSeconds, LeastIntervals) >= From
            ? "Irregularly irregular heartbeat for 30 s: probably atrial fibrillation"
            : "Irregularly irregular heartbeat: atrial fibrillation probably begins";
}
