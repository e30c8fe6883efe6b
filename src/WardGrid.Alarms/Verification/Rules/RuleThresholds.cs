using System.Collections.Immutable;

namespace WardGrid.Alarms.Verification.Rules;

/// <summary>Every number at which an alarm is refuted, kind by kind, with the value that is safe.</summary>
/// <remarks>
/// The events themselves are defined by the CinC Challenge 2015; these numbers keep a distance from the definitions. A
/// server reads its numbers from <c>models/manifest.json</c>; <see cref="OperatingPoints"/> refuses one that lets fewer
/// alarms sound without a reason.
/// </remarks>
public static class RuleThresholds
{
    /// <summary>
    /// A longest pause of the heartbeats up to here shows that there was none of 4 s: well below it, for a beat that
    /// only seems one.
    /// </summary>
    public static readonly RuleThreshold AsystoleLeadPause = new(
        AlarmKind.Asystole,
        "leadPause",
        "s",
        RefutingSide.UpTo,
        3.2f
    );

    /// <summary>
    /// Pulses are asked more strictly: an artefact in a pause looks like a pulse more easily than like a QRS complex.
    /// </summary>
    public static readonly RuleThreshold AsystolePulsePause = new(
        AlarmKind.Asystole,
        "pulsePause",
        "s",
        RefutingSide.UpTo,
        1.8f
    );

    /// <summary>
    /// Mean correlation of the pulses with the patient's usual one, from which they are a heart's and not a movement's.
    /// </summary>
    public static readonly RuleThreshold AsystolePulseLikeness = new(
        AlarmKind.Asystole,
        "pulseLikeness",
        "",
        RefutingSide.From,
        0.6f
    );

    /// <summary>Deviation of the pulses' intervals as a share of their mean, up to which they are a heart's.</summary>
    public static readonly RuleThreshold AsystolePulseIrregularity = new(
        AlarmKind.Asystole,
        "pulseIrregularity",
        "",
        RefutingSide.UpTo,
        0.5f
    );

    /// <summary>
    /// Lowest rate of the leads over 5 beats from which the heart was not slow; the event lies below 40.
    /// </summary>
    public static readonly RuleThreshold BradycardiaLeadRate = new(
        AlarmKind.ExtremeBradycardia,
        "leadRate",
        "per minute",
        RefutingSide.From,
        50
    );

    /// <summary>
    /// Pulses in any 6.5 s from which a pulse wave shows it: 55 per minute throughout, since a wave's
    /// artefact adds pulses.
    /// </summary>
    public static readonly RuleThreshold BradycardiaPulses = new(
        AlarmKind.ExtremeBradycardia,
        "pulsesIn6500ms",
        "pulses",
        RefutingSide.From,
        6
    );

    /// <summary>As for asystole.</summary>
    public static readonly RuleThreshold BradycardiaPulseLikeness = new(
        AlarmKind.ExtremeBradycardia,
        "pulseLikeness",
        "",
        RefutingSide.From,
        0.6f
    );

    /// <summary>
    /// Highest rate of the leads over 17 beats up to which the heart was not fast; the event lies above 140.
    /// </summary>
    public static readonly RuleThreshold TachycardiaLeadRate = new(
        AlarmKind.ExtremeTachycardia,
        "leadRate",
        "per minute",
        RefutingSide.UpTo,
        115
    );

    /// <summary>
    /// No heart in fibrillation pumps: pulses without a longer pause than this, alike and even, refute it.
    /// </summary>
    public static readonly RuleThreshold FibrillationPulsePause = new(
        AlarmKind.VentricularFibrillation,
        "pulsePause",
        "s",
        RefutingSide.UpTo,
        2
    );

    /// <summary>As for asystole, but stricter: movement during a resuscitation must not look like a pulse.</summary>
    public static readonly RuleThreshold FibrillationPulseLikeness = new(
        AlarmKind.VentricularFibrillation,
        "pulseLikeness",
        "",
        RefutingSide.From,
        0.7f
    );

