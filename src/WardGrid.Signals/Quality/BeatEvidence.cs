using WardGrid.Signals.Beats;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Quality;

/// <summary>The beats of ten seconds on one channel, as evidence of its quality.</summary>
/// <remarks>
/// After Orphanidou et al. 2015 (IEEE J Biomed Health Inform 19:832): a usable stretch of ten seconds has a rate of 40
/// to 180 a minute, no gap above 3 s, a longest interval below 2.2 times the shortest, and beats that correlate with
/// their own mean. <c>default</c> means that there were no samples.
/// </remarks>
/// <param name="Heard">Seconds with samples for the beat detector, up to <see cref="Seconds"/>.</param>
/// <param name="Count">Beats in the stretch.</param>
/// <param name="Rate">Beats a minute, from the median interval; 0 without an interval.</param>
/// <param name="LongestGap">Seconds without a beat, the ends of the stretch included.</param>
/// <param name="IntervalRatio">Longest over shortest interval; 1 if there are fewer than two.</param>
/// <param name="Likeness">Mean correlation of the beats with their mean, -1 to 1; NaN with fewer than three
/// beats.</param>
/// <param name="Own">Share of the beats that have the patient's usual shape on this channel, 0 to 1.</param>
/// <param name="InLastSecond">Whether a beat is in the last second of the stretch.</param>
public readonly record struct BeatEvidence(
    float Heard,
    int Count,
    float Rate,
    float LongestGap,
    float IntervalRatio,
    float Likeness,
    float Own,
    bool InLastSecond
)
{
    /// <summary>The length of the stretch in seconds (Orphanidou 2015).</summary>
    public const double Seconds = 10;

    /// <summary>The correlation with the patient's usual beat from which a beat counts as having its shape.</summary>
    private const float OwnLikeness = 0.9f;

    private const int MostBeats = 60;
    private const int Points = 48;
    private const int MostSamples = 1024;

    /// <summary>Whether the rate and the intervals are those of an ordinary rhythm.</summary>
    public bool IsOrdinaryRhythm => Rate is >= 40 and <= 180 && LongestGap <= 3 && IntervalRatio < 2.2f;

    /// <summary>Whether there are enough samples for a pause to mean something.</summary>
    public bool IsHeard => Heard >= 4;

    /// <summary>
    /// Evaluates the beats from <paramref name="from"/> to <paramref name="end"/>, in seconds since the epoch.
    /// </summary>
    /// <param name="before">Seconds of the wave before a beat's sample that belong to its shape.</param>
    /// <param name="after">Seconds after it.</param>
    public static BeatEvidence Hear(
        RingBuffer<Beat> beats,
        SampleWindow window,
        double from,
        double end,
        double before,
        double after
    )
    {
        Span<float> intervals = stackalloc float[MostBeats];
        Span<long> peaks = stackalloc long[MostBeats];
        int count = 0,
            known = 0,
            own = 0;
        double gap = 0,
            later = end;
        for (var n = beats.End - 1; n >= beats.Begin && count < MostBeats; n--)
        {
            ref readonly var beat = ref beats[n];
            if (beat.Seconds >= end)
                continue;
            if (beat.Seconds < from)
                break;
            gap = Math.Max(gap, later - beat.Seconds);
            later = beat.Seconds;
            peaks[count++] = beat.Sample;
            own += beat.Likeness >= OwnLikeness ? 1 : 0;
            if (!float.IsNaN(beat.Interval) && beat.Seconds - beat.Interval >= from)
                intervals[known++] = beat.Interval;
        }

        gap = Math.Max(gap, later - from);
        var heard = (float)Math.Max(0, end - from);
        var inLast = count > 0 && peaks[0] / window.Rate >= end - 1;
        if (known == 0)
            return new(heard, count, 0, (float)gap, 1, float.NaN, 0, inLast);
        intervals = intervals[..known];
        intervals.Sort();
        var median = intervals[known / 2];
        // A shape must not reach into the next beat, or the rhythm would influence the shape.
        var likeness = MeanLikeness(
            window,
            peaks[..count],
            Math.Min(before, 0.4 * median),
            Math.Min(after, 0.6 * median)
        );
        return new(
            heard,
            count,
            60 / median,
            (float)gap,
            intervals[^1] / intervals[0],
            likeness,
            (float)own / count,
            inLast
        );
    }

    private static float MeanLikeness(SampleWindow window, ReadOnlySpan<long> peaks, double before, double after)
    {
        Span<float> wave = stackalloc float[Math.Min(MostSamples, (int)((before + after) * window.Rate) + 1)];
        Span<float> shapes = stackalloc float[peaks.Length * Points];
        Span<float> mean = stackalloc float[Points];
        mean.Clear();
        var count = 0;
        foreach (var peak in peaks)
        {
            window.CopyTo(peak - (long)(before * window.Rate), wave);
            var shape = shapes.Slice(count * Points, Points);
            if (!TakeShape(wave, shape))
                continue;
            for (var i = 0; i < Points; i++)
                mean[i] += shape[i];
            count++;
        }

        if (count < 3)
            return float.NaN;
        // The sum of the products with the sum is the product of the sum with itself.
        var norm = 0f;
        foreach (var m in mean)
            norm += m * m;
        return MathF.Sqrt(norm) / count;
    }

    /// <summary>
    /// A beat's shape without its mean and with unit length, so that a product with another shape is their correlation.
    /// </summary>
    private static bool TakeShape(ReadOnlySpan<float> wave, Span<float> shape)
    {
        var sum = 0f;
        for (var i = 0; i < Points; i++)
            sum += shape[i] = wave[i * (wave.Length - 1) / (Points - 1)];
        if (float.IsNaN(sum))
            return false;
        var energy = 0f;
        foreach (ref var x in shape)
        {
            x -= sum / Points;
            energy += x * x;
        }

        if (energy == 0)
            return false;
        var scale = 1 / MathF.Sqrt(energy);
        foreach (ref var x in shape)
            x *= scale;
        return true;
    }
}
