using System.Collections.Immutable;
using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Filters;

/// <summary>Filters a finished strip forwards and backwards, so that nothing in it is shifted in time.</summary>
public static class ZeroPhaseFilter
{
    public static float[] Filter(ReadOnlySpan<float> x, ImmutableArray<Section> sections)
    {
        var y = x.ToArray();
        if (y.Length == 0)
            return y;
        var filter = new IirFilter(sections);
        filter.SettleAt(y[0]);
        for (var i = 0; i < y.Length; i++)
            y[i] = (float)filter.Next(y[i]);
        filter.SettleAt(y[^1]);
        for (var i = y.Length - 1; i >= 0; i--)
            y[i] = (float)filter.Next(y[i]);
        return y;
    }

    /// <summary>The mean of |x| over a centred window, a measure of the activity around each sample.</summary>
    public static float[] Envelope(ReadOnlySpan<float> x, int width)
    {
        var y = new float[x.Length];
        var half = width / 2;
        double sum = 0;
        for (var i = 0; i < x.Length + half; i++)
        {
            if (i < x.Length)
                sum += Math.Abs(x[i]);
            if (i - 2 * half - 1 >= 0)
                sum -= Math.Abs(x[i - 2 * half - 1]);
            if (i >= half)
                y[i - half] = (float)Math.Max(0, sum / (2 * half + 1));
        }

        return y;
    }
}
