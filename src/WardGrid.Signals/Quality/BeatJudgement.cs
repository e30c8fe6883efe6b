using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Quality;

/// <summary>Lets the beats reduce a second's score, without treating an arrhythmia as a bad signal.</summary>
/// <remarks>
/// The samples decide first (<see cref="SecondScore"/>). Fibrillation, runs and pauses break every rule of ordinary
/// beats on a perfectly attached electrode, so on a clean second these rules take away at most
/// <see cref="WeightAlone"/> of the score and never make it unusable by themselves. They count fully only if there is a
/// reason for doubt: the samples are already suspicious, or another channel shows an ordinary rhythm of similar beats
/// at the same time, which is impossible in fibrillation or asystole.
/// </remarks>
public static class BeatJudgement
{
    /// <summary>
    /// Correlation of beats with their mean from which they count as alike: ECG 0.66, pulses 0.86 (Orphanidou 2015).
    /// </summary>
    public static float LikenessNeeded(SignalKind kind) => kind == SignalKind.Ecg ? 0.66f : 0.86f;

    /// <summary>The most that the beats may take from a second with clean samples.</summary>
    private const float WeightAlone = 0.35f;

    /// <summary>The most that the beats may take at all.</summary>
    private const float WeightFull = 0.85f;

    /// <summary>
    /// How far the correlation may be below the needed one until the beats count half; from there the screen also shows
    /// it.
    /// </summary>
    private const float LikenessHalf = 0.25f;

    /// <summary>The suspicion of the samples above which the screen shows the beats' faults.</summary>
    private const float Suspicious = 0.3f;

    /// <summary>
    /// Whether the beats follow and resemble each other, at any rate: an organised rhythm, also a ventricular one.
    /// </summary>
    public static bool IsOrganised(in BeatEvidence beats, SignalKind kind) =>
        beats is { Count: >= 5, LongestGap: <= 3 }
        && (
            (beats.IntervalRatio < 2.2f && beats.Likeness >= LikenessNeeded(kind))
            || (kind == SignalKind.Ecg && beats.Own >= OwnAmongEctopic)
        );

    /// <summary>
    /// The share of a lead's beats that must have the patient's own shape if others come between: half of them in
    /// bigeminy, less one missed.
    /// </summary>
    private const float OwnAmongEctopic = 0.4f;

    /// <summary>
    /// The rate above which an organised ECG may be ventricular tachycardia, in which other leads can have no clear QRS
    /// and the pulse wave no pulses.
    /// </summary>
    private const float MayBeVentricular = 100;

    /// <summary>
    /// An organised rhythm at an ordinary rate: proof of a normal heartbeat, which every good channel must show.
    /// </summary>
    public static bool IsProof(in BeatEvidence beats, SignalKind kind) =>
        beats.IsOrdinaryRhythm
        && IsOrganised(beats, kind)
        && (kind != SignalKind.Ecg || beats.Rate <= MayBeVentricular);

    /// <param name="own">The score from the samples alone.</param>
    /// <param name="beats">The evidence of the channel's own beats.</param>
    /// <param name="provenElsewhere">Whether another usable channel <see cref="IsProof"/> over the same
    /// seconds.</param>
    public static QualitySecond Weigh(QualitySecond own, SignalKind kind, in BeatEvidence beats, bool provenElsewhere)
    {
        if (
            own.Score == 0
            || !beats.IsHeard
            || kind is not (SignalKind.Ecg or SignalKind.Pleth or SignalKind.ArterialPressure)
        )
            return own;

        var alike = 1f;
        if (beats.Likeness < LikenessNeeded(kind))
        {
            var lack = (LikenessNeeded(kind) - beats.Likeness) / LikenessHalf;
            alike = 1 / (1 + lack * lack);
        }

        var contradicted = provenElsewhere && !IsOrganised(beats, kind);
        var suspicion = 1 - own.Score;
        var weight = contradicted ? WeightFull : Math.Clamp(1.5f * suspicion, WeightAlone, WeightFull);
        var share = alike * (beats.IsOrdinaryRhythm ? 1 : 0.5f);
        var issues = own.Issues;
        if (contradicted || suspicion > Suspicious)
        {
            if (alike < 0.5f)
                issues |= QualityIssues.UnlikeBeats;
            if (contradicted && beats.LongestGap > 3)
                issues |= QualityIssues.NoBeats;
            else if (!beats.IsOrdinaryRhythm)
                issues |= QualityIssues.ImplausibleRhythm;
        }

        // A channel without beats beside a beating heart is not usable at all.
        if (contradicted && beats.LongestGap > 3)
            share = MathF.Min(share, 0.3f);
        return own with { Score = own.Score * (1 - weight * (1 - share)), Issues = issues };
    }
}
