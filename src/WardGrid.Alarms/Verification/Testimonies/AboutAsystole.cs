namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>Asystole: no QRS complex for at least 4 seconds (CinC Challenge 2015).</summary>
internal sealed class AboutAsystole(OperatingPoints points) : Questions
{
    /// <summary>A pause from here on shows the event: 4 s less what the placing of two beats may lose.</summary>
    private const float Pause = 3.8f;

    public override Testimony AskLead(LeadReading lead) => Ask(Times(lead.NarrowBeats), points[Margins.AsystoleLeadPause], "heartbeats");

    public override Testimony AskPulse(PulseReading pulse) => Ask(
        Times(pulse.Pulses),
        IsHeart(pulse, points[Margins.AsystolePulseLikeness], points[Margins.AsystolePulseIrregularity]) ? points[Margins.AsystolePulsePause] : 0,
        "pulses");

    public override Testimony AskTogether(AlarmScene scene) => Ask(scene.JointTimes, points[Margins.AsystoleLeadPause], "heartbeats");

    private static Testimony Ask(double[] times, float enough, string what)
    {
        var pause = BeatTimes.LongestGap(times, Since);
        if (float.IsNaN(pause))
            return new(null, float.NaN, Saying.Of($"none.{what}", $"no {what} are heard at all"));
        return new(pause >= Pause ? true : pause <= enough ? false : null, Rate(times), Saying.Of($"pause.{what}", $"the longest pause between {what} is {pause:0.0} s"));
    }
}
