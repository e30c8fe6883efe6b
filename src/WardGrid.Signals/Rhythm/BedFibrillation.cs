using System.Collections.Immutable;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Rhythm;

/// <summary>Whether every ECG lead of a bed that carries a signal shows fibrillation or flutter, and no pulse speaks against it.</summary>
/// <remarks>
/// The alarm and the heart rate rest on this one judgement: where it is true there are no beats to count. A lead shows it where the mean
/// of its last judgements (<see cref="FibrillatingLead.Odds"/>) is above even odds. Regular ventricular beats on a lead are a tachycardia.
/// </remarks>
public static class BedFibrillation
{
    /// <summary>Judgements, a second apart, that a lead's odds are averaged over.</summary>
    private const int Judgements = 3;

    /// <summary>Pulses in the same 4 seconds from which the heart is beating: 45 per minute.</summary>
    private const int BeatingPulses = 3;

    /// <summary>As of <paramref name="now"/>; null where no lead has the quality to tell.</summary>
    public static bool? IsShown(ImmutableArray<SignalChannel> channels, double now)
    {
        var isSeen = false;
        foreach (var lead in channels)
        {
            if (lead.Kind != SignalKind.Ecg || now - lead.EndSeconds > 1)
                continue;
            if (ChannelTrust.CarriesNothing(lead, QualityIssues.Missing | QualityIssues.Flat | QualityIssues.Saturated, 2))
                continue;
            if (BeatsRegularly(lead, now))
                return false;
            var odds = Odds(lead);
            if (float.IsNaN(odds))
                continue;
            // One lead that shows a heart is enough: the others need not be measured.
            if (odds < 0)
                return false;
            isSeen = true;
        }

        return isSeen ? !IsBeating(channels, now) : null;
    }

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

    private static bool IsBeating(ImmutableArray<SignalChannel> channels, double now)
    {
        foreach (var channel in channels)
        {
            if (channel.Kind is SignalKind.Pleth or SignalKind.ArterialPressure && ChannelTrust.IsTrusted(channel)
                && TallSince(channel, now - FibrillationMeasure.Seconds) >= BeatingPulses)
                return true;
        }

        return false;
    }

    /// <summary>Pulses of the patient's height: without any, a detector finds some in the noise.</summary>
    private static int TallSince(SignalChannel channel, double seconds)
    {
        var (count, beats) = (0, channel.Beats);
        for (var i = beats.End - 1; i >= beats.Begin && beats[i].Seconds >= seconds; i--)
            count += channel.MayBeOfHeart(beats[i]) ? 1 : 0;
        return count;
    }
}
