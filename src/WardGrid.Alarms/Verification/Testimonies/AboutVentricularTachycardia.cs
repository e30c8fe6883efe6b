namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Ventricular tachycardia: five or more ventricular beats above 100 per minute (CinC Challenge 2015).</summary>
internal sealed class AboutVentricularTachycardia : Questions
{
    /// <summary>Likelihood of the most ventricular run of five beats from which the event is shown, and up to which it is not there.</summary>
    private const float Ventricular = 0.5f, NotVentricular = 0.12f;

    /// <summary>Pulse rate per minute, irregularity and share of the usual height within which no fast ventricular run hides.</summary>
    private const float CalmRate = 110, CalmIrregularity = 0.08f, CalmHeight = 0.7f;

    public override bool OneDenialRefutes => false;

    public override Testimony AskLead(LeadReading lead) => Ask(FastRun.Find(lead, lead.NarrowBeats, 5, Since, 0), Rate(Times(lead.NarrowBeats)));

    public override Testimony AskPulse(PulseReading pulse)
    {
        var times = Times(pulse.Pulses);
        var (rate, irregularity) = (Rate(times), Rhythm.Irregularity(times, Since, 0));
        var height = pulse.LeastHeight(Since, 3);
        var calm = rate <= CalmRate && irregularity <= CalmIrregularity && height >= CalmHeight;
        return new(calm ? false : null, rate, calm
            ? $"the pulse stays even at {rate:0} per minute and keeps its height"
            : float.IsNaN(rate) ? "no pulse rate can be told" : $"the pulse, {rate:0} per minute, is uneven, fast or weaker than usual");
    }

    public override Testimony AskTogether(AlarmScene scene)
    {
        var runs = scene.Leads.Select(l => FastRun.Find(l, l.Hear(l.Peaks(scene.JointPlaces)), 5, Since, 0)).Where(r => !float.IsNaN(r.Likelihood)).ToArray();
        return Ask(runs.Length == 0 ? FastRun.None : runs.MaxBy(r => r.Likelihood), Rate(scene.JointTimes));
    }

    private static Testimony Ask(FastRun run, float rate)
    {
        if (float.IsNaN(run.Likelihood))
            return new(null, rate, "no run of five beats can be told");
        bool? agrees = run.Likelihood >= Ventricular ? true : run.Likelihood <= NotVentricular ? false : null;
        return new(agrees, rate, agrees == false
            ? "no five fast beats differ from the patient's own beat and resemble each other"
            : $"five beats at {run.Rate:0} per minute, {Math.Clamp(100 * run.Unlike, 0, 100):0} % unlike the patient's own beat");
    }
}
