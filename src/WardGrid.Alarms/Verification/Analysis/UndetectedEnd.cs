using WardGrid.Alarms.Verification.Rules;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>
/// Whether the last moment before an alarm was read by nobody, so that a fast run may be going on in it.
/// </summary>
/// <remarks>
/// A detector and a model need some beats of a run before they see it, and what they have seen so far is the calm
/// rhythm before it. So a
/// channel denies such an alarm only as far as it was read: up to the patient's last own beat, or up to the last full
/// pulse. Waves after
/// it show nothing, for artefact makes them too, but while they last the alarm is not refuted.
/// </remarks>
internal static class UndetectedEnd
{
    /// <summary>
    /// Seconds that a run of five beats needs to go by: five intervals at 240 per minute, above which it is flutter.
    /// </summary>
    private const double Run = 1.25;

    /// <summary>The same at 300 per minute: flutter goes at 250 to 350 (Josephson).</summary>
    private const double FlutterRun = 1;

    /// <summary>Usual intervals without an own beat that leave no room for five ventricular beats.</summary>
    private static readonly double Room = RuleThresholds.VentricularRoom.Safe;

    /// <summary>
    /// Likeness from which a beat is the patient's own (as <c>VentricularTachycardiaRule</c> takes it).
    /// </summary>
    private const float Own = 0.75f;

    /// <summary>Seconds before the alarm in which own beats are looked for.</summary>
    private const double Since = -12;

    /// <summary>
    /// Seconds that lie still in no run: an interval at 100 per minute, the slowest ventricular tachycardia.
    /// </summary>
    private const double StillSeconds = 0.6;

    /// <summary>Part of the usual beat's height up to which a lead lies still.</summary>
    private const float StillHeight = 0.3f;

    /// <summary>Seconds after a heartbeat by which its pulse has come at the latest.</summary>
    private const double LatestPulse = 0.65;

    /// <summary>
    /// Whether each trusted lead goes on with waves after the last own beat, and no full pulse came after it.
    /// </summary>
    /// <param name="fullPulse">Height of a pulse from which no weak ventricular beat made it, as a share of the
    /// usual.</param>
    public static bool Is(AlarmContext context, float fullPulse)
    {
        var at = context.Candidate.AtSeconds;
        var leads = ChannelReliability.TrustedLeads(context);
        if (leads.Length == 0 || leads.Any(IsStill))
            return false;
        double?[] ends = [.. leads.Select(LastRead)];
        return !ends.Contains(null)
            && !context.Pulses.Any(p =>
                ChannelReliability.IsReliable(p, at) && IsPulsing(p, ends.Max()!.Value, fullPulse)
            );
    }

    private static bool IsPulsing(PulseAnalysis pulse, double lastBeat, float full) =>
        pulse.Pulses.Any(p =>
            p.Seconds >= -Run && p.Seconds > lastBeat + LatestPulse && p.Amplitude >= full * pulse.UsualAmplitude
        );

    /// <summary>
    /// Seconds before the alarm of the own beat up to which a lead was read; null where it was read to the end.
    /// </summary>
    /// <remarks>
    /// One own beat may be found in other waves by chance, so the lead is read again from the second on.
    /// </remarks>
    private static double? LastRead(LeadAnalysis lead)
    {
        var own = UsualBeats.Times(lead, Since, Own);
        if (own.Length < 2)
            return Since;
        var run = RunAfter(own);
        if (own[^1] < -run)
            return own[^1];
        return own[^1] - own[^2] > run ? own[^2] : null;
    }

    /// <summary>Seconds without an own beat that a run needs: fewer where the beats before it were fast.</summary>
    private static double RunAfter(double[] own)
    {
        var usual = 60 / BeatTimes.MedianRate(own, Since, 0);
        return usual > 0 ? Math.Clamp(Room * usual, FlutterRun, Run) : Run;
    }

    private static bool IsStill(LeadAnalysis lead) =>
        UsualBeats.Swing(lead.Clean.AsSpan(lead.Strip.At(-StillSeconds))) < StillHeight * UsualBeats.UsualSwing(lead);
}
