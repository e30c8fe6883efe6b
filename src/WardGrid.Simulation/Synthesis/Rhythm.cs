namespace WardGrid.Simulation.Synthesis;

/// <summary>The rhythms of a simulated heart.</summary>
public enum RhythmKind
{
    /// <summary>Regular beats from the sinus node, with respiratory and slow variation.</summary>
    Sinus,

    /// <summary>Sinus rhythm in which one beat in eight comes early from a ventricle.</summary>
    VentricularEctopy,

    /// <summary>Every second beat comes early from a ventricle.</summary>
    Bigeminy,

    /// <summary>Every third beat comes early from a ventricle.</summary>
    Trigeminy,

    /// <summary>Irregularly irregular conduction, fibrillatory waves, no P waves.</summary>
    AtrialFibrillation,

    /// <summary>Fast, regular, narrow, without visible P waves.</summary>
    SupraventricularTachycardia,

    /// <summary>Fast, regular, wide, all beats alike.</summary>
    VentricularTachycardia,

    /// <summary>Fast, wide, the axis turning from beat to beat.</summary>
    PolymorphicVentricularTachycardia,

    /// <summary>No beats: chaotic oscillation of 4 to 7 Hz.</summary>
    VentricularFibrillation,

    /// <summary>No electrical activity.</summary>
    Asystole,
}

/// <summary>A rhythm and its mean rate.</summary>
/// <param name="Rate">Beats per minute; not used by fibrillation and asystole.</param>
public readonly record struct Rhythm(RhythmKind Kind, double Rate)
{
    /// <summary>
    /// Part of the mean interval after which a premature beat comes; 0 is 0.55 to 0.62, as it varies in most patients.
    /// </summary>
    public double Coupling { get; init; }

    public static Rhythm Sinus(double rate = 72) => new(RhythmKind.Sinus, rate);

    /// <summary>Below the 40 per minute of the CinC Challenge 2015's extreme bradycardia.</summary>
    public static Rhythm Bradycardia(double rate = 32) => new(RhythmKind.Sinus, rate);

    public static Rhythm VentricularEctopy(double rate = 75) => new(RhythmKind.VentricularEctopy, rate);

    public static Rhythm Bigeminy(double rate = 75) => new(RhythmKind.Bigeminy, rate);

    public static Rhythm Trigeminy(double rate = 75) => new(RhythmKind.Trigeminy, rate);

    public static Rhythm AtrialFibrillation(double rate = 95) => new(RhythmKind.AtrialFibrillation, rate);

    public static Rhythm SupraventricularTachycardia(double rate = 175) =>
        new(RhythmKind.SupraventricularTachycardia, rate);

    public static Rhythm VentricularTachycardia(double rate = 165) => new(RhythmKind.VentricularTachycardia, rate);

    public static Rhythm PolymorphicVentricularTachycardia(double rate = 200) =>
        new(RhythmKind.PolymorphicVentricularTachycardia, rate);

    public static Rhythm VentricularFibrillation => new(RhythmKind.VentricularFibrillation, 0);

    public static Rhythm Asystole => new(RhythmKind.Asystole, 0);

    /// <summary>Whether the heart beats at all.</summary>
    public bool HasBeats => Kind is not (RhythmKind.VentricularFibrillation or RhythmKind.Asystole);
}
