namespace WardGrid.Signals.Quality;

/// <summary>A Butterworth high-pass of second order that leaves only what is faster than a heart moves.</summary>
/// <remarks>
/// y[n] = b (x[n] - 2 x[n-1] + x[n-2]) - a1 y[n-1] - a2 y[n-2], by the bilinear transform. The first sample after
/// <see cref="Restart"/> is taken for the past, so that an offset does not ring.
/// </remarks>
public struct HighPass
{
    private readonly float _b, _a1, _a2;
    private float _x1, _x2, _y1, _y2;
    private bool _running;

    public HighPass(double rate, double cutoffHz)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(cutoffHz, rate / 2);
        var k = Math.Tan(Math.PI * cutoffHz / rate);
        var scale = 1 / (1 + Math.Sqrt(2) * k + k * k);
        _b = (float)scale;
        _a1 = (float)(2 * (k * k - 1) * scale);
        _a2 = (float)((1 - Math.Sqrt(2) * k + k * k) * scale);
    }

    public float Push(float x)
    {
        if (!_running)
        {
            _x1 = _x2 = x;
            _running = true;
        }

        var y = _b * (x - 2 * _x1 + _x2) - _a1 * _y1 - _a2 * _y2;
        _x2 = _x1;
        _x1 = x;
        _y2 = _y1;
        _y1 = y;
        return y;
    }

    /// <summary>Forgets the past, after a gap.</summary>
    public void Restart()
    {
        _running = false;
        _y1 = _y2 = 0;
    }
}
