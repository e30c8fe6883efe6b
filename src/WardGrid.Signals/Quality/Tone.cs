namespace WardGrid.Signals.Quality;

/// <summary>The amplitude of one frequency in a block of samples, by Goertzel's recursion.</summary>
/// <remarks>
/// s[n] = x[n] + 2 cos(2π f / rate) s[n-1] - s[n-2]. Over blocks of 100 ms, 50 and 60 Hz fall on bins of their own.
/// </remarks>
public struct Tone(double rate, double hz)
{
    private readonly float _coefficient = (float)(2 * Math.Cos(2 * Math.PI * hz / rate));
    private float _s1,
        _s2;

    public void Push(float x)
    {
        var s = x + _coefficient * _s1 - _s2;
        _s2 = _s1;
        _s1 = s;
    }

    /// <summary>
    /// The amplitude (zero to peak) over the block of <paramref name="count"/> samples that ends here;
    /// begins the next block.
    /// </summary>
    public float TakeAmplitude(int count)
    {
        var power = _s1 * _s1 + _s2 * _s2 - _coefficient * _s1 * _s2;
        _s1 = _s2 = 0;
        return count == 0 ? 0 : 2 * MathF.Sqrt(MathF.Max(0, power)) / count;
    }
}
