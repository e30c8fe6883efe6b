using WardGrid.Alarms.Verification.Analysis;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>How the channels are asked about one kind of alarm.</summary>
internal abstract class VerificationRule
{
    /// <summary>
    /// Seconds before the alarm in which the event would lie, with the time that a monitor may need to say so.
    /// </summary>
    protected const double Since = -12;

    /// <summary>
    /// Whether beats that are missing show the event. A lead whose electrode is loose misses them too.
    /// </summary>
    public virtual bool IsShownBySilence => false;

    /// <summary>
    /// Whether movement on one lead looks like the event, so that a lead alone may be wrong beside another channel.
    /// </summary>
    public virtual bool IsShownByArtefact => false;

    /// <summary>Whether enough was seen for a channel to deny the event.</summary>
    public virtual bool MayBeDenied(AlarmContext context) => true;

    /// <summary>Whether any channel is good enough to refute the alarm on, where enough was seen.</summary>
    public virtual bool HasReliableChannel(AlarmContext context) =>
        context.Leads.Any(l => ChannelReliability.IsReliable(l, context.Candidate.AtSeconds))
        || context.Pulses.Any(p => ChannelReliability.IsReliable(p, context.Candidate.AtSeconds));

    public abstract ChannelFinding AskLead(LeadAnalysis lead);

    public abstract ChannelFinding AskPulse(PulseAnalysis pulse);

    /// <summary>What the leads show in common, as <see cref="ChannelFinding.Agrees"/> says it.</summary>
    public abstract bool? AskTogether(AlarmContext context);

    /// <summary>The rule for a kind of alarm; null for a kind that is not verified.</summary>
    public static VerificationRule? For(AlarmKind kind, OperatingPoints points) =>
        kind switch
        {
            AlarmKind.Asystole => new AsystoleRule(points),
            AlarmKind.ExtremeBradycardia => new BradycardiaRule(points),
            AlarmKind.ExtremeTachycardia => new TachycardiaRule(points),
            AlarmKind.VentricularTachycardia => new VentricularTachycardiaRule(points),
            AlarmKind.VentricularFibrillation => new VentricularFibrillationRule(points),
            AlarmKind.AtrialFibrillation => new AtrialFibrillationRule(points),
            _ => null,
        };

    /// <summary>The sentence for what a channel says.</summary>
    protected static Reason In(bool? agrees, Reason shows, Reason denies, Reason unclear) =>
        agrees switch
        {
            true => shows,
            false => denies,
            null => unclear,
        };

    protected static double[] Times(DetectedBeat[] beats) => [.. beats.Select(b => b.Seconds)];

    /// <summary>
    /// Whether a wave's pulses shortly before the alarm are like its usual ones and steady enough to be a heart's and
    /// not a movement's.
    /// </summary>
    protected static bool IsHeart(PulseAnalysis pulse, float likeness, float irregularity) =>
        pulse.Likeness(Since + 1, 0) >= likeness
        && BeatTimes.Irregularity(Times(pulse.Pulses), Since, 0) <= irregularity;

    protected static float Rate(double[] times) => BeatTimes.MedianRate(times, -10, 0);
}
