using WardGrid.Signals.Beats;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Quality;

/// <summary>What ten seconds of beats say of the channel that shows them.</summary>
/// <remarks>
/// After Orphanidou et al. 2015 (IEEE J Biomed Health Inform 19:832): a usable stretch of ten seconds has a rate of 40 to 180 a
/// minute, no gap above 3 s, a longest interval below 2.2 times the shortest, and beats that correlate with their own mean.
/// <c>default</c> means that nothing was heard.
/// </remarks>
/// <param name="Count">Beats in the stretch.</param>
/// <param name="Rate">Beats a minute, from the median interval; 0 where there is no interval.</param>
/// <param name="LongestGap">Seconds without a beat, the ends of the stretch included.</param>
/// <param name="IntervalRatio">Longest over shortest interval; 1 where there are fewer than two.</param>
/// <param name="Likeness">Mean correlation of the beats with their mean, -1 to 1; NaN with fewer than three beats.</param>
public readonly record struct BeatEvidence(int Count, float Rate, float LongestGap, float IntervalRatio, float Likeness)
{
    /// <summary>Seconds that are looked at (Orphanidou 2015).</summary>
    public const double Seconds = 10;

    private const int MostBeats = 60;
    private const int Points = 48;

    /// <summary>A rate and intervals that a heart in an ordinary rhythm keeps.</summary>
    public bool IsOrdinaryRhythm => Rate is >= 40 and <= 180 && LongestGap <= 3 && IntervalRatio < 2.2f;

    /// <summary>Hears the beats of the ten seconds before <paramref name="end"/>.</summary>
    /// <param name="before">Seconds of the wave before a beat's sample that belong to its shape.</param>
    /// <param name="after">Seconds after it.</param>
    public static BeatEvidence Hear(RingBuffer<Beat> beats, SampleWindow window, double end, double before, double after)
    {
        Span<float> intervals = stackalloc float[MostBeats];
        Span<long> peaks = stackalloc long[MostBeats];
        int count = 0, known = 0;
        double gap = 0, later = end;
        for (var n = beats.End - 1; n >= beats.Begin && count < MostBeats; n--)
        {
            ref readonly var beat = ref beats[n];
            if (beat.Seconds >= end)
                continue;
            if (beat.Seconds < end - Seconds)
                break;
            gap = Math.Max(gap, later - beat.Seconds);
            later = beat.Seconds;
            peaks[count++] = beat.Sample;
            if (!float.IsNaN(beat.Interval) && beat.Seconds - beat.Interval >= end - Seconds)
                intervals[known++] = beat.Interval;
        }

        gap = Math.Max(gap, later - (end - Seconds));
        if (known == 0)
            return new(count, 0, (float)gap, 1, float.NaN);
        intervals = intervals[..known];
        intervals.Sort();
        var median = intervals[known / 2];
        // A shape must not reach into the next beat, or the rhythm would speak for the shape.
        var likeness = MeanLikeness(window, peaks[..count], Math.Min(before, 0.4 * median), Math.Min(after, 0.6 * median));
        return new(count, 60 / median, (float)gap, intervals[^1] / intervals[0], likeness);
    }

    private static float MeanLikeness(SampleWindow window, ReadOnlySpan<long> peaks, double before, double after)
    {
        Span<float> shapes = stackalloc float[MostBeats * Points];
        Span<float> mean = stackalloc float[Points];
        mean.Clear();
        var count = 0;
        foreach (var peak in peaks)
        {
            var shape = shapes.Slice(count * Points, Points);
            if (!TakeShape(window, peak, before, after, shape))
                continue;
            for (var i = 0; i < Points; i++)
                mean[i] += shape[i];
            count++;
        }

        if (count < 3)
            return float.NaN;
        var norm = 0f;
        foreach (var m in mean)
            norm += m * m;
        var sum = 0f;
        for (var k = 0; k < count; k++)
        {
            var dot = 0f;
            for (var i = 0; i < Points; i++)
                dot += mean[i] * shapes[k * Points + i];
            sum += dot;
        }

        return norm == 0 ? 0 : sum / count / MathF.Sqrt(norm);
    }

    /// <summary>A beat's shape without its mean and with unit length, so that a product with another shape is their correlation.</summary>
    private static bool TakeShape(SampleWindow window, long peak, double before, double after, Span<float> shape)
    {
        var first = peak - before * window.Rate;
        var stride = (before + after) * window.Rate / (Points - 1);
        var sum = 0f;
        for (var i = 0; i < Points; i++)
            sum += shape[i] = window[(long)Math.Round(first + i * stride)];
        if (float.IsNaN(sum))
            return false;
        var energy = 0f;
        for (var i = 0; i < Points; i++)
        {
            shape[i] -= sum / Points;
            energy += shape[i] * shape[i];
        }

        if (energy == 0)
            return false;
        var scale = 1 / MathF.Sqrt(energy);
        for (var i = 0; i < Points; i++)
            shape[i] *= scale;
        return true;
    }
}
