using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Atrial fibrillation: an irregularly irregular rhythm over the last minute (ESC guideline of 2020: at least 30 s).</summary>
/// <remarks>
/// Judged by intervals. Ectopic beats make a regular rhythm uneven, so a score between the two limits leaves the alarm undecided; a paced
/// or blocked heart can fibrillate at even intervals, which no interval tells.
/// </remarks>
internal sealed class AboutAtrialFibrillation(OperatingPoints points) : Questions
{
    /// <summary>Score of <see cref="RrIrregularity"/> from which fibrillation is shown: that of WardGrid's own AF alarm.</summary>
    private const float Irregular = 0.6f;

    /// <summary>Intervals below which nothing is refuted: ten seconds, the standard ECG strip, of a heart at 50 per minute.</summary>
    private const int LeastIntervals = 8;

    /// <remarks>A model reads the rhythm of the most trusted lead, so that one must bear it. Whether its beats are the patient's usual ones is not asked: of other rhythms they are not.</remarks>
    public override bool HasWitness(AlarmScene scene) =>
        scene.Rhythm?.Intervals >= LeastIntervals && Witness.ShowsRhythm(scene.Leads[0], scene.Candidate.AtSeconds);

    public override Testimony AskLead(LeadReading lead) => Ask(Times(lead.NarrowBeats), "heartbeat");

    /// <remarks>A pulse misses the weak beats that fibrillation makes, and movement makes others: it says nothing either way.</remarks>
    public override Testimony AskPulse(PulseReading pulse) => new(null, Rate(Times(pulse.Pulses)), Saying.Of("pulse.alone", $"a pulse alone does not tell this rhythm"));

    public override Testimony AskTogether(AlarmScene scene) => Ask(scene.JointTimes, "heartbeat");

    private Testimony Ask(double[] times, string what)
    {
        var intervals = times.Zip(times.Skip(1), (a, b) => (float)(b - a)).ToArray();
        var regular = points[Margins.AtrialIrregularity];
        var score = RrIrregularity.Of(intervals).Score;
        return float.IsNaN(score)
            ? new(null, Rate(times), Saying.Of("few", $"too few beats to tell how even the {what} is"))
            : new(score >= Irregular ? true : score <= regular ? false : null, Rate(times),
                score >= Irregular ? Saying.Of("irregular", $"the {what} is irregularly irregular")
                : score <= regular ? Saying.Of("even", $"the {what} is even")
                : Saying.Of("uneven", $"the {what} is somewhat uneven"));
    }
}
