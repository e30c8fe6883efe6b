using WardGrid.Signals.Protocol;

namespace WardGrid.Signals.Quality;

/// <summary>Judges one second from its measures alone, without the beats.</summary>
/// <remarks>
/// The score is a product of shares, one for each possible fault; a share falls from 1 to 0 as its fault grows. At 0.5
/// one fault alone makes a second unusable for decisions. The faults are compared with the channel's own usual height
/// of beats, because the gains of pleth and respiration are arbitrary and QRS heights differ tenfold between leads.
/// </remarks>
public static class SecondScore
{
    /// <summary>Share of missing samples from which a second counts as nothing.</summary>
    private const float MissingAll = 0.5f;

    /// <summary>
    /// Share of clipped samples at which a second counts half: the beats' times are still visible in clipped crests.
    /// </summary>
    private const float ClippedHalf = 0.25f;

    /// <summary>
    /// Mains amplitude over beat height at which a second counts half; every beat detector filters mains first.
    /// </summary>
    private const float MainsHalf = 0.6f;

    /// <summary>Mains amplitude over beat height from which the screen shows it.</summary>
    private const float MainsTold = 0.1f;

    /// <summary>Wander over beat height at which a second counts half.</summary>
    private const float WanderHalf = 4;

    /// <summary>
    /// Height, or jump of the baseline, over the usual height at which a second counts half: no heart triples its QRS.
    /// </summary>
    private const float MotionHalf = 3;

    /// <summary>The share below which the screen shows a fault.</summary>
    private const float Told = 0.7f;

    /// <param name="habit">The channel's usual height of beats, in its unit; 0 if unknown.</param>
    /// <param name="lowest">Lowest value that the channel has ever shown, which a lead that is off reaches.</param>
    /// <param name="highest">Highest value that it has ever shown.</param>
    public static QualitySecond Judge(
        in SecondMeasures m,
        SignalKind kind,
        float step,
        float habit,
        float lowest,
        float highest
    )
    {
        if (m.Missing >= MissingAll)
            return new(m.Second, 0, QualityIssues.Missing);
        var limits = QualityLimits.For(kind);
        var issues = m.Missing > 0.02f ? QualityIssues.Missing : QualityIssues.None;
        if (m.FlatSeconds >= limits.FlatSeconds)
            return new(m.Second, 0, issues | QualityIssues.Flat | AtEnd(m, step, lowest, highest));
        if (m.AtRail > MissingAll || m.Minimum > limits.Highest || m.Maximum < limits.Lowest)
            return new(m.Second, 0, issues | QualityIssues.Saturated);

        var height = MathF.Max(limits.LeastSwing, habit > 0 ? habit : m.Swing);
        var score = 1 - m.Missing / MissingAll;
        score *= Share(MathF.Max(m.Clipped, m.AtRail) / ClippedHalf, QualityIssues.Saturated, ref issues);
        if (m.Maximum > limits.Highest || m.Minimum < limits.Lowest)
            score *= Share(1.5f, QualityIssues.Saturated, ref issues);
        if (kind == SignalKind.Other || height == 0)
            return new(m.Second, score, issues);

        var noise = MathF.Sqrt(MathF.Max(0, m.Noise * m.Noise - m.Mains * m.Mains / 2));
        score *= Share(noise / (limits.NoiseShare * height), QualityIssues.HighFrequencyNoise, ref issues);
        if (m.Mains > MainsTold * height)
            issues |= QualityIssues.PowerLine;
        score *= Share(m.Mains / (MainsHalf * height), QualityIssues.PowerLine, ref issues);
        if (kind == SignalKind.Ecg)
        {
            score *= Share(m.Wander / (WanderHalf * height), QualityIssues.BaselineWander, ref issues);
            score *= Share(m.Step / (MotionHalf * height), QualityIssues.Motion, ref issues);
        }

        if (habit > 0)
            score *= Share(m.Swing / (MotionHalf * height), QualityIssues.Motion, ref issues, steepness: 4);
        return new(m.Second, score, issues);
    }

    /// <summary>1 without the fault, 0.5 if the fault is 1, towards 0 beyond.</summary>
    private static float Share(float fault, QualityIssues issue, ref QualityIssues issues, int steepness = 2)
    {
        var power = fault * fault;
        if (steepness == 4)
            power *= power;
        var share = 1 / (1 + power);
        if (share < Told)
            issues |= issue;
        return share;
    }

    private static QualityIssues AtEnd(in SecondMeasures m, float step, float lowest, float highest)
    {
        var stands = m.AtRail > 0 || m.FlatLevel >= highest - step || m.FlatLevel <= lowest + step;
        return stands && highest - lowest > 100 * step ? QualityIssues.Saturated : QualityIssues.None;
    }
}
