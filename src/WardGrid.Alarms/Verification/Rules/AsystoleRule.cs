using WardGrid.Alarms.Verification.Analysis;
using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>Asystole: no QRS complex for at least 4 seconds (CinC Challenge 2015).</summary>
internal sealed class AsystoleRule(OperatingPoints points) : VerificationRule
{
    /// <summary>A pause from here on shows the event: 4 s less what the placing of two beats may lose.</summary>
    private const float Pause = 3.8f;

    public override bool IsShownBySilence => true;

    public override ChannelFinding AskLead(LeadAnalysis lead)
    {
        var times = Times(lead.NarrowBeats);
        var pause = BeatTimes.LongestGap(times, Since);
        if (float.IsNaN(pause))
            return new(null, float.NaN, NoHeartbeat());
        var agrees = Judge(pause, points[RuleThresholds.AsystoleLeadPause]);
        return new(agrees, Rate(times), In(agrees, HeartPause(pause), HeartGoesOn(pause), HeartPauseUnclear(pause)));
    }

    public override ChannelFinding AskPulse(PulseAnalysis pulse)
    {
        var times = Times(pulse.Pulses);
        var pause = BeatTimes.LongestGap(times, Since);
        if (float.IsNaN(pause))
            return new(null, float.NaN, NoPulse());
        var isHeart = IsHeart(
            pulse,
            points[RuleThresholds.AsystolePulseLikeness],
            points[RuleThresholds.AsystolePulseIrregularity]
        );
        var agrees = Judge(pause, isHeart ? points[RuleThresholds.AsystolePulsePause] : 0);
        // Small pulses hide among usual ones: a wave that has shrunk at once is no arrest.
        if (agrees == true && BeatTimes.LongestGap(pulse.LiveTimes, Since) < Pause)
            agrees = null;
        return new(agrees, Rate(times), In(agrees, PulsePause(pause), PulseGoesOn(pause), PulsePauseUnclear(pause)));
    }

    public override bool? AskTogether(AlarmContext context) =>
        Judge(BeatTimes.LongestGap(context.JointTimes, Since), points[RuleThresholds.AsystoleLeadPause]);

    /// <summary>What a longest pause says; one that cannot be told (NaN) says nothing.</summary>
    private static bool? Judge(float pause, float enough) =>
        pause switch
        {
            >= Pause => true,
            _ when pause <= enough => false,
            _ => null,
        };
}
