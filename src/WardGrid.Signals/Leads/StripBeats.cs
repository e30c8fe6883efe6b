using WardGrid.Signals.Beats;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Signals.Leads;

/// <summary>The usual beat of every lead of a strip, cut at the same moments in all of them.</summary>
/// <remarks>
/// The beats are those of the lead with the steepest complexes. The usual beat is the median of the beats that are like
/// it. Every second beat and the others have a mean of their own, so that noise, which differs between the two, can be
/// told from what repeats.
/// </remarks>
internal sealed class StripBeats
{
    /// <summary>Seconds before and after the R peak.</summary>
    private const double Before = 0.32,
        After = 0.44;

    /// <summary>Beats of the same shape that a usual beat needs: two of each half.</summary>
    private const int Fewest = 4;

    /// <summary>Correlation with the usual beat from which a beat is of the same shape.</summary>
    private const float Alike = 0.8f;

    private StripBeats(LeadStrip strip, List<int> peaks)
    {
        (Leads, Rate, Count) = (strip.Leads, strip.Rate, peaks.Count);
        Usual = [.. strip.Traces.Select(t => Median(t, peaks))];
        First = [.. strip.Traces.Select(t => Mean(t, [.. peaks.Where((_, i) => i % 2 == 0)]))];
        Second = [.. strip.Traces.Select(t => Mean(t, [.. peaks.Where((_, i) => i % 2 == 1)]))];
    }

    public LeadSamples[] Leads { get; }

    public double Rate { get; }

    public int Count { get; }

    /// <summary>mV, one row for each lead.</summary>
    public float[][] Usual { get; }

    /// <summary>The mean of every second beat, and of those between them; sums of leads stay sums.</summary>
    public float[][] First { get; }

    /// <inheritdoc cref="First"/>
    public float[][] Second { get; }

    /// <summary>The sample of a moment, in seconds from the R peak.</summary>
    public int At(double seconds) => (int)Math.Round(seconds * Rate) + (int)(Before * Rate);

    /// <summary>The usual beats of a strip; null where too few beats of one shape are heard in it.</summary>
    public static StripBeats? Of(LeadStrip strip)
    {
        if (strip.Leads.Length == 0)
            return null;
        var steepest = Enumerable.Range(0, strip.Traces.Length).MaxBy(i => Steepness(strip.Traces[i], strip.Rate));
        var trace = strip.Traces[steepest];
        var peaks = Hear(trace, strip.Rate).Where(p => IsWhole(p, strip)).ToList();
        if (peaks.Count < Fewest)
            return null;
        var usual = Median(trace, peaks);
        peaks.RemoveAll(p => !(Spread.Correlation(Cut(trace, p, strip.Rate), usual) >= Alike));
        return peaks.Count < Fewest ? null : new(strip, peaks);

        float[] Median(float[] of, List<int> at) => StripBeats.Median(of, at, strip.Rate);
    }

    private static IEnumerable<int> Hear(float[] trace, double rate)
    {
        var detector = new LeadBeats(rate);
        for (var n = 0; n < trace.Length; n++)
        {
            if (detector.Add(n, trace[n], out var beat))
                yield return (int)beat.Sample;
        }
    }

    private static bool IsWhole(int peak, LeadStrip strip)
    {
        var (from, to) = (peak - (int)(Before * strip.Rate), peak + (int)(After * strip.Rate));
        return from >= 0 && to < strip.IsUsable.Length && !strip.IsUsable.AsSpan(from, to - from).Contains(false);
    }

    private static float Steepness(float[] trace, double rate)
    {
        var step = (int)Math.Max(1, Math.Round(0.02 * rate));
        return Spread.Quantile(trace.Skip(step).Select((x, n) => Math.Abs(x - trace[n])), 0.98);
    }

    private static ReadOnlySpan<float> Cut(float[] trace, int peak, double rate) =>
        trace.AsSpan(peak - (int)(Before * rate), (int)(Before * rate) + (int)(After * rate));

    private static float[] Median(float[] trace, List<int> peaks, double rate)
    {
        var wave = new float[(int)(Before * rate) + (int)(After * rate)];
        for (var i = 0; i < wave.Length; i++)
            wave[i] = OfflineBeatDetector.Quantile([.. peaks.Select(p => trace[p - (int)(Before * rate) + i])], 0.5);
        return wave;
    }

    private float[] Median(float[] trace, List<int> peaks) => Median(trace, peaks, Rate);

    private float[] Mean(float[] trace, List<int> peaks)
    {
        var wave = new float[(int)(Before * Rate) + (int)(After * Rate)];
        foreach (var peak in peaks)
        {
            var beat = Cut(trace, peak, Rate);
            for (var i = 0; i < wave.Length; i++)
                wave[i] += beat[i] / peaks.Count;
        }

        return wave;
    }
}
