using WardGrid.Signals.Rhythm;

namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Atrial fibrillation: an irregularly irregular rhythm over the last minute (ESC guideline of 2020: at least 30 s).</summary>
/// <remarks>
/// Judged by intervals. Ectopic beats make a regular rhythm uneven, so a score between the two limits leaves the alarm undecided; a paced
/// or blocked heart can fibrillate at even intervals, which no interval tells.
/// </remarks>
internal sealed class AboutAtrialFibrillation : Questions
{
    /// <summary>Scores of <see cref="RrIrregularity"/> from which fibrillation is shown and up to which it is not there.</summary>
    /// <remarks>0.6 is that of WardGrid's own AF alarm; on cinc2017 fewer than one AF record in twenty lies below the other.</remarks>
    private const float Irregular = 0.6f, Regular = 0.2f;

    public override Testimony AskLead(LeadReading lead) => Ask(Times(lead.NarrowBeats), "heartbeat");

    /// <remarks>A pulse misses the weak beats that fibrillation makes, and movement makes others: it says nothing either way.</remarks>
    public override Testimony AskPulse(PulseReading pulse) => new(null, Rate(Times(pulse.Pulses)), "a pulse alone does not tell this rhythm");

    public override Testimony AskTogether(AlarmScene scene) => Ask(scene.JointTimes, "heartbeat");

    private static Testimony Ask(double[] times, string what)
    {
        var intervals = times.Zip(times.Skip(1), (a, b) => (float)(b - a)).ToArray();
        var score = RrIrregularity.Of(intervals).Score;
        return float.IsNaN(score)
            ? new(null, Rate(times), $"too few beats to tell how even the {what} is")
            : new(score >= Irregular ? true : score <= Regular ? false : null, Rate(times),
                score >= Irregular ? $"the {what} is irregularly irregular" : score <= Regular ? $"the {what} is even" : $"the {what} is somewhat uneven");
    }
}
