using System.Numerics;

namespace WardGrid.Signals.Beats;

/// <summary>How much of the signal around a beat is its shape, and how alike two shapes are.</summary>
/// <param name="Before">Seconds before the R peak or the upstroke.</param>
/// <param name="After">Seconds after it.</param>
/// <remarks>A shape's mean is removed and its scale does not count, so likeness is a correlation, -1 to 1.</remarks>
public sealed record BeatShape(double Before, double After)
{
    /// <summary>The QRS complex and the beginning of its recovery.</summary>
    public static readonly BeatShape Qrs = new(0.14, 0.20);

    /// <summary>
    /// A whole cycle of a fast rhythm, with what lies before and after the complex: a ventricular
    /// run repeats all of it.
    /// </summary>
    public static readonly BeatShape Cycle = new(0.25, 0.40);

    /// <summary>One pulse from its foot to past its notch.</summary>
    public static readonly BeatShape Pulse = new(0.20, 0.40);

    /// <summary>Seconds by which two shapes may be moved against each other to fit.</summary>
    private const double Slack = 0.048;

    public int Length(double rate) => (int)((Before + After) * rate);

    /// <summary>The shape around a beat, or empty where the strip does not hold all of it.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> x, int at, double rate)
    {
        var from = at - (int)(Before * rate);
        return from < 0 || from + Length(rate) > x.Length ? [] : x.Slice(from, Length(rate));
    }

    /// <summary>
    /// The best correlation of the signal around a beat with a shape, and by how many samples it was moved; NaN where
    /// it does not fit in.
    /// </summary>
    public (float Correlation, int Lag) Fit(ReadOnlySpan<float> x, int at, ReadOnlySpan<float> shape, double rate)
    {
        var (best, bestLag) = (float.NaN, 0);
        if (shape.IsEmpty)
            return (best, bestLag);
        var slack = (int)(Slack * rate);
        for (var lag = -slack; lag <= slack; lag += 2)
        {
            var candidate = Of(x, at + lag, rate);
            if (candidate.IsEmpty)
                continue;
            var r = Correlation(candidate, shape);
            if (!(r <= best))
                (best, bestLag) = (r, lag);
        }

        return (best, bestLag);
    }

    /// <summary>Pearson's correlation of two stretches of the same length; 0 where one of them does not move.</summary>
    public static float Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (sa, sb, saa, sbb, sab) = (
            Vector<float>.Zero,
            Vector<float>.Zero,
            Vector<float>.Zero,
            Vector<float>.Zero,
            Vector<float>.Zero
        );
        var (n, i) = (a.Length, 0);
        for (; i <= n - Vector<float>.Count; i += Vector<float>.Count)
        {
            var (x, y) = (new Vector<float>(a[i..]), new Vector<float>(b[i..]));
            (sa, sb, saa, sbb, sab) = (sa + x, sb + y, saa + x * x, sbb + y * y, sab + x * y);
        }

        double ta = Vector.Sum(sa),
            tb = Vector.Sum(sb),
            taa = Vector.Sum(saa),
            tbb = Vector.Sum(sbb),
            tab = Vector.Sum(sab);
        for (; i < n; i++)
        {
            ta += a[i];
            tb += b[i];
            taa += a[i] * a[i];
            tbb += b[i] * b[i];
            tab += a[i] * b[i];
        }

        var (va, vb) = (taa - ta * ta / n, tbb - tb * tb / n);
        // Below a millionth of its power a stretch's movement is rounding.
        return va > 1e-6 * taa && vb > 1e-6 * tbb
            ? Math.Clamp((float)((tab - ta * tb / n) / Math.Sqrt(va * vb)), -1, 1)
            : 0;
    }
}
