namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Extreme bradycardia: below 40 per minute over 5 beats (CinC Challenge 2015).</summary>
internal sealed class AboutBradycardia(OperatingPoints points) : Questions
{
    /// <summary>Per minute over 4 intervals: up to here the event is shown, a little above the definition for monitors that average.</summary>
    private const float Slow = 44;

    public override Testimony AskLead(LeadReading lead) => Ask(Times(lead.NarrowBeats), "heart rate");

    public override Testimony AskPulse(PulseReading pulse)
    {
        var times = Times(pulse.Pulses);
        var said = Ask(times, "pulse rate");
        var throughout = BeatTimes.FewestBeats(times, 6.5, -14) >= points[Margins.BradycardiaPulses] && pulse.Likeness(Since, 0) >= points[Margins.BradycardiaPulseLikeness];
        return said with { Agrees = throughout ? false : said.Agrees == true ? true : null };
    }

    public override Testimony AskTogether(AlarmScene scene) => Ask(scene.JointTimes, "heart rate");

    private Testimony Ask(double[] times, string what)
    {
        var slowest = BeatTimes.LowestRate(times, 4, Since);
        if (float.IsNaN(slowest))
            return new(null, float.NaN, Saying.Of($"unknown.{what}", $"no {what} can be told"));
        return new(slowest <= Slow ? true : slowest >= points[Margins.BradycardiaLeadRate] ? false : null, Rate(times), Saying.Of($"lowest.{what}", $"the lowest {what} over five beats is {slowest:0} per minute"));
    }
}
