using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Conditions;

/// <summary>No QRS complex for 4 seconds on any lead.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. The four seconds are of samples that came: a heart may have beaten in those that were
/// lost. A lead that
/// has come off is also silent, so a lead whose seconds are missing or saturated does not count. While a pulse goes on
/// beating, the
/// electrodes are off, or the complexes too small to be found, and the heart has not stopped; where every lead is
/// perfectly flat, any
/// pulses tell that. Where no pulse channel tells, flat leads that beat within the minute before count: when in doubt
/// the alarm sounds.
/// </remarks>
public sealed class Asystole : IAlarmCondition
{
    /// <summary>Seconds without a QRS complex (CinC Challenge 2015).</summary>
    public const double SilenceSeconds = 4;

    /// <summary>
    /// A lead must have beaten within this many seconds to be able to stop: a channel that never showed a
    /// heart shows no arrest.
    /// </summary>
    public const double HeardWithinSeconds = 60;

    /// <summary>
    /// Seconds between two pulses from which a pulse wave no longer says that the heart beats on: a rate of 30.
    /// </summary>
    private const double LongestPulsePause = 2;

    public AlarmKind Kind => AlarmKind.Asystole;

    public AlarmPriority Priority => AlarmPriority.High;

    public double OnsetSeconds => 0;

    /// <summary>
    /// A few escape beats do not end an arrest: what stops again within ten seconds is the same event.
    /// </summary>
    public double ReliefSeconds => 10;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var now = signals.NowSeconds;
        var (listening, allFlat) = (0, true);
        foreach (var channel in signals.Channels)
        {
            if (channel.Kind != SignalKind.Ecg)
                continue;
            var silence = LeadSilence.Newest(channel, now);
            if (silence.Seconds < SilenceSeconds)
                return Presence.Absent;
            if (silence.Seen < SilenceSeconds)
                continue;
            if (
                Leads.HasHad(channel, QualityIssues.Missing | QualityIssues.Saturated, 2)
                || now - channel.EndSeconds > 2
            )
                continue;
            if (silence.Seconds > HeardWithinSeconds || channel.Beats.Count == 0)
                continue;
            listening++;
            allFlat &= Leads.HasHad(channel, QualityIssues.Flat, 2);
        }

        if (listening == 0)
            return Presence.Unknown;
        if (Pulses.BeatOn(signals, SilenceSeconds, LongestPulsePause))
            return Presence.Absent;
        return allFlat && Pulses.Any(signals, SilenceSeconds) ? Presence.Unknown : Presence.Present;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"No heartbeat on any ECG lead for {SilenceSeconds:0} s";
}
