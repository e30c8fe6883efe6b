using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>A fibrillatory, flutter or oscillatory waveform for 4 seconds on every lead that carries a signal.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. A lead shows it where the mean of its last three judgements (<see cref="FibrillatingLead.Odds"/>) is above
/// even odds; the rule was fixed on vfdb, cudb and simulated patients before it met an alarm (models/cards/own-alarms.md). Noise on
/// every lead looks alike, so a pulse that goes on through it speaks against: no heart that fibrillates moves blood. Where no pulse channel is connected, the leads alone decide. A fast uniform tachycardia is a flutter to the
/// eye: where a lead shows regular ventricular beats in it, it is left to <see cref="VentricularTachycardia"/>; where none are found, it
/// is raised here, since both call for the same response.
/// </remarks>
public sealed class VentricularFibrillation : IAlarmCondition
{
    /// <summary>Judgements, a second apart, that a lead's odds are averaged over.</summary>
    private const int Judgements = 3;

    /// <summary>Pulses in the same 4 seconds from which the heart is beating: 45 per minute.</summary>
    private const int BeatingPulses = 3;

    public AlarmKind Kind => AlarmKind.VentricularFibrillation;

    public AlarmPriority Priority => AlarmPriority.High;

    /// <summary>Two seconds beyond those that are looked at: a hand on the electrodes looks like fibrillation, but seldom for so long.</summary>
    public double OnsetSeconds => 2;

    /// <summary>Fibrillation waxes and wanes, and somebody is at the bed by then: what comes back within half a minute is the same event.</summary>
    public double ReliefSeconds => 30;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        var now = signals.NowSeconds;
        var (shown, seen) = (0, 0);
        foreach (var lead in signals.Channels)
        {
            if (lead.Kind != SignalKind.Ecg || now - lead.EndSeconds > 1)
                continue;
            if (Leads.HasHad(lead, QualityIssues.Missing | QualityIssues.Flat | QualityIssues.Saturated, 2))
                continue;
            if (BeatsRegularly(lead, now))
                return Presence.Absent;
            var odds = Odds(lead);
            if (float.IsNaN(odds))
                continue;
            seen++;
            if (odds >= 0)
                shown++;
        }

        if (seen == 0)
            return Presence.Unknown;
        return shown == seen && !IsBeating(signals, now) ? Presence.Present : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Fibrillatory waveform for {FibrillationMeasure.Seconds:0} s on every ECG lead";

    /// <summary>Mean log-odds of a lead's last judgements; NaN where none of them has the quality to be one.</summary>
    private static float Odds(SignalChannel lead)
    {
        var (sum, count) = (0f, 0);
        for (var back = 0; back < Judgements; back++)
        {
            if (FibrillatingLead.Of(lead, lead.EndSeconds - back) is not { Quality: >= FibrillatingLead.LeastQuality } shown)
                continue;
            sum += shown.Odds;
            count++;
        }

        return sum / count;
    }

    /// <summary>Five ventricular beats or more in a row whose intervals differ by less than a fifth.</summary>
    private static bool BeatsRegularly(SignalChannel lead, double now)
    {
        var beats = lead.Beats;
        var (count, shortest, longest) = (0, float.MaxValue, 0f);
        for (var i = beats.End - 1; i >= beats.Begin && beats[i].Seconds > now - FibrillationMeasure.Seconds; i--)
        {
            if (beats[i].Class != BeatClass.Ventricular || float.IsNaN(beats[i].Interval))
                break;
            count++;
            shortest = Math.Min(shortest, beats[i].Interval);
            longest = Math.Max(longest, beats[i].Interval);
        }

        return count >= VentricularRun.TachycardiaBeats && longest < 1.2f * shortest;
    }

    private static bool IsBeating(BedSignals signals, double now)
    {
        foreach (var channel in signals.Channels)
        {
            if (Leads.IsPulse(channel) && Leads.IsTrusted(channel)
                && Leads.CountSince(channel.Beats, now - FibrillationMeasure.Seconds) >= BeatingPulses)
                return true;
        }

        return false;
    }
}
