using WardGrid.Signals;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Conditions;

/// <summary>No QRS complex for 4 seconds on any lead.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. A lead that has come off is also silent, so a lead whose seconds are missing or saturated does not
/// count, and where every lead is flat while a pulse still arrives, the electrodes are off and not the heart. Where no pulse channel
/// tells, flat leads that beat within the minute before count: when in doubt the alarm sounds.
/// </remarks>
public sealed class Asystole : IAlarmCondition
{
    /// <summary>Seconds without a QRS complex (CinC Challenge 2015).</summary>
    public const double SilenceSeconds = 4;

    /// <summary>A lead must have beaten within this many seconds to be able to stop: a channel that never showed a heart shows no arrest.</summary>
    public const double HeardWithinSeconds = 60;

    public AlarmKind Kind => AlarmKind.Asystole;

    public AlarmPriority Priority => AlarmPriority.High;

    public double OnsetSeconds => 0;

    public double ReliefSeconds => 3;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var now = signals.NowSeconds;
        var listening = 0;
        var allFlat = true;
        foreach (var channel in signals.Channels)
        {
            if (channel.Kind != SignalKind.Ecg)
                continue;
            var silence = Leads.Silence(channel, now);
            if (silence < SilenceSeconds)
                return Presence.Absent;
            if (Leads.HasHad(channel, QualityIssues.Missing | QualityIssues.Saturated, 2) || now - channel.EndSeconds > 2)
                continue;
            if (silence > HeardWithinSeconds || channel.Beats.Count == 0)
                continue;
            listening++;
            allFlat &= Leads.HasHad(channel, QualityIssues.Flat, 2);
        }

        if (listening == 0)
            return Presence.Unknown;
        return allFlat && PulseGoesOn(signals, now) ? Presence.Unknown : Presence.Present;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) => $"No heartbeat on any ECG lead for {SilenceSeconds:0} s";

    private static bool PulseGoesOn(BedSignals signals, double now)
    {
        foreach (var channel in signals.Channels)
        {
            if (Leads.IsPulse(channel) && Leads.CountSince(channel.Beats, now - SilenceSeconds) >= 2)
                return true;
        }

        return false;
    }
}
