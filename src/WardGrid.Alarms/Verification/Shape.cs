namespace WardGrid.Alarms.Verification;

/// <summary>How much of the signal around a beat is its shape, and how alike two shapes are.</summary>
/// <param name="Before">Seconds before the R peak or the upstroke.</param>
/// <param name="After">Seconds after it.</param>
/// <remarks>A shape's mean is removed and its scale does not count, so likeness is a correlation, -1 to 1.</remarks>
public sealed record Shape(double Before, double After)
{
    /// <summary>The QRS complex and the beginning of its recovery.</summary>
    public static readonly Shape Qrs = new(0.14, 0.20);

    /// <summary>A whole cycle of a fast rhythm, with what lies before and after the complex: a ventricular run repeats all of it.</summary>
    public static readonly Shape Cycle = new(0.25, 0.40);

    /// <summary>One pulse from its foot to past its notch.</summary>
    public static readonly Shape Pulse = new(0.20, 0.40);

    /// <summary>Seconds by which two shapes may be moved against each other to fit.</summary>
    private const double Slack = 0.048;

    public int Length(double rate) => (int)((Before + After) * rate);

    /// <summary>The shape around a beat, or empty where the strip does not hold all of it.</summary>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> x, int at, double rate)
    {
        var from = at - (int)(Before * rate);
        return from < 0 || from + Length(rate) > x.Length ? [] : x.Slice(from, Length(rate));
    }

    /// <summary>The best correlation of the signal around a beat with a shape, and by how many samples it was moved; NaN where it does not fit in.</summary>
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

    public static float Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sa += a[i];
            sb += b[i];
            saa += a[i] * a[i];
            sbb += b[i] * b[i];
            sab += a[i] * b[i];
        }

        var n = a.Length;
        var (va, vb) = (saa - sa * sa / n, sbb - sb * sb / n);
        return va > 0 && vb > 0 ? (float)((sab - sa * sb / n) / Math.Sqrt(va * vb)) : 0;
    }
}
