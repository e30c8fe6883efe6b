using static WardGrid.Alarms.FindingSentences;

namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Ventricular fibrillation or flutter: a fibrillatory, flutter or oscillatory waveform for at least 4 s (CinC Challenge 2015).</summary>
internal sealed class AboutVentricularFibrillation(OperatingPoints points) : Questions
{
    /// <summary>Share of the power within 0.75 Hz of its peak, and from 2 to 9 Hz, from which a lead shows an oscillation.</summary>
    private const float Concentrated = 0.6f, Slow = 0.8f;

    public override bool MayBeDenied(AlarmScene scene) => !UnreadEnd.Is(scene, points[Margins.VentricularCalmHeight]);

    /// <remarks>
    /// Flutter that lasts for long is taken for the patient's own beats, so a lead that oscillates is not denied by
    /// them.
    /// </remarks>
    public override Testimony AskLead(LeadReading lead)
    {
        var (waves, times) = (lead.SharpestWaves(Since), Times(lead.NarrowBeats));
        var likeness = HeardBeat.MeanLikeness(lead.NarrowBeats, -10, 0);
        var goesOn = likeness >= points[Margins.FibrillationOwnBeats] && BeatTimes.LongestGap(times, Since) < points[Margins.FibrillationOwnPause];
        var swings = waves.Concentration >= Concentrated && waves.SlowShare >= Slow;
        if (goesOn == swings)
            return new(null, Rate(times), SwingsUnclear());
        return swings ? new(true, Rate(times), Swings(60 * waves.Peak)) : new(false, Rate(times), OwnBeatsWithoutFibrillation(Rate(times)));
    }

    public override Testimony AskPulse(PulseReading pulse)
    {
        var times = Times(pulse.Pulses);
        var pause = BeatTimes.LongestGap(times, Since);
        var beating = pause <= points[Margins.FibrillationPulsePause]
            && IsHeart(pulse, points[Margins.FibrillationPulseLikeness], points[Margins.FibrillationPulseIrregularity]);
        return beating
            ? new(false, Rate(times), PulseWithoutFibrillation(Rate(times)))
            : new(null, Rate(times), NoSteadyPulse());
    }

    /// <remarks>Artefact on one lead hides fibrillation, so the leads deny it only where each that is trusted does.</remarks>
    public override bool? AskTogether(AlarmScene scene)
    {
        var all = scene.Leads.Where(l => l.Trust >= Witness.TrustedLead).Select(l => AskLead(l).Agrees).ToArray();
        if (all.Length > 0 && all.All(agrees => agrees == false))
            return false;
        return all.Contains(true) ? true : null;
    }
}