    /// <summary>As for asystole.</summary>
    public static readonly RuleThreshold FibrillationPulseIrregularity = new(
        AlarmKind.VentricularFibrillation,
        "pulseIrregularity",
        "",
        RefutingSide.UpTo,
        0.5f
    );

    /// <summary>
    /// Mean likeness of the beats to the patient's own from which a lead shows that the rhythm goes on.
    /// </summary>
    public static readonly RuleThreshold FibrillationOwnBeats = new(
        AlarmKind.VentricularFibrillation,
        "ownBeatLikeness",
        "",
        RefutingSide.From,
        0.9f
    );

    /// <summary>Longest pause of those beats.</summary>
    public static readonly RuleThreshold FibrillationOwnPause = new(
        AlarmKind.VentricularFibrillation,
        "ownBeatPause",
        "s",
        RefutingSide.UpTo,
        2.5f
    );

    /// <summary>
    /// Longest time without an own beat or pulse, in usual intervals, that leaves no room for five ventricular beats.
    /// </summary>
    public static readonly RuleThreshold VentricularRoom = new(
        AlarmKind.VentricularTachycardia,
        "room",
        "usual intervals",
        RefutingSide.UpTo,
        1.6f
    );

    /// <summary>Own beats or pulses faster than this may themselves be the tachycardia.</summary>
    public static readonly RuleThreshold VentricularCalmRate = new(
        AlarmKind.VentricularTachycardia,
        "calmRate",
        "per minute",
        RefutingSide.UpTo,
        110
    );

    /// <summary>Irregularity up to which a pulse hides no fast ventricular run.</summary>
    public static readonly RuleThreshold VentricularCalmIrregularity = new(
        AlarmKind.VentricularTachycardia,
        "calmIrregularity",
        "",
        RefutingSide.UpTo,
        0.08f
    );

    /// <summary>
    /// Height of the three lowest pulses as a share of the usual, from which none of them was a
    /// weak ventricular beat's.
    /// </summary>
    public static readonly RuleThreshold VentricularCalmHeight = new(
        AlarmKind.VentricularTachycardia,
        "calmHeight",
        "",
        RefutingSide.From,
        0.7f
    );

    /// <summary>
    /// Irregularity of the intervals (<see cref="Signals.Rhythm.RrIrregularity"/>) up to which nothing fibrillates.
    /// </summary>
    /// <remarks>On cinc2017 fewer than one AF record in twenty lies below it.</remarks>
    public static readonly RuleThreshold AtrialIrregularity = new(
        AlarmKind.AtrialFibrillation,
        "irregularity",
        "",
        RefutingSide.UpTo,
        0.2f
    );

    /// <summary>All numbers that the rules use.</summary>
    public static ImmutableArray<RuleThreshold> OfRules { get; } =
    [
        AsystoleLeadPause,
        AsystolePulsePause,
        AsystolePulseLikeness,
        AsystolePulseIrregularity,
        BradycardiaLeadRate,
        BradycardiaPulses,
        BradycardiaPulseLikeness,
        TachycardiaLeadRate,
        FibrillationPulsePause,
        FibrillationPulseLikeness,
        FibrillationPulseIrregularity,
        FibrillationOwnBeats,
        FibrillationOwnPause,
        VentricularRoom,
        VentricularCalmRate,
        VentricularCalmIrregularity,
        VentricularCalmHeight,
        AtrialIrregularity,
    ];

    /// <summary>The probability below which a model refutes alarms of a kind.</summary>
    /// <remarks>
    /// Safe is the cautious threshold of the first verifier that shipped; of a kind without one, every threshold above
    /// 0 needs its reason.
    /// </remarks>
    public static RuleThreshold OfModel(AlarmKind kind) =>
        new(kind, "threshold", "probability", RefutingSide.UpTo, kind == AlarmKind.VentricularTachycardia ? 0.136f : 0);
}
