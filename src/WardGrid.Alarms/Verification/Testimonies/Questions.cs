namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>How the channels are asked about one kind of alarm.</summary>
internal abstract class Questions
{
    /// <summary>Seconds before the alarm in which the event would lie, with the time that a monitor may need to say so.</summary>
    protected const double Since = -12;

    /// <summary>Whether beats that are missing show the event. A lead whose electrode is loose misses them too.</summary>
    public virtual bool IsShownBySilence => false;

    /// <summary>Whether enough was seen for a channel to deny the event.</summary>
    public virtual bool MayBeDenied(AlarmScene scene) => true;

    /// <summary>Whether any channel is good enough to refute the alarm on, where enough was seen.</summary>
    public virtual bool HasWitness(AlarmScene scene) =>
        scene.Leads.Any(l => Witness.Is(l, scene.Candidate.AtSeconds)) || scene.Pulses.Any(p => Witness.Is(p, scene.Candidate.AtSeconds));

    public abstract Testimony AskLead(LeadReading lead);

    public abstract Testimony AskPulse(PulseReading pulse);

    /// <summary>What the leads show in common, as <see cref="Testimony.Agrees"/> says it.</summary>
    public abstract bool? AskTogether(AlarmScene scene);

    /// <summary>The questions for a kind of alarm; null for a kind that is not verified.</summary>
    public static Questions? For(AlarmKind kind, OperatingPoints points) => kind switch
    {
        AlarmKind.Asystole => new AboutAsystole(points),
        AlarmKind.ExtremeBradycardia => new AboutBradycardia(points),
        AlarmKind.ExtremeTachycardia => new AboutTachycardia(points),
        AlarmKind.VentricularTachycardia => new AboutVentricularTachycardia(points),
        AlarmKind.VentricularFibrillation => new AboutVentricularFibrillation(points),
        AlarmKind.AtrialFibrillation => new AboutAtrialFibrillation(points),
        _ => null,
    };

    /// <summary>The sentence for what a channel says.</summary>
    protected static Saying In(bool? agrees, Saying shows, Saying denies, Saying unclear) => agrees switch
    {
        true => shows,
        false => denies,
        null => unclear,
    };

    protected static double[] Times(HeardBeat[] beats) => [.. beats.Select(b => b.Seconds)];

    /// <summary>Whether a wave's pulses shortly before the alarm are like its usual ones and steady enough to be a heart's and not a movement's.</summary>
    protected static bool IsHeart(PulseReading pulse, float likeness, float irregularity) =>
        pulse.Likeness(Since + 1, 0) >= likeness && BeatTimes.Irregularity(Times(pulse.Pulses), Since, 0) <= irregularity;

    protected static float Rate(double[] times) => BeatTimes.MedianRate(times, -10, 0);
}
