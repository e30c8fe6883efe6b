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
/// fibrillation too. Ectopic beats make a regular rhythm uneven, so a score between the two limits leaves the alarm
/// undecided; a paced or blocked heart can fibrillate at even intervals, which no interval tells.
/// </remarks>
internal sealed class AtrialFibrillationRule(OperatingPoints points) : VerificationRule
{
    /// <summary>
    /// Score of <see cref="RrIrregularity"/> from which fibrillation is shown: that of WardGrid's own AF alarm.
    /// </summary>
    private const float Irregular = 0.6f;

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
        var agrees = Judge(times);
        return new(agrees, Rate(times), In(agrees, Irregular(), Regular(), SomewhatIrregular()));
    }

    /// <remarks>
    /// A pulse misses the weak beats that fibrillation makes, and movement makes others: it says nothing either way.
    /// </remarks>
    public override ChannelFinding AskPulse(PulseAnalysis pulse) =>
        new(null, Rate(Times(pulse.Pulses)), PulseTellsNoRhythm());

    public override bool? AskTogether(AlarmContext context) => Judge(context.JointTimes);

    /// <summary>Irregularity of the beats between two moments, 0 to 1; NaN where there are too few.</summary>
    private static float Score(double[] times, double from = double.NegativeInfinity, double until = 0)
    {
        double[] within = [.. times.Where(t => t >= from && t <= until)];
        return RrIrregularity.Of([.. within.Zip(within.Skip(1), (a, b) => (float)(b - a))]).Score;
    }

    private bool? Judge(double[] times)
    {
        var (minute, newest, regular) = (Score(times), Newest(times), points[RuleThresholds.AtrialIrregularity]);
        if (minute >= Irregular || newest >= Irregular && Score(times, until: -OnsetSeconds) <= regular)
            return true;
        return minute <= regular && !(newest >= Irregular) ? false : null;
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
