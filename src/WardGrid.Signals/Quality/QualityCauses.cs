namespace WardGrid.Signals.Quality;

/// <summary>Chooses the cause among the issues of a second.</summary>
public static class QualityCauses
{
    // The order in which a person at the bedside would check: no data, nothing attached, movement, noise, and only then
    // the beats.
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

    /// <summary>The issues in the order in which a person would check them.</summary>
    public static ReadOnlySpan<QualityIssues> All => Order;

    /// <summary>
    /// The one to check first: a detached electrode shows no rhythm either, but the electrode is the cause.
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
    /// The weight of a cause with a number of seconds: irregular beats are named only if no other cause has a quarter
    /// of their time.
    /// </summary>
    /// <remarks>
    /// An electrode that pulls causes irregular beats before it comes off, and a nurse can fix only the electrode.
    /// </remarks>
    public static long Weight(QualityIssues cause, int seconds) => IsOfTheRhythm(cause) ? seconds : 4L * seconds;

    /// <summary>
    /// Whether the issue is about the patient's beats, such as ectopic ones, and not about an electrode or probe.
    /// </summary>
    public static bool IsOfTheRhythm(QualityIssues cause) =>
        cause is QualityIssues.UnlikeBeats or QualityIssues.ImplausibleRhythm;
}
