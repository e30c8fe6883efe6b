using WardGrid.Alarms.Verification.Analysis;
using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>Extreme bradycardia: below 40 per minute over 5 beats (CinC Challenge 2015).</summary>
internal sealed class BradycardiaRule(OperatingPoints points) : VerificationRule
{
    /// <summary>
    /// Per minute over 4 intervals: up to here the event is shown, a little above the definition for
    /// monitors that average.
    /// </summary>
    private const float Slow = 44;

    public override bool IsShownBySilence => true;

    public override ChannelFinding AskLead(LeadAnalysis lead)
    {
        var times = Times(lead.NarrowBeats);
        // A beat at the alarm would be the fifth: a heart that has just slowed to 8 a minute has shown
        // no five slow ones yet.
        var slowest = BeatTimes.LowestRateWithSilence(times, 4, Since);
        if (float.IsNaN(slowest))
            return new(null, float.NaN, TooFewHeartbeats());
        var agrees = Judge(slowest);
        return new(
            agrees,
            Rate(times),
            In(agrees, HeartIsSlow(slowest), HeartIsNotSlow(slowest), HeartIsSlowUnclear(slowest))
        );
    }

    public override ChannelFinding AskPulse(PulseAnalysis pulse)
    {
        var times = Times(pulse.Pulses);
        var slowest = BeatTimes.LowestRateWithSilence(times, 4, Since);
        if (float.IsNaN(slowest))
            return new(null, float.NaN, TooFewPulseBeats());
        var throughout =
            BeatTimes.FewestBeats(times, 6.5, -14) >= points[RuleThresholds.BradycardiaPulses]
            && pulse.Likeness(Since, 0) >= points[RuleThresholds.BradycardiaPulseLikeness];
        // Small pulses hide among usual ones: a wave that has shrunk at once is no slow heart.
        var isSlowLive = !(BeatTimes.LowestRateWithSilence(pulse.LiveTimes, 4, Since) > Slow);
        bool? shows = Judge(slowest) == true && isSlowLive ? true : null;
        var agrees = throughout ? false : shows;
        return new(
            agrees,
            Rate(times),
            In(agrees, PulseIsSlow(slowest), PulseIsNotSlow(slowest), PulseIsSlowUnclear(slowest))
        );
    }

    public override bool? AskTogether(AlarmContext context) =>
        Judge(BeatTimes.LowestRateWithSilence(context.JointTimes, 4, Since));

    /// <summary>What a lowest rate says; one that cannot be told (NaN) says nothing.</summary>
    private bool? Judge(float slowest) =>
        slowest switch
        {
            <= Slow => true,
            _ when slowest >= points[RuleThresholds.BradycardiaLeadRate] => false,
            _ => null,
        };
}
