using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Quality;

/// <summary>Lets the beats weigh on a second's score, without calling an arrhythmia a bad signal.</summary>
/// <remarks>
/// The samples decide first (<see cref="SecondScore"/>). Fibrillation, runs and pauses break every rule of ordinary
/// beats on a perfectly attached electrode, so on a clean second these rules take away at most
/// <see cref="WeightAlone"/> of the score and never make it unusable by themselves. They weigh fully only where there
/// is reason to doubt: the samples are suspicious already, or another channel shows an ordinary rhythm of beats alike
/// at the same time, which a fibrillating or silent heart cannot do.
/// </remarks>
public static class BeatJudgement
{
    /// <summary>
    /// Correlation of beats with their mean from which they count as alike: ECG 0.66, pulses 0.86 (Orphanidou 2015).
    /// </summary>
    public static float LikenessNeeded(SignalKind kind) => kind == SignalKind.Ecg ? 0.66f : 0.86f;

    /// <summary>What the beats may take from a second whose samples are clean.</summary>
    private const float WeightAlone = 0.35f;

    /// <summary>What they may take at most.</summary>
    private const float WeightFull = 0.85f;

    /// <summary>
    /// Correlation below what is needed at which the beats are worth half; also where a person is told.
    /// </summary>
    private const float LikenessHalf = 0.25f;

    /// <summary>Suspicion of the samples above which the beats' faults are told to a person.</summary>
    private const float Suspicious = 0.3f;

    /// <summary>
    /// Beats that follow and resemble each other, at whatever rate: an organised rhythm, be it ventricular.
    /// </summary>
    public static bool IsOrganised(in BeatEvidence beats, SignalKind kind) =>
        beats is { Count: >= 5, LongestGap: <= 3 }
        && (
            (beats.IntervalRatio < 2.2f && beats.Likeness >= LikenessNeeded(kind))
            || (kind == SignalKind.Ecg && beats.Own >= OwnAmongEctopic)
        );

    /// <summary>
    /// Share of a lead's beats that are the patient's own although others come between: half of them in
    /// bigeminy, less one missed.
    /// </summary>
    private const float OwnAmongEctopic = 0.4f;

    /// <summary>
    /// Rate above which an organised ECG may be ventricular tachycardia, which leaves other leads without clear QRS and
    /// the pulse without pulses.
    /// </summary>
    private const float MayBeVentricular = 100;

    /// <summary>
    /// An organised rhythm at an ordinary rate: proof that a heart beats as hearts should, so that every
    /// good channel shows it.
    /// </summary>
    public static bool IsProof(in BeatEvidence beats, SignalKind kind) =>
        beats.IsOrdinaryRhythm
        && IsOrganised(beats, kind)
        && (kind != SignalKind.Ecg || beats.Rate <= MayBeVentricular);

    /// <param name="own">What the samples alone say.</param>
    /// <param name="beats">What the channel's own beats say.</param>
    /// <param name="provenElsewhere">Another usable channel <see cref="IsProof"/> over the same seconds.</param>
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

        // Silence beside a beating heart leaves nothing to rely on.
        if (contradicted && beats.LongestGap > 3)
            share = MathF.Min(share, 0.3f);
        return own with { Score = own.Score * (1 - weight * (1 - share)), Issues = issues };
    }
}
