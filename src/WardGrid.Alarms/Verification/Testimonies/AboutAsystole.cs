namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Asystole: no QRS complex for at least 4 seconds (CinC Challenge 2015).</summary>
internal sealed class AboutAsystole : Questions
{
    /// <summary>A pause from here on shows the event: 4 s less what the placing of two beats may lose.</summary>
    private const float Pause = 3.8f;

    /// <summary>A longest pause up to here shows that there was none: well below the definition, for a beat that only seems one.</summary>
    private const float NoPause = 3.2f;

    /// <summary>Pulses are asked more strictly: an artefact in a pause looks like a pulse more easily than like a QRS complex.</summary>
    private const float NoPulsePause = 1.8f, Likeness = 0.6f, Irregularity = 0.5f;

    public override Testimony AskLead(LeadReading lead) => Ask(Times(lead.NarrowBeats), NoPause, "heartbeats");

    public override Testimony AskPulse(PulseReading pulse) => Ask(Times(pulse.Pulses), IsHeart(pulse, Likeness, Irregularity) ? NoPulsePause : 0, "pulses");

    public override Testimony AskTogether(AlarmScene scene) => Ask(scene.JointTimes, NoPause, "heartbeats");

    private static Testimony Ask(double[] times, float enough, string what)
    {
        var pause = BeatTimes.LongestGap(times, Since);
        if (float.IsNaN(pause))
            return new(null, float.NaN, $"no {what} are heard at all");
        return new(pause >= Pause ? true : pause <= enough ? false : null, Rate(times), $"the longest pause between {what} is {pause:0.0} s");
    }
}
