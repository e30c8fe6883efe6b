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
    /// <summary>Per minute from which a lasting rhythm is looked at.</summary>
    /// <remarks>
    /// A choice, not a definition: ventricular tachycardia begins at 100. In challenge2015, in sample, four false
    /// alarms of 162 are no longer refuted at 130, and 14 at 100: between them lie wide beats of a sinus rhythm.
    /// </remarks>
    private const float Fast = 130;

    /// <summary>Seconds from which a QRS complex is wide (AHA/ACCF/HRS 2009).</summary>
    private const float Wide = 0.12f;

    /// <summary>Seconds before the alarm in which the rhythm is looked at.</summary>
    private const double Since = -12;

    /// <summary>Whether every trusted lead goes on fast and wide.</summary>
    public static bool Is(AlarmContext context)
    {
        LeadAnalysis[] leads =
        [
            .. context.Leads.Where(l => ChannelReliability.IsTrusted(l, context.Candidate.AtSeconds)),
        ];
        return leads.Length > 0 && leads.All(IsFastAndWide);
    }

    private static bool IsFastAndWide(LeadAnalysis lead)
    {
        DetectedBeat[] own = [.. lead.NarrowBeats.Where(b => b.Seconds >= Since)];
        return own.Length > 0
            && BeatTimes.MedianRate([.. own.Select(b => b.Seconds)], Since, 0) >= Fast
            && OfflineBeatDetector.Quantile([.. own.Select(b => b.Width)], 0.5) >= Wide;
    }
}
