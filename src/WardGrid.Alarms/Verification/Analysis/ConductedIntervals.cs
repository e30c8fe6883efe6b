namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>Seconds from one beat to the next; NaN where one of them is ventricular.</summary>
/// <param name="EndsAt">The later beat, in seconds before the alarm, below zero.</param>
public readonly record struct ConductedInterval(double EndsAt, float Seconds);

/// <summary>A lead's intervals between beats of the usual shape, which the atria may have conducted.</summary>
/// <remarks>
/// A premature ventricular beat and the pause after it make a regular heart look irregular; one that fibrillates is so
/// between them too. A beat is ventricular by its shape, or by a less different shape and its width, as in the live
/// detector.
/// </remarks>
public static class ConductedIntervals
{
    private const float Unlike = 0.75f,
        LessLike = 0.9f;

    /// <summary>Seconds of the steep part, and times the lead's median, from which a beat is wide.</summary>
    private const float Wide = 0.1f,
        Wider = 1.2f;

    public static ConductedInterval[] Of(DetectedBeat[] beats)
    {
        var width = MedianWidth(beats);
        var intervals = new ConductedInterval[Math.Max(0, beats.Length - 1)];
        for (var i = 0; i < intervals.Length; i++)
        {
            var (before, now) = (beats[i], beats[i + 1]);
            var isOther = IsVentricular(before, width) || IsVentricular(now, width);
            intervals[i] = new(now.Seconds, isOther ? float.NaN : (float)(now.Seconds - before.Seconds));
        }

        return intervals;
    }

    /// <summary>The share of ventricular beats since a moment; NaN without a beat.</summary>
    public static float VentricularShare(DetectedBeat[] beats, double since)
    {
        var width = MedianWidth(beats);
        return beats
            .Where(b => b.Seconds >= since)
            .Select(b => IsVentricular(b, width) ? 1f : 0)
            .DefaultIfEmpty(float.NaN)
            .Average();
    }

    private static bool IsVentricular(DetectedBeat beat, float medianWidth) =>
        beat.Likeness < Unlike || beat.Likeness < LessLike && beat.Width >= Wide && beat.Width > Wider * medianWidth;

    private static float MedianWidth(DetectedBeat[] beats)
    {
        var sorted = beats.Select(b => b.Width).Order().ToArray();
        return sorted.Length == 0 ? float.NaN : sorted[sorted.Length / 2];
    }
}
