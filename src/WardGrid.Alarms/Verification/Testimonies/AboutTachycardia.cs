namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Extreme tachycardia: above 140 per minute over 17 beats (CinC Challenge 2015).</summary>
internal sealed class AboutTachycardia(OperatingPoints points) : Questions
{
    /// <summary>Per minute over 16 intervals from which the event is shown, a little below the definition for monitors that average.</summary>
    private const float Fast = 135;

    public override Testimony AskLead(LeadReading lead) => Ask(Times(lead.NarrowBeats), "heart rate", points[Margins.TachycardiaLeadRate]);

    /// <remarks>A fast heart may pump only every second beat, so a slow pulse alone refutes nothing.</remarks>
    public override Testimony AskPulse(PulseReading pulse) => Ask(Times(pulse.Pulses), "pulse rate", 0);

    public override Testimony AskTogether(AlarmScene scene) => Ask(scene.JointTimes, "heart rate", points[Margins.TachycardiaLeadRate]);

    private static Testimony Ask(double[] times, string what, float notFast)
    {
        var fastest = BeatTimes.HighestRate(times, 16, Since);
        if (float.IsNaN(fastest))
            return new(null, float.NaN, Saying.Of($"unknown17.{what}", $"no {what} can be told over 17 beats"));
        return new(fastest >= Fast ? true : fastest <= notFast ? false : null, Rate(times), Saying.Of($"highest.{what}", $"the highest {what} over 17 beats is {fastest:0} per minute"));
    }
}
