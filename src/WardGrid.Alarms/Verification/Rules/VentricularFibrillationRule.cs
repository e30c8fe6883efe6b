using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Filters;
using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>
/// Ventricular fibrillation or flutter: a fibrillatory, flutter or oscillatory waveform for at least 4 s (CinC
/// Challenge 2015).
/// </summary>
internal sealed class VentricularFibrillationRule(OperatingPoints points) : VerificationRule
{
    /// <summary>
    /// Share of the power within 0.75 Hz of its peak, and from 2 to 9 Hz, from which a lead shows an oscillation.
    /// </summary>
    private const float Concentrated = 0.6f,
        Slow = 0.8f;

    public override bool IsShownByArtefact => true;

    /// <remarks>
    /// Flutter is the event too, and its heart may still pump: where all leads show it, no pulse alone denies it.
    /// </remarks>
    public override bool MayBeDenied(AlarmContext context) =>
        !UndetectedEnd.Is(context, points[RuleThresholds.VentricularCalmHeight]) && !AllSwing(context);

    /// <remarks>
    /// Flutter that lasts for long is taken for the patient's own beats, so a lead that oscillates is not denied by
    /// them.
    /// </remarks>
    public override ChannelFinding AskLead(LeadAnalysis lead)
    {
        var (waves, times) = (lead.SharpestWaves(Since), Times(lead.NarrowBeats));
        var likeness = DetectedBeat.MeanLikeness(lead.NarrowBeats, -10, 0);
        var goesOn =
            likeness >= points[RuleThresholds.FibrillationOwnBeats]
            && BeatTimes.LongestGap(times, Since) < points[RuleThresholds.FibrillationOwnPause];
        var swings = Swing(waves);
        if (goesOn == swings)
            return new(null, Rate(times), SwingsUnclear());
        return swings
            ? new(true, Rate(times), Swings(60 * waves.Peak))
            : new(false, Rate(times), OwnBeatsWithoutFibrillation(Rate(times)));
    }

    public override ChannelFinding AskPulse(PulseAnalysis pulse)
    {
        var times = Times(pulse.Pulses);
        var pause = BeatTimes.LongestGap(times, Since);
        var beating =
            pause <= points[RuleThresholds.FibrillationPulsePause]
            && IsHeart(
                pulse,
                points[RuleThresholds.FibrillationPulseLikeness],
                points[RuleThresholds.FibrillationPulseIrregularity]
            );
        return beating
            ? new(false, Rate(times), PulseWithoutFibrillation(Rate(times)))
            : new(null, Rate(times), NoSteadyPulse());
    }

    /// <remarks>
    /// Artefact on one lead hides fibrillation, so the leads deny it only where each that is trusted does.
    /// </remarks>
    public override bool? AskTogether(AlarmContext context)
    {
        var all = context
            .Leads.Where(l => l.Trust >= ChannelReliability.TrustedLead)
            .Select(l => AskLead(l).Agrees)
            .ToArray();
        if (all.Length > 0 && all.All(agrees => agrees == false))
            return false;
        return all.Contains(true) ? true : null;
    }

    private static bool Swing(Spectrum waves) => waves.Concentration >= Concentrated && waves.SlowShare >= Slow;

    private static bool AllSwing(AlarmContext context)
    {
        var leads = ChannelReliability.TrustedLeads(context);
        return leads.Length > 0 && leads.All(l => Swing(l.SharpestWaves(Since)));
    }
}
