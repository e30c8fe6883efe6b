namespace WardGrid.Signals.Beats;

/// <summary>The last second and a half of a filtered signal, addressed by sample number.</summary>
/// <remarks>
/// Beyond its newest sample it goes on with that value; what is older than it holds must not be asked for.
/// </remarks>
internal sealed class Trace
{
    private readonly float[] _samples;
    private readonly int _mask;
    private long _newest;

    public Trace(double rate)
    {
        var size = 1;
        while (size < 1.5 * rate)
            size *= 2;
        _samples = new float[size];
        _mask = size - 1;
    }

    public float this[long n] => _samples[Math.Min(n, _newest) & _mask];

    public void Add(long n, float value)
    {
        _newest = n;
        _samples[n & _mask] = value;
    }

    /// <summary>Begins anew as if the signal had always had this value.</summary>
    public void Begin(long n, float value)
    {
        Array.Fill(_samples, value);
        _newest = n;
    }

    /// <summary>The value between two samples, by straight line.</summary>
    public float Between(double at)
    {
        var whole = (long)Math.Floor(at);
        var (a, b) = (this[whole], this[whole + 1]);
        return a + (float)(at - whole) * (b - a);
    }

    /// <summary>The steepest slope, up or down, per sample.</summary>
    public float Steepest(long from, long to)
    {
        var steepest = 0f;
        for (var i = from; i <= to; i++)
            steepest = Math.Max(steepest, Math.Abs(this[i] - this[i - 1]));
        return steepest;
    }

    public (long At, float Value) Lowest(long from, long to)
    {
        var (at, value) = (from, this[from]);
        for (var i = from + 1; i <= to; i++)
        {
            if (this[i] < value)
                (at, value) = (i, this[i]);
        }

        return (at, value);
    }

    public (long At, float Value) Highest(long from, long to)
    {
        var (at, value) = (from, this[from]);
        for (var i = from + 1; i <= to; i++)
        {
            if (this[i] > value)
                (at, value) = (i, this[i]);
        }

        return (at, value);
    }
}
