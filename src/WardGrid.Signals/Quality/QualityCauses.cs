namespace WardGrid.Signals.Quality;

/// <summary>Which of the things that are wrong with a second is its cause.</summary>
public static class QualityCauses
{
    // As a person at the bedside would look: nothing arrives, nothing is attached, it moves, it is noisy, and
    // only then the beats.
    private static readonly QualityIssues[] Order =
    [
        QualityIssues.Missing,
        QualityIssues.Flat,
        QualityIssues.Saturated,
        QualityIssues.Motion,
        QualityIssues.NoBeats,
        QualityIssues.HighFrequencyNoise,
        QualityIssues.BaselineWander,
        QualityIssues.UnlikeBeats,
        QualityIssues.ImplausibleRhythm,
        QualityIssues.PowerLine,
    ];

    /// <summary>The issues in the order in which a person would look for them.</summary>
    public static ReadOnlySpan<QualityIssues> All => Order;

    /// <summary>
    /// The one to look for first: a detached electrode shows no rhythm either, but the electrode is the cause.
    /// </summary>
    public static QualityIssues FirstOf(QualityIssues issues)
    {
        foreach (var issue in Order)
        {
            if (issues.HasFlag(issue))
                return issue;
        }

        return QualityIssues.None;
    }

    /// <summary>
    /// What a cause weighs that took so many seconds: irregular beats are named only where nothing else took a quarter
    /// of their time.
    /// </summary>
    /// <remarks>
    /// An electrode that pulls makes irregular beats before it comes off, and a nurse can mend the electrode only.
    /// </remarks>
    public static long Weight(QualityIssues cause, int seconds) => IsOfTheRhythm(cause) ? seconds : 4L * seconds;

    /// <summary>
    /// Whether it tells of the patient's beats, as ectopic ones do, and not of an electrode or probe.
    /// </summary>
    public static bool IsOfTheRhythm(QualityIssues cause) =>
        cause is QualityIssues.UnlikeBeats or QualityIssues.ImplausibleRhythm;
}
