namespace WardGrid.Signals.Beats;

/// <summary>Finds beats as the peaks of an envelope, by what is usual around them in the strip.</summary>
/// <remarks>
/// The live detectors must decide within 400 ms; here the whole minute is at hand, so the threshold rests on both sides
/// of each beat. A peak counts from 0.4 of the usual peak within 8 s, but never below 0.2 of the usual peak of the
/// whole strip: what is left of the signal in an asystole must not become beats.
/// </remarks>
public static class OfflineBeatDetector
{
    /// <summary>Seconds within which a second beat is not believed: 300 per minute.</summary>
    public const double Refractory = 0.2;

    private const double BinSeconds = 2;
    private const int NeighbourBins = 4;
    private const float LocalShare = 0.4f;
    private const float StripShare = 0.2f;

    public static int[] Find(ReadOnlySpan<float> envelope, double rate, double refractory = Refractory)
    {
        var bins = BinMaxima(envelope, rate);
        var usual = Quantile(bins, 0.5);
        if (!(usual > 0))
            return [];
        var dead = (int)(refractory * rate);
        var found = new List<int>();
        for (var i = 1; i < envelope.Length - 1; i++)
        {
            if (envelope[i] < StripShare * usual || envelope[i] < envelope[i - 1] || envelope[i] <= envelope[i + 1])
                continue;
            if (envelope[i] < LocalShare * Local(bins, (int)(i / (BinSeconds * rate))))
                continue;
            if (found.Count > 0 && i - found[^1] < dead)
            {
                if (envelope[i] > envelope[found[^1]])
                    found[^1] = i;
                continue;
            }

            found.Add(i);
        }

        return [.. found];
    }

    /// <summary>The usual peak of an envelope: the median of its maxima of 2 s.</summary>
    public static float Usual(ReadOnlySpan<float> envelope, double rate) => Quantile(BinMaxima(envelope, rate), 0.5);

    public static float Quantile(ReadOnlySpan<float> values, double share)
    {
        if (values.IsEmpty)
            return float.NaN;
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return (float)(sorted[below] + (at - below) * (sorted[above] - sorted[below]));
    }

    private static float[] BinMaxima(ReadOnlySpan<float> envelope, double rate)
    {
        var width = (int)(BinSeconds * rate);
        var bins = new float[(envelope.Length + width - 1) / width];
        for (var b = 0; b < bins.Length; b++)
        {
            foreach (var value in envelope.Slice(b * width, Math.Min(width, envelope.Length - b * width)))
                bins[b] = Math.Max(bins[b], value);
        }

        return bins;
    }

    private static float Local(ReadOnlySpan<float> bins, int at)
    {
        var from = Math.Clamp(at - NeighbourBins, 0, Math.Max(0, bins.Length - 2 * NeighbourBins - 1));
        return Quantile(bins.Slice(from, Math.Min(2 * NeighbourBins + 1, bins.Length - from)), 0.5);
    }
}
