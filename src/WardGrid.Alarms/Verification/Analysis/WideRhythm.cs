using WardGrid.Alarms.Verification.Rules;
using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>
/// Whether the patient's usual rhythm is itself fast and wide, so that it may be the tachycardia of the alarm.
/// </summary>
/// <remarks>
/// What is usual is learnt from the last minute. A tachycardia that lasts longer, or was there from the start, is then
/// all that a lead knows, and its even beats deny themselves. Wide beats as fast may also be conducted from above (a
/// bundle branch block, a pacemaker), but a wide tachycardia is ventricular until it is shown to be another (2019 ESC
/// guideline on supraventricular tachycardia), so no such alarm is refuted.
/// </remarks>
internal static class WideRhythm
{
    /// <summary>Per minute from which ventricular beats are a tachycardia (CinC Challenge 2015).</summary>
    private const float Fast = 100;

    /// <summary>Per minute from which the rhythm need not be even.</summary>
    /// <remarks>
    /// A choice, not a definition. In challenge2015 noise that widens the beats of a slower rhythm is counted as beats
    /// too and makes it uneven.
    /// </remarks>
    private const float VeryFast = 130;

    /// <summary>Spread of the intervals, as a share of their mean, up to which a rhythm is even.</summary>
    /// <remarks>
    /// A ventricular tachycardia of one shape varies by less than 40 ms (Swerdlow et al. 1994), a tenth at 130 per
    /// minute; the rest is for beats of the sinus node that break through. Atrial fibrillation spreads by 0.24 (Tateno
    /// and Glass 2001). Any bound from 0.1 to 0.15 costs the same one false alarm of challenge2015.
    /// </remarks>
    private const float Even = 0.15f;

    /// <summary>Seconds from which a QRS complex is wide (AHA/ACCF/HRS 2009).</summary>
    private const float Wide = 0.12f;

    /// <summary>Seconds before the alarm in which the rhythm is looked at.</summary>
    private const double Since = -12;

    /// <summary>Whether every lead goes on fast and wide, and one of them evenly or all of them very fast.</summary>
    public static bool Is(AlarmContext context)
    {
        var leads = Leads(context);
        return leads.Length > 0
            && leads.All(l => IsWide(l) && Rate(l) >= Fast)
            && (leads.Any(IsEven) || leads.All(l => Rate(l) >= VeryFast));
    }

    /// <remarks>
    /// While half of the minute is the tachycardia's, its beats and those before it do not resemble each other, so no
    /// lead is trusted; one that is whole and usable still shows the rhythm.
    /// </remarks>
    private static LeadAnalysis[] Leads(AlarmContext context)
    {
        var trusted = ChannelReliability.TrustedLeads(context);
        var at = context.Candidate.AtSeconds;
        return trusted.Length > 0 ? trusted : [.. context.Leads.Where(l => ChannelReliability.ShowsRhythm(l, at))];
    }

    private static DetectedBeat[] Beats(LeadAnalysis lead) => [.. lead.NarrowBeats.Where(b => b.Seconds >= Since)];

    private static double[] Times(LeadAnalysis lead) => [.. Beats(lead).Select(b => b.Seconds)];

    private static bool IsWide(LeadAnalysis lead) =>
        OfflineBeatDetector.Quantile([.. Beats(lead).Select(b => b.Width)], 0.5) >= Wide;

    private static bool IsEven(LeadAnalysis lead) => BeatTimes.Irregularity(Times(lead), Since, 0) <= Even;

    private static float Rate(LeadAnalysis lead) => BeatTimes.MedianRate(Times(lead), Since, 0);
}
