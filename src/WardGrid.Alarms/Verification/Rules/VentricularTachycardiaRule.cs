using WardGrid.Alarms.Verification.Analysis;
using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>
/// Ventricular tachycardia: five or more ventricular beats above 100 per minute (CinC Challenge 2015).
/// </summary>
/// <remarks>
/// Not finding a run is no denial, for a detector may miss one; only the patient's own beats, or pulses, that go on
/// without a break leave no room for five ventricular beats.
/// </remarks>
internal sealed class VentricularTachycardiaRule(OperatingPoints points) : VerificationRule
{
    /// <summary>Likelihood of the most ventricular run of five beats from which the event is shown.</summary>
    private const float Ventricular = 0.5f;

    public override bool IsShownByArtefact => true;

    public override bool MayBeDenied(AlarmContext context) =>
        !UndetectedEnd.Is(context, points[RuleThresholds.VentricularCalmHeight]) && !WideRhythm.Is(context);

    public override ChannelFinding AskLead(LeadAnalysis lead)
    {
        var own = UsualBeats.Times(lead, -40, 0.75f);
        var (rate, usual) = (Rate(own), BeatTimes.MedianRate(own, -40, Since));
        if (
            rate <= points[RuleThresholds.VentricularCalmRate]
            && BeatTimes.LongestGap(own, Since) <= points[RuleThresholds.VentricularRoom] * 60 / usual
        )
            return new(false, rate, OwnBeatsWithoutRun(rate));
        var run = FastRun.Find(lead, lead.WideBeats, 5, Since, 0);
        var usualRate = Rate(Times(lead.NarrowBeats));
        return run.Likelihood >= Ventricular ? new(true, usualRate, Run(run.Rate)) : new(null, usualRate, RunUnclear());
    }

    public override ChannelFinding AskPulse(PulseAnalysis pulse)
    {
        var times = Times(pulse.Pulses);
        var (rate, irregularity) = (Rate(times), BeatTimes.Irregularity(times, Since, 0));
        if (float.IsNaN(rate))
            return new(null, rate, TooFewPulseBeats());
        var calm =
            rate <= points[RuleThresholds.VentricularCalmRate]
            && irregularity <= points[RuleThresholds.VentricularCalmIrregularity]
            && pulse.LeastHeight(Since, 3) >= points[RuleThresholds.VentricularCalmHeight]
            && BeatTimes.LongestGap(times, Since) <= points[RuleThresholds.VentricularRoom] * 60 / rate;
        return calm ? new(false, rate, FindingSentences.RegularPulse(rate)) : new(null, rate, UnquietPulse(rate));
    }

    /// <remarks>One lead on which the own beats go on is enough: artefact seldom reaches all leads.</remarks>
    public override bool? AskTogether(AlarmContext context)
    {
        var all = context
            .Leads.Where(l => ChannelReliability.IsReliable(l, context.Candidate.AtSeconds))
            .Select(l => AskLead(l).Agrees)
            .ToArray();
        if (all.Contains(true))
            return true;
        return all.Contains(false) ? false : null;
    }
}
