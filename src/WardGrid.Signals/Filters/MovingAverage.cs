namespace WardGrid.Signals.Filters;

/// <summary>The mean of the last <see cref="Length"/> samples; delays by (Length - 1) / 2 samples.</summary>
/// <remarks>
/// y[n] = (x[n] + ... + x[n-Length+1]) / Length, as a running sum that is computed again once per turn of the buffer,
/// so that rounding errors do not accumulate. Samples before the first count as zero.
/// </remarks>
public sealed class MovingAverage
{
    private readonly double[] _samples;
    private readonly double _share;
    private int _at;
    private double _sum;

    public MovingAverage(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        _samples = new double[length];
        _share = 1.0 / length;
    }

    public int Length => _samples.Length;

    public double Next(double x)
    {
        _sum += x - _samples[_at];
        _samples[_at] = x;
        if (++_at == _samples.Length)
        {
            _at = 0;
            _sum = 0;
            foreach (var sample in _samples)
                _sum += sample;
        }

        return _sum * _share;
    }

    public void Reset()
    {
        Array.Clear(_samples);
        (_at, _sum) = (0, 0);
    }
}
