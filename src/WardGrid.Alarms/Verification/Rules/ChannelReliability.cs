using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Quality;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>Which channels may be believed when they deny an alarm; to confirm one, less is enough.</summary>
/// <remarks>
/// A channel that was flat, railed or missing shortly before the alarm denies nothing, nor one whose beats there do not
/// resemble the patient's own: noise can always be counted as beats.
/// </remarks>
internal static class ChannelReliability
{
    /// <summary>A channel that is trusted less than this is not reliable.</summary>
    /// <remarks>
    /// After Orphanidou et al. 2015: mean correlation of beats with their template from 0.66 (ECG) and 0.86 (pleth);
    /// ours is the median among beats of a minute, which lies a little lower for pulses.
    /// </remarks>
    public const float TrustedLead = 0.66f,
        TrustedPulse = 0.80f;

    /// <summary>Mean likeness to the usual beat or pulse that the last seconds must reach.</summary>
    public const float OwnLead = 0.70f,
        OwnPulse = 0.60f;

    /// <summary>Seconds before the alarm that are looked at, and how many of them may be broken.</summary>
    private const int Seconds = 12,
        MayBeBroken = 1;

    /// <summary>
    /// Seconds in which a rhythm is told (ESC guideline of 2020), and how many of them a lead that has just
    /// begun must have shown.
    /// </summary>
    private const int RhythmSeconds = 30,
        LeastRhythmSeconds = 8;

    /// <summary>
    /// Seconds of its last minute that a channel must have sent: what is usual is a median of the minute, so half of
    /// it.
    /// </summary>
    private const double KnownAfter = Strip.Seconds / 2;

    /// <summary>
    /// Pulses of a minute, and times the usual height, from which those are the heart's and the usual ones are what
    /// lies between.
    /// </summary>
    /// <remarks>
    /// Below 15 per minute most stretches of 2 s hold no pulse (<see cref="OfflineBeatDetector"/>). Two tall ones may
    /// be movements; a heart at 8 has three in the half minute after which a channel is known, and a wave's noise stays
    /// below a tenth of its pulses.
    /// </remarks>
    private const int TallPulses = 3,
        Dwarfed = 10;

    private const QualityIssues Broken = QualityIssues.Missing | QualityIssues.Flat | QualityIssues.Saturated;

    public static bool IsReliable(LeadAnalysis lead, double atSeconds) =>
        IsTrusted(lead, atSeconds)
        && IsKnown(lead.Strip)
        && DetectedBeat.MeanLikeness(lead.NarrowBeats, -Seconds, 0) >= OwnLead;

    public static bool IsReliable(PulseAnalysis pulse, double atSeconds) =>
        IsTrusted(pulse, atSeconds)
        && IsKnown(pulse.Strip)
        && !IsDwarfed(pulse)
        && pulse.Likeness(-Seconds, 0) >= OwnPulse;

    /// <summary>
    /// Whether a channel may be believed when it shows the event: its usual beats resemble each other, and it is whole.
    /// </summary>
    /// <remarks>
    /// Of the beats before the alarm nothing is asked: in an event they are not the patient's usual ones.
    /// </remarks>
    public static bool IsTrusted(LeadAnalysis lead, double atSeconds) =>
        lead.Trust >= TrustedLead && IsWhole(lead.Channel, atSeconds);

    public static bool IsTrusted(PulseAnalysis pulse, double atSeconds) =>
        pulse.Trust >= TrustedPulse && IsWhole(pulse.Channel, atSeconds);

    /// <summary>The leads that may be believed when they show an event.</summary>
    public static LeadAnalysis[] TrustedLeads(AlarmContext context) =>
        [.. context.Leads.Where(l => IsTrusted(l, context.Candidate.AtSeconds))];

    /// <summary>Whether a channel has been seen for long enough to know what is usual on it.</summary>
    public static bool IsKnown(Strip strip) => strip.ValidShare(-Strip.Seconds, 0) * Strip.Seconds >= KnownAfter;

    /// <summary>
    /// Whether a lead shows the rhythm of the last half minute, whatever its beats look like: most of
    /// what it sent is usable.
    /// </summary>
    public static bool ShowsRhythm(LeadAnalysis lead, double atSeconds)
    {
        var (seconds, usable, log) = (0, 0, lead.Channel.Quality);
        for (var n = log.End - 1; n >= log.Begin && log[n].Second >= atSeconds - RhythmSeconds; n--)
        {
            if (log[n].Second + 1 > atSeconds)
                continue;
            seconds++;
            usable += log[n].Score >= QualitySecond.Usable ? 1 : 0;
        }

        return seconds >= LeastRhythmSeconds && 2 * usable >= seconds && IsWhole(lead.Channel, atSeconds);
    }

    /// <summary>Whether the usual pulses are the noise between the pulses of a slow heart.</summary>
    private static bool IsDwarfed(PulseAnalysis pulse) =>
        pulse.Pulses.Count(p => p.Amplitude >= Dwarfed * pulse.UsualAmplitude) >= TallPulses;

    private static bool IsWhole(SignalChannel channel, double atSeconds)
    {
        var (broken, log) = (0, channel.Quality);
        for (var n = log.End - 1; n >= log.Begin && log[n].Second + 1 > atSeconds - Seconds; n--)
            broken += log[n].Second < atSeconds && (log[n].Issues & Broken) != 0 ? 1 : 0;
        return broken <= MayBeBroken;
    }
}
