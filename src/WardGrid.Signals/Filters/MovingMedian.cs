namespace WardGrid.Signals.Filters;

/// <summary>
/// The median of the last <see cref="Length"/> samples: removes spikes shorter than half of it and keeps edges.
/// </summary>
/// <remarks>
/// y[n] = median(x[n], ..., x[n-Length+1]); delays by (Length - 1) / 2 samples. Meant for short windows: three and five
/// samples are compared without a branch, a longer window is kept sorted by insertion. Inputs must be numbers, not NaN.
/// </remarks>
public sealed class MovingMedian
{
    private readonly float[] _samples;
    private readonly float[] _sorted;
    private int _at;

    /// <param name="length">An odd number of samples.</param>
    public MovingMedian(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfZero(length % 2, nameof(length));
        _samples = new float[length];
        _sorted = new float[length];
    }

    public int Length => _samples.Length;

    public float Next(float x)
    {
        var oldest = _samples[_at];
        _samples[_at] = x;
        if (++_at == _samples.Length)
            _at = 0;
        return _samples.Length switch
        {
            3 => Middle(_samples[0], _samples[1], _samples[2]),
            5 => MiddleOfFive(_samples),
            _ => Insert(oldest, x),
        };
    }

    /// <summary>Sets the state that a constant input of <paramref name="x"/> leaves.</summary>
    public void SettleAt(float x)
    {
        Array.Fill(_samples, x);
        Array.Fill(_sorted, x);
    }

    private static float Middle(float a, float b, float c) =>
        float.MaxNative(float.MinNative(a, b), float.MinNative(float.MaxNative(a, b), c));

    /// <summary>
    /// Of two pairs, the higher low and the lower high are around the middle; the fifth value decides.
    /// </summary>
    private static float MiddleOfFive(ReadOnlySpan<float> x) =>
        Middle(
            x[4],
            float.MaxNative(float.MinNative(x[0], x[1]), float.MinNative(x[2], x[3])),
            float.MinNative(float.MaxNative(x[0], x[1]), float.MaxNative(x[2], x[3]))
        );

    private float Insert(float oldest, float x)
    {
        var sorted = _sorted;
        var i = 0;
        while (sorted[i] != oldest)
            i++;
        for (; i + 1 < sorted.Length && sorted[i + 1] < x; i++)
            sorted[i] = sorted[i + 1];
        for (; i > 0 && sorted[i - 1] > x; i--)
            sorted[i] = sorted[i - 1];
        sorted[i] = x;
        return sorted[sorted.Length / 2];
    }
}
