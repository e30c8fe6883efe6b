namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>Order statistics of a handful of numbers.</summary>
internal static class Spread
{
    /// <summary>The value that a share of the numbers stays below; NaN of none.</summary>
    public static float Quantile(IEnumerable<float> numbers, double share)
    {
        var sorted = numbers.Where(x => !float.IsNaN(x)).Order().ToArray();
        return sorted.Length == 0 ? float.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }

    public static float Mean(IEnumerable<float> numbers) =>
        numbers.Where(x => !float.IsNaN(x)).DefaultIfEmpty(float.NaN).Average();

    /// <summary>Standard deviation; NaN of fewer than two.</summary>
    public static float Deviation(IReadOnlyCollection<float> numbers)
    {
        if (numbers.Count < 2)
            return float.NaN;
        var mean = numbers.Average();
        return MathF.Sqrt(numbers.Average(x => (x - mean) * (x - mean)));
    }

    /// <summary>Correlation of two rows of the same length; NaN where one does not move.</summary>
    public static float Correlation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sumA = 0,
            sumB = 0,
            squaresA = 0,
            squaresB = 0,
            products = 0;
        for (var i = 0; i < a.Length; i++)
        {
            sumA += a[i];
            sumB += b[i];
            squaresA += a[i] * a[i];
            squaresB += b[i] * b[i];
            products += a[i] * b[i];
        }

        var spread = (squaresA - sumA * sumA / a.Length) * (squaresB - sumB * sumB / a.Length);
        return spread > 0 ? (float)((products - sumA * sumB / a.Length) / Math.Sqrt(spread)) : float.NaN;
    }
}
