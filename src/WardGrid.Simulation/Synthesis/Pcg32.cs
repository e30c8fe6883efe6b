namespace WardGrid.Simulation.Synthesis;

/// <summary>A small seeded generator that gives the same numbers on every machine and runtime.</summary>
/// <remarks>
/// PCG-XSH-RR 64/32 (O'Neill 2014). A mutable value: keep it in a field, pass it by reference.
/// <c>default</c> gives only zeros.
/// </remarks>
public struct Pcg32
{
    private const ulong Multiplier = 6364136223846793005;

    private readonly ulong _increment;
    private ulong _state;

    /// <param name="stream">Different streams of one seed are independent of each other.</param>
    public Pcg32(ulong seed, ulong stream)
    {
        _increment = (stream << 1) | 1;
        Next();
        _state += seed;
        Next();
    }

    public uint Next()
    {
        var old = _state;
        _state = unchecked(old * Multiplier + _increment);
        return uint.RotateRight((uint)(((old >> 18) ^ old) >> 27), (int)(old >> 59));
    }

    /// <summary>A number from 0 up to but below 1.</summary>
    public float Uniform() => (Next() >> 8) * (1f / (1 << 24));

    public float Uniform(float from, float to) => from + (to - from) * Uniform();

    /// <summary>A number of the standard normal distribution.</summary>
    public float Gaussian()
    {
        // Box-Muller; 1 - u keeps the logarithm away from zero.
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform()));
        return (float)(radius * Math.Cos(2 * Math.PI * Uniform()));
    }
}
