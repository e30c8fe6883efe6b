namespace WardGrid.Simulation.Recordings;

/// <summary>What an annotation marks, by the codes of the MIT-BIH annotation format.</summary>
public enum AnnotationCode : byte
{
    Normal = 1,
    LeftBundleBranchBlock = 2,
    RightBundleBranchBlock = 3,
    AberratedAtrialPremature = 4,
    PrematureVentricular = 5,
    FusionVentricularNormal = 6,
    NodalPremature = 7,
    AtrialPremature = 8,
    SupraventricularPremature = 9,
    VentricularEscape = 10,
    NodalEscape = 11,
    Paced = 12,
    Unclassifiable = 13,
    SignalQuality = 14,
    Artefact = 16,
    StChange = 18,
    TChange = 19,
    Systole = 20,
    Diastole = 21,
    Comment = 22,
    Measurement = 23,
    PWave = 24,
    BundleBranchBlock = 25,
    PacerSpike = 26,
    TWave = 27,
    RhythmChange = 28,
    UWave = 29,
    Learning = 30,
    FlutterWave = 31,
    VentricularFlutterStart = 32,
    VentricularFlutterEnd = 33,
    AtrialEscape = 34,
    SupraventricularEscape = 35,
    Link = 36,
    BlockedAtrialPremature = 37,
    FusionPacedNormal = 38,
    WaveformStart = 39,
    WaveformEnd = 40,
    ROnT = 41,
}

/// <summary>One annotation of a record.</summary>
/// <param name="Sample">The sample number that it marks.</param>
/// <param name="Text">The auxiliary text, such as the rhythm <c>(VT</c>; empty where there is none.</param>
public readonly record struct Annotation(
    long Sample,
    AnnotationCode Code,
    sbyte Subtype,
    byte Channel,
    sbyte Number,
    string Text
)
{
    /// <summary>Whether it marks a QRS complex (a flutter wave is none).</summary>
    public bool IsBeat =>
        Code
            is (>= AnnotationCode.Normal and <= AnnotationCode.Unclassifiable)
                or AnnotationCode.BundleBranchBlock
                or AnnotationCode.Learning
                or AnnotationCode.AtrialEscape
                or AnnotationCode.SupraventricularEscape
                or AnnotationCode.FusionPacedNormal
                or AnnotationCode.ROnT;
}
