using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Conditions;

/// <summary>A fibrillatory, flutter or oscillatory waveform for 4 seconds on every lead that carries a signal.</summary>
/// <remarks>
/// Source: CinC Challenge 2015. Noise on every lead looks alike, so a pulse that goes on through it speaks against: no heart that
/// fibrillates moves blood. Where no pulse channel is connected, the leads alone decide. A fast uniform tachycardia is a flutter to the
/// eye: where a lead shows regular ventricular beats in it, it is left to <see cref="VentricularTachycardia"/>; where none are found, it
/// is raised here, since both call for the same response.
/// </remarks>
public sealed class VentricularFibrillation : IAlarmCondition
{
    /// <summary>Pulses in the same 4 seconds from which the heart is beating: 45 per minute.</summary>
    private const int BeatingPulses = 3;

    public AlarmKind Kind => AlarmKind.VentricularFibrillation;

    public AlarmPriority Priority => AlarmPriority.High;

    /// <summary>Two seconds beyond the four: a hand on the electrodes looks like fibrillation, but seldom for so long.</summary>
    public double OnsetSeconds => 2;

    /// <summary>Fibrillation waxes and wanes; what comes back within ten seconds is the same event.</summary>
    public double ReliefSeconds => 10;

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
            if (FibrillationMeasure.Of(lead, lead.EndSeconds) is not { } measure)
                continue;
            if (BeatsRegularly(lead, now))
                return Presence.Absent;
            seen++;
            if (measure.Score >= FibrillationMeasure.Present)
                shown++;
        }

        if (seen == 0)
            return Presence.Unknown;
        return shown == seen && !IsBeating(signals, now) ? Presence.Present : Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        $"Fibrillatory waveform for {FibrillationMeasure.Seconds:0} s on every ECG lead";

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
