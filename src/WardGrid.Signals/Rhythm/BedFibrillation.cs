using System.Collections.Immutable;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Rhythm;

/// <summary>
/// Whether every ECG lead of a bed that carries a signal shows fibrillation or flutter, and no pulse speaks against it.
/// </summary>
/// <remarks>
/// The alarm rests on this judgement, and so does the heart rate unless fast even beats can be counted all the same. A
/// lead shows it where the mean of its last judgements (<see cref="FibrillatingLead.Odds"/>) is above even odds.
/// Regular beats on a lead are a tachycardia.
/// </remarks>
public static class BedFibrillation
{
    /// <summary>Judgements, a second apart, that a lead's odds are averaged over.</summary>
    private const int Judgements = 3;

    /// <summary>Pulses in the same 4 seconds from which the heart is beating: 45 per minute.</summary>
    private const int BeatingPulses = 3;

    /// <summary>Likeness to the usual beat from which a beat has its shape.</summary>
    private const float Alike = 0.9f;

    /// <summary>
    /// Seconds of the four that even beats fill: a beat is known 0.4 s late, and one may stand at the beginning.
    /// </summary>
    private const double LongRun = 3;

    /// <summary>As of <paramref name="now"/>; null where no lead has the quality to tell.</summary>
    public static bool? IsShown(ImmutableArray<SignalChannel> channels, double now)
    {
        var isSeen = false;
        foreach (var lead in channels)
        {
            if (lead.Kind != SignalKind.Ecg || now - lead.EndSeconds > 1)
                continue;
            if (
                ChannelTrust.CarriesNothing(
                    lead,
                    QualityIssues.Missing | QualityIssues.Flat | QualityIssues.Saturated,
                    2
                )
            )
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

    /// <summary>
    /// Whether there are no beats to count: fibrillation is shown, and no lead has fast and even beats.
    /// </summary>
    public static bool HidesBeats(ImmutableArray<SignalChannel> channels, double now)
    {
        if (IsShown(channels, now) != true)
            return false;
        foreach (var lead in channels)
        {
            if (lead.Kind == SignalKind.Ecg && now - lead.EndSeconds <= 1 && BeatsFast(lead, now))
                return false;
        }

        return true;
    }

    /// <summary>
    /// Whether a lead's wave looks like flutter while its beats are fast, even and alike: ventricular tachycardia,
    /// though it may be usual by now.
    /// </summary>
    /// <remarks>AHA/ACC/HRS 2017: a regular wide rhythm above 100 per minute is ventricular tachycardia.</remarks>
    public static bool IsTachycardia(SignalChannel lead, double now) => BeatsFast(lead, now) && Flutters(lead);

    /// <summary>Whether the wave of one lead looks like flutter or fibrillation, whatever is counted on it.</summary>
    public static bool Flutters(SignalChannel lead) => Odds(lead) >= 0;

    /// <summary>Mean log-odds of a lead's last judgements; NaN where none of them has the quality to be one.</summary>
    private static float Odds(SignalChannel lead)
    {
        var (sum, count) = (0f, 0);
        for (var back = 0; back < Judgements; back++)
        {
            if (
                FibrillatingLead.Of(lead, lead.EndSeconds - back)
                is not { Quality: >= FibrillatingLead.LeastQuality } shown
            )
                continue;
            sum += shown.Odds;
            count++;
        }

        return sum / count;
    }

    /// <summary>Five ventricular beats or more in a row whose intervals differ by less than a fifth.</summary>
    private static bool BeatsRegularly(SignalChannel lead, double now) =>
        EvenRun(lead, now, orAlike: false).Beats >= VentricularRun.TachycardiaBeats;

    /// <summary>
    /// Three seconds above 100 per minute of even beats, each ventricular or like the lead's usual one.
    /// </summary>
    /// <remarks>
    /// A tachycardia that lasts is soon the lead's usual beat. What is counted in fibrillation is slower, or not so
    /// even and alike for long.
    /// </remarks>
    private static bool BeatsFast(SignalChannel lead, double now) =>
        EvenRun(lead, now, orAlike: true) is { Seconds: >= LongRun, IsFast: true };

    /// <summary>
    /// The newest beats in a row, all ventricular or, if asked, like the usual one; none where their
    /// intervals differ by a fifth.
    /// </summary>
    private static (int Beats, double Seconds, bool IsFast) EvenRun(SignalChannel lead, double now, bool orAlike)
    {
        var beats = lead.Beats;
        var (count, sum, shortest, longest) = (0, 0.0, float.MaxValue, 0f);
        for (var i = beats.End - 1; i >= beats.Begin && beats[i].Seconds > now - FibrillationMeasure.Seconds; i--)
        {
            var belongs = beats[i].Class == BeatClass.Ventricular || (orAlike && beats[i].Likeness >= Alike);
            if (!belongs || float.IsNaN(beats[i].Interval))
                break;
            (count, sum) = (count + 1, sum + beats[i].Interval);
            (shortest, longest) = (Math.Min(shortest, beats[i].Interval), Math.Max(longest, beats[i].Interval));
        }

        return longest < 1.2f * shortest ? (count, sum, 60 * count > VentricularRun.TachycardiaRate * sum) : default;
    }

    private static bool IsBeating(ImmutableArray<SignalChannel> channels, double now)
    {
        foreach (var channel in channels)
        {
            if (
                channel.Kind is SignalKind.Pleth or SignalKind.ArterialPressure
                && ChannelTrust.IsTrusted(channel)
                && TallSince(channel, now - FibrillationMeasure.Seconds) >= BeatingPulses
            )
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
