namespace WardGrid.Signals.Filters;

/// <summary>Removes spikes of a single sample, such as pacing pulses and switching; delays by one sample.</summary>
/// <remarks>y[n] = median(x[n], x[n-1], x[n-2]).</remarks>
public sealed class MedianOfThree
{
    private float _x1, _x2;

    public float Next(float x)
    {
        var median = Math.Max(Math.Min(x, _x1), Math.Min(Math.Max(x, _x1), _x2));
        (_x2, _x1) = (_x1, x);
        return median;
    }

    /// <summary>Takes the state that an input of constantly <paramref name="x"/> would have left.</summary>
    public void SettleAt(float x) => (_x1, _x2) = (x, x);
}
