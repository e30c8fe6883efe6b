using WardGrid.Alarms.Verification.Analysis;
using WardGrid.Signals.Rhythm;
using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>
/// Atrial fibrillation: an irregularly irregular rhythm over the last minute (ESC guideline of 2020: at least 30 s).
/// </summary>
/// <remarks>
/// Judged by intervals over the last minute. A monitor may alarm soon after the onset, when most of that minute is
/// still the rhythm before it; so a heart that was regular at its beginning and is irregular at its end shows
/// fibrillation too. Ectopic beats make a regular rhythm uneven: a lead shows fibrillation only by the intervals that
/// no ventricular beat bounds, and not where its newest beats are ventricular ones. A score between the limits leaves
/// the alarm undecided; a paced or blocked heart can fibrillate at even intervals, which no interval tells.
/// </remarks>
internal sealed class AtrialFibrillationRule(OperatingPoints points) : VerificationRule
{
    /// <summary>
    /// Score of <see cref="RrIrregularity"/> from which intervals are irregular: that of WardGrid's own AF alarm.
    /// </summary>
    private const float Irregular = 0.6f;

    /// <summary>
    /// The same over the minute from which a lead shows fibrillation, so that no model refutes it. A choice: of the
    /// alarms made by rule 1 % of the false ones reach it and half of the true ones.
    /// </summary>
    private const float CompletelyIrregular = 0.9f;

    /// <summary>Share of ventricular beats among the newest above which a lead shows no fibrillation.</summary>
    private const float MostVentricular = 0.2f;

    /// <summary>
    /// Intervals below which nothing is refuted: ten seconds, the standard ECG strip, of a heart at 50 per minute.
    /// </summary>
    private const int LeastIntervals = 8;

    /// <summary>
    /// Seconds before the alarm in which an onset is looked for (ESC guideline of 2020: from 30 s it is fibrillation),
    /// and those that show it.
    /// </summary>
    private const double OnsetSeconds = 30,
        NewestSeconds = 15;

    /// <remarks>
    /// A model reads the rhythm of the most trusted lead, so that one must bear it. Whether its beats are the patient's
    /// usual ones is not asked: of other rhythms they are not.
    /// </remarks>
    public override bool HasReliableChannel(AlarmContext context) =>
        context.Rhythm?.Intervals >= LeastIntervals
        && ChannelReliability.ShowsRhythm(context.Leads[0], context.Candidate.AtSeconds);

    public override ChannelFinding AskLead(LeadAnalysis lead)
    {
        var times = Times(lead.NarrowBeats);
        if (float.IsNaN(Score(times)))
            return new(null, Rate(times), TooFewForRhythm());
        var agrees = Shows(lead.NarrowBeats) ? true : Denies(times);
        return new(agrees, Rate(times), In(agrees, Irregular(), Regular(), SomewhatIrregular()));
    }

    /// <remarks>
    /// A pulse misses the weak beats that fibrillation makes, and movement makes others: it says nothing either way.
    /// </remarks>
    public override ChannelFinding AskPulse(PulseAnalysis pulse) =>
        new(null, Rate(Times(pulse.Pulses)), PulseTellsNoRhythm());

    public override bool? AskTogether(AlarmContext context) => Judge(context.JointTimes);

    private float RegularUpTo => points[RuleThresholds.AtrialIrregularity];

    private static float Known(float score) => float.IsNaN(score) ? 0 : score;

    private static float Score(ConductedInterval[] intervals) =>
        RrIrregularity.Of([.. intervals.Select(i => i.Seconds)]).Score;

    /// <summary>Irregularity of the beats between two moments, 0 to 1; NaN where there are too few.</summary>
    private static float Score(double[] times, double from = double.NegativeInfinity, double until = 0)
    {
        double[] within = [.. times.Where(t => t >= from && t <= until)];
        return RrIrregularity.Of([.. within.Zip(within.Skip(1), (a, b) => (float)(b - a))]).Score;
    }

    private bool? Judge(double[] times)
    {
        var isIrregular =
            Score(times) >= Irregular
            || Newest(times) >= Irregular && Score(times, until: -OnsetSeconds) <= RegularUpTo;
        return isIrregular ? true : Denies(times);
    }

    /// <summary>false where the rhythm is regular, else null.</summary>
    private bool? Denies(double[] times) => Score(times) <= RegularUpTo && !(Newest(times) >= Irregular) ? false : null;

    private bool Shows(DetectedBeat[] beats)
    {
        var own = ConductedIntervals.Of(beats);
        if (!(ConductedIntervals.VentricularShare(beats, -NewestSeconds) <= MostVentricular))
            return false;
        if (Score(own) >= CompletelyIrregular)
            return true;
        var newest = Math.Max(
            Known(Score([.. own.Where(i => i.EndsAt >= -NewestSeconds)])),
            Known(Score([.. own.TakeLast(RrIrregularity.LeastIntervals)]))
        );
        return newest >= Irregular && Score(Times(beats), until: -OnsetSeconds) <= RegularUpTo;
    }

    /// <summary>
    /// The same of the newest beats: those of the last seconds, or the fewest that can be judged, whichever
    /// is the more irregular.
    /// </summary>
    private static float Newest(double[] times)
    {
        var (seconds, beats) = (
            Score(times, -NewestSeconds),
            Score([.. times.TakeLast(RrIrregularity.LeastIntervals + 1)])
        );
        return float.IsNaN(seconds) ? beats : Math.Max(seconds, beats);
    }
}
