using WardGrid.Alarms.Verification.Analysis;
using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>Extreme tachycardia: above 140 per minute over 17 beats (CinC Challenge 2015).</summary>
internal sealed class TachycardiaRule(OperatingPoints points) : VerificationRule
{
    /// <summary>
    /// Per minute over 16 intervals from which the event is shown, a little below the definition for
    /// monitors that average.
    /// </summary>
    private const float Fast = 135;

    /// <summary>Seconds within which two detectors hear the same beat.</summary>
    private const double SameBeat = 0.1;

    public override bool MayBeDenied(AlarmContext context) =>
        !context.Leads.Any(HasFastStretch) && !UndetectedEnd.Is(context, points[RuleThresholds.VentricularCalmHeight]);

    public override ChannelFinding AskLead(LeadAnalysis lead)
    {
        var times = Times(lead.NarrowBeats);
        var fastest = BeatTimes.HighestRate(times, 16, Since);
        if (float.IsNaN(fastest))
            return new(null, float.NaN, TooFewHeartbeats());
        var agrees = StandsBeside(Judge(fastest), IsFastLive(lead));
        return new(
            agrees,
            Rate(times),
            In(agrees, HeartIsFast(fastest), HeartIsNotFast(fastest), HeartIsFastUnclear(fastest))
        );
    }

    /// <remarks>A fast heart may pump only every second beat, so a slow pulse alone refutes nothing.</remarks>
    public override ChannelFinding AskPulse(PulseAnalysis pulse)
    {
        var times = Times(pulse.Pulses);
        var fastest = BeatTimes.HighestRate(times, 16, Since);
        if (float.IsNaN(fastest))
            return new(null, float.NaN, TooFewPulseBeats());
        return fastest >= Fast
            ? new(true, Rate(times), PulseIsFast(fastest))
            : new(null, Rate(times), PulseIsNotFast(fastest));
    }

    public override bool? AskTogether(AlarmContext context) =>
        StandsBeside(Judge(BeatTimes.HighestRate(context.JointTimes, 16, Since)), context.Leads.Any(IsFastLive));

    /// <summary>
    /// Whether the live detector, which also counts the smooth waves of a fast ventricular tachycardia,
    /// has heard a fast heart.
    /// </summary>
    private static bool IsFastLive(LeadAnalysis lead) => BeatTimes.HighestRate(lead.LiveTimes, 16, Since) >= Fast;

    /// <summary>
    /// Whether the beats that any detector heard were fast five times in a row: then beats are missed that make the
    /// seventeen slow.
    /// </summary>
    /// <remarks>
    /// Above 300 per minute each detector skips beats, mostly every second one and now and then several, but not the
    /// same ones.
    /// </remarks>
    private bool HasFastStretch(LeadAnalysis lead)
    {
        var heard = new List<double>();
        foreach (var time in Times(lead.NarrowBeats).Concat(lead.LiveTimes).Order())
        {
            if (heard.Count == 0 || time - heard[^1] >= SameBeat)
                heard.Add(time);
        }

        return BeatTimes.HighestRate([.. heard], 4, Since) > points[RuleThresholds.TachycardiaLeadRate];
    }

    /// <remarks>
    /// Wide beats hide from the narrow detector, so beside a fast live rate a slow one denies nothing.
    /// </remarks>
    private static bool? StandsBeside(bool? agrees, bool fast) => agrees == false && fast ? null : agrees;

    /// <summary>What a highest rate says; one that cannot be told (NaN) says nothing.</summary>
    private bool? Judge(float fastest) =>
        fastest switch
        {
            >= Fast => true,
            _ when fastest <= points[RuleThresholds.TachycardiaLeadRate] => false,
            _ => null,
        };
}
