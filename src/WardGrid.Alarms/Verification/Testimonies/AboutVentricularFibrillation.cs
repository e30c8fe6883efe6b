namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Ventricular fibrillation or flutter: a fibrillatory, flutter or oscillatory waveform for at least 4 s (CinC Challenge 2015).</summary>
internal sealed class AboutVentricularFibrillation(OperatingPoints points) : Questions
{
    /// <summary>Share of the power within 0.75 Hz of its peak, and from 2 to 9 Hz, from which a lead shows an oscillation.</summary>
    private const float Concentrated = 0.6f, Slow = 0.8f;

    public override Testimony AskLead(LeadReading lead)
    {
        var (waves, times) = (lead.SharpestWaves(Since), Times(lead.NarrowBeats));
        var likeness = HeardBeat.MeanLikeness(lead.NarrowBeats, -10, 0);
        if (likeness >= points[Margins.FibrillationOwnBeats] && BeatTimes.LongestGap(times, Since) < points[Margins.FibrillationOwnPause])
            return new(false, Rate(times), Saying.Of("own", $"the patient's own beats go on"));
        return waves.Concentration >= Concentrated && waves.SlowShare >= Slow
            ? new(true, Rate(times), Saying.Of("swings", $"the trace swings at {60 * waves.Peak:0} per minute"))
            : new(null, Rate(times), Saying.Of("swings.unclear", $"neither own beats nor a steady swing can be told"));
    }

    public override Testimony AskPulse(PulseReading pulse)
    {
        var times = Times(pulse.Pulses);
        var pause = BeatTimes.LongestGap(times, Since);
        var beating = pause <= points[Margins.FibrillationPulsePause]
            && IsHeart(pulse, points[Margins.FibrillationPulseLikeness], points[Margins.FibrillationPulseIrregularity]);
        return beating
            ? new(false, Rate(times), Saying.Of("pulse.on", $"the pulse beats on at {Rate(times):0} per minute without a pause"))
            : new(null, Rate(times), Saying.Of("pulse.none", $"no even pulse is heard throughout"));
    }

    public override Testimony AskTogether(AlarmScene scene)
    {
        var all = scene.Leads.Where(l => l.Trust >= Witness.TrustedLead).Select(AskLead).ToArray();
        var against = all.Length > 0 && all.All(t => t.Agrees == false);
        return against ? all[0] : all.FirstOrDefault(t => t.Agrees == true, new(null, float.NaN, Saying.Of("leads.unclear", $"the leads do not tell")));
    }
}
