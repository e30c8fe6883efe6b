namespace WardGrid.Signals.Filters;

/// <summary>The slope of a signal per second, smoothed over five samples; delays by two samples.</summary>
/// <remarks>
/// y[n] = rate (2 x[n] + x[n-1] - x[n-3] - 2 x[n-4]) / 10: the least-squares slope through the five points.
/// </remarks>
public sealed class Derivative(double rate)
{
    private double _x1, _x2, _x3, _x4;

    public double Next(double x)
    {
        var y = rate * (2 * x + _x1 - _x3 - 2 * _x4) / 10;
        (_x4, _x3, _x2, _x1) = (_x3, _x2, _x1, x);
        return y;
    }

    /// <summary>Takes the state that an input of constantly <paramref name="x"/> would have left.</summary>
    public void SettleAt(double x) => (_x1, _x2, _x3, _x4) = (x, x, x, x);
}
