namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Ventricular tachycardia: five or more ventricular beats above 100 per minute (CinC Challenge 2015).</summary>
/// <remarks>
/// Not finding a run is no denial, for a detector may miss one; only the patient's own beats, or pulses, that go on without a break
/// leave no room for five ventricular beats.
/// </remarks>
internal sealed class AboutVentricularTachycardia(OperatingPoints points) : Questions
{
    /// <summary>Likelihood of the most ventricular run of five beats from which the event is shown.</summary>
    private const float Ventricular = 0.5f;

    public override bool OneDenialRefutes => false;

    public override Testimony AskLead(LeadReading lead)
    {
        var own = OwnBeats.Times(lead, -40, 0.75f);
        var (rate, usual) = (Rate(own), BeatTimes.MedianRate(own, -40, Since));
        if (rate <= points[Margins.VentricularCalmRate] && BeatTimes.LongestGap(own, Since) <= points[Margins.VentricularRoom] * 60 / usual)
            return new(false, rate, Saying.Of("own.rate", $"the patient's own beats go on at {rate:0} per minute"));
        return OfRun(FastRun.Find(lead, lead.WideBeats, 5, Since, 0), Rate(Times(lead.NarrowBeats)));
    }

    public override Testimony AskPulse(PulseReading pulse)
    {
        var times = Times(pulse.Pulses);
        var (rate, irregularity) = (Rate(times), BeatTimes.Irregularity(times, Since, 0));
        var calm = rate <= points[Margins.VentricularCalmRate] && irregularity <= points[Margins.VentricularCalmIrregularity]
            && pulse.LeastHeight(Since, 3) >= points[Margins.VentricularCalmHeight]
            && BeatTimes.LongestGap(times, Since) <= points[Margins.VentricularRoom] * 60 / rate;
        return new(calm ? false : null, rate, calm
            ? Saying.Of("pulse.calm", $"the pulse stays even at {rate:0} per minute and keeps its height")
            : float.IsNaN(rate) ? Saying.Of("unknown.pulse rate", $"no pulse rate can be told")
            : Saying.Of("pulse.unquiet", $"the pulse, {rate:0} per minute, is uneven, fast or weaker than usual"));
    }

    /// <remarks>One lead on which the own beats go on is enough: artefact seldom reaches all leads.</remarks>
    public override Testimony AskTogether(AlarmScene scene)
    {
        var all = scene.Leads.Where(l => Witness.Is(l, scene.Candidate.AtSeconds)).Select(AskLead).ToArray();
        if (all.Any(t => t.Agrees == true) || all.Length == 0)
            return all.FirstOrDefault(t => t.Agrees == true, new(null, float.NaN, Saying.Of("leads.unclear", $"the leads do not tell")));
        return all.FirstOrDefault(t => t.Agrees == false, all[0]);
    }

    private static Testimony OfRun(FastRun run, float rate) => run.Likelihood >= Ventricular
        ? new(true, rate, Saying.Of("run", $"five beats at {run.Rate:0} per minute, {Math.Clamp(100 * run.Unlike, 0, 100):0} % unlike the patient's own beat"))
        : new(null, rate, Saying.Of("run.unclear", $"neither a ventricular run nor unbroken own beats can be told"));
}
