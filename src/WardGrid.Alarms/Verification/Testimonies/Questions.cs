namespace WardGrid.Alarms.Verification.Testimonies;

/// <summary>How the channels are asked about one kind of alarm.</summary>
internal abstract class Questions
{
    /// <summary>A lead or a pulse wave that is trusted less than this says nothing, for or against.</summary>
    /// <remarks>After Orphanidou et al. 2015: mean correlation of beats with their template from 0.66 (ECG) and 0.86 (pleth); ours
    /// is the median among beats of a minute, which lies a little lower for pulses.</remarks>
    public const float TrustedLead = 0.66f, TrustedPulse = 0.80f;

    /// <summary>Seconds before the alarm in which the event would lie, with the time that a monitor may need to say so.</summary>
    protected const double Since = -12;

    /// <summary>Whether one trusted voice that denies the event outweighs others that show it.</summary>
    public virtual bool OneDenialRefutes => true;

    public abstract Testimony AskLead(LeadReading lead);

    public abstract Testimony AskPulse(PulseReading pulse);

    /// <summary>What the leads show in common.</summary>
    public abstract Testimony AskTogether(AlarmScene scene);

    /// <summary>The questions for a kind of alarm; null for a kind that is not verified.</summary>
    public static Questions? For(AlarmKind kind) => kind switch
    {
        AlarmKind.Asystole => new AboutAsystole(),
        AlarmKind.ExtremeBradycardia => new AboutBradycardia(),
        AlarmKind.ExtremeTachycardia => new AboutTachycardia(),
        AlarmKind.VentricularTachycardia => new AboutVentricularTachycardia(),
        AlarmKind.VentricularFibrillation => new AboutVentricularFibrillation(),
        _ => null,
    };

    protected static double[] Times(HeardBeat[] beats) => [.. beats.Select(b => b.Seconds)];

    /// <summary>Whether a wave's pulses shortly before the alarm are like its usual ones and steady enough to be a heart's and not a movement's.</summary>
    protected static bool IsHeart(PulseReading pulse, float likeness, float irregularity) =>
        pulse.Likeness(Since + 1, 0) >= likeness && Rhythm.Irregularity(Times(pulse.Pulses), Since, 0) <= irregularity;

    protected static float Rate(double[] times) => Rhythm.MedianRate(times, -10, 0);
}
