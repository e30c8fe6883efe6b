using WardGrid.Signals.Beats;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Rhythm;

/// <summary>How irregularly the beats of one channel follow each other: the mark of atrial fibrillation.</summary>
/// <remarks>
/// Intervals are those between neighbouring beats, in seconds; one that a gap interrupts is left out, with the pairs
/// that it would have made. <c>default</c> has no intervals and says nothing.
/// </remarks>
/// <param name="Intervals">How many intervals it rests on.</param>
/// <param name="MeanInterval">Their mean, in seconds.</param>
/// <param name="NormalisedRmssd">Root mean square of successive differences over the mean interval (Dash et al.
/// 2009).</param>
/// <param name="MedianChange">Median absolute successive difference over the mean interval: a few ectopic beats do not
/// move it.</param>
/// <param name="SampleEntropy">Coefficient of sample entropy, about -3 to 0 (Lake and Moorman 2011: AF above -1.4); NaN
/// with fewer than 12 intervals.</param>
/// <param name="ChangeEntropy">Shannon entropy of the successive changes in nats, 0 to 3.2 (after Dash et al.
/// 2009).</param>
/// <param name="EctopyShare">Share of beats that come early and are followed by a pause: premature beats.</param>
public readonly record struct RrIrregularity(
    int Intervals,
    float MeanInterval,
    float NormalisedRmssd,
    float MedianChange,
    float SampleEntropy,
    float ChangeEntropy,
    float EctopyShare
)
{
    /// <summary>Intervals below which nothing is said: Lake and Moorman 2011 found 12 to be enough.</summary>
    public const int LeastIntervals = 12;

    /// <summary>Intervals that are looked at: a minute of a heart at 60.</summary>
    public const int MostIntervals = 60;

    /// <summary>
    /// Likeness to atrial fibrillation, 0 to 1, by the intervals alone; NaN with fewer than
    /// <see cref="LeastIntervals"/>.
    /// </summary>
    /// <remarks>Logistic weights fitted on cinc2017 (A against N and O, classes balanced).</remarks>
    public float Score =>
        Intervals < LeastIntervals
            ? float.NaN
            : 1 / (1 + MathF.Exp(3.7f - 1.5f * SampleEntropy - 2.8f * ChangeEntropy + 2.3f * EctopyShare));

    /// <summary>Over the newest beats of a channel.</summary>
    /// <param name="now">Seconds since the epoch; later beats are not looked at.</param>
    /// <param name="seconds">How far back, in seconds.</param>
    public static RrIrregularity Of(RingBuffer<Beat> beats, double now, double seconds = 60)
    {
        Span<float> intervals = stackalloc float[MostIntervals];
        var count = 0;
        for (var n = beats.End - 1; n >= beats.Begin && count < MostIntervals && beats[n].Seconds > now - seconds; n--)
        {
            if (beats[n].Seconds <= now)
                intervals[count++] = beats[n].Interval;
        }

        intervals = intervals[..count];
        intervals.Reverse();
        return Of(intervals);
    }

    /// <summary>
    /// Over the newest beats of a channel, without the intervals on either side of a beat that looks ventricular.
    /// </summary>
    /// <remarks>
    /// Premature beats and the pauses after them make a regular heart look irregular; one that fibrillates is so
    /// between them too.
    /// </remarks>
    /// <param name="now">Seconds since the epoch; later beats are not looked at.</param>
    /// <param name="seconds">How far back, in seconds.</param>
    public static RrIrregularity WithoutEctopy(RingBuffer<Beat> beats, double now, double seconds = 60)
    {
        Span<float> intervals = stackalloc float[MostIntervals];
        var count = 0;
        for (var n = beats.End - 1; n > beats.Begin && count < MostIntervals && beats[n].Seconds > now - seconds; n--)
        {
            if (beats[n].Seconds <= now)
                intervals[count++] = IsEctopic(beats, n) || IsEctopic(beats, n - 1) ? float.NaN : beats[n].Interval;
        }

        intervals = intervals[..count];
        intervals.Reverse();
        return Of(intervals);
    }

    private static bool IsEctopic(RingBuffer<Beat> beats, long n) => beats[n].Class == BeatClass.Ventricular;

    /// <summary>Over intervals in seconds, oldest first; NaN where a gap lies.</summary>
    public static RrIrregularity Of(ReadOnlySpan<float> intervals)
    {
        Span<float> known = stackalloc float[Math.Min(intervals.Length, MostIntervals)];
        Span<float> changes = stackalloc float[known.Length];
        int count = 0,
            pairs = 0,
            ectopic = 0;
        float sum = 0,
            squares = 0,
            before = float.NaN,
            twoBefore = float.NaN;
        foreach (var interval in intervals[Math.Max(0, intervals.Length - MostIntervals)..])
        {
            if (!float.IsNaN(interval))
            {
                known[count++] = interval;
                sum += interval;
            }

            if (!float.IsNaN(interval - before))
            {
                changes[pairs++] = interval - before;
                squares += (interval - before) * (interval - before);
                // Early by 15 % against the interval before it, and the next one longer again: a
                // premature beat and its pause.
                if (before < 0.85f * twoBefore && interval > 1.15f * before)
                    ectopic++;
            }

            twoBefore = before;
            before = interval;
        }

        if (count < 2 || pairs == 0)
            return default;
        var mean = sum / count;
        changes = changes[..pairs];
        var entropy = ShannonEntropy.OfChanges(changes, mean);
        foreach (ref var change in changes)
            change = Math.Abs(change);
        changes.Sort();
        return new(
            count,
            mean,
            MathF.Sqrt(squares / pairs) / mean,
            changes[pairs / 2] / mean,
            Rhythm.SampleEntropy.Coefficient(known[..count], mean),
            entropy,
            (float)ectopic / pairs
        );
    }
}
