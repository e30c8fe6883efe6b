namespace WardGrid.Simulation.Synthesis;

/// <summary>Curves kept in tables, so that no sample costs an exponential or a sine.</summary>
internal static class Curves
{
    private const int BellSteps = 256;
    private const int SineSteps = 1024;
    private const int NoiseLength = 8192;

    /// <summary>Widths on each side beyond which a bell counts as zero; it is 0.0003 there.</summary>
    public const float BellReach = 4;

    private static readonly float[] BellTable =
    [
        .. Enumerable
            .Range(0, (int)(BellReach * BellSteps) + 2)
            .Select(i => (float)Math.Exp(-0.5 * i * i / (BellSteps * BellSteps))),
    ];

    private static readonly float[] SineTable =
    [
        .. Enumerable.Range(0, SineSteps + 2).Select(i => (float)Math.Sin(2 * Math.PI * i / SineSteps)),
    ];

    private static readonly float[] NoiseTable = MakeNoise();

    /// <summary>The sine of a phase in turns, not radians.</summary>
    public static float Sine(double turns)
    {
        var place = (float)((turns - Math.Floor(turns)) * SineSteps);
        var at = (int)place;
        return SineTable[at] + (place - at) * (SineTable[at + 1] - SineTable[at]);
    }

    /// <summary>
    /// Adds height × exp(-(t - centre)² / 2 width²) to samples that begin at time <paramref name="start"/>.
    /// </summary>
    public static void AddBell(Span<float> to, double start, double rate, double centre, double width, float height)
    {
        var from = (int)Math.Max(0, Math.Ceiling((centre - BellReach * width - start) * rate));
        var end = (int)Math.Min(to.Length, Math.Floor((centre + BellReach * width - start) * rate) + 1);
        var step = (float)(BellSteps / (rate * width));
        var x = (float)((start - centre) * BellSteps / width);
        for (var i = from; i < end; i++)
            to[i] += height * BellTable[(int)(Math.Abs(x + i * step) + 0.5f)];
    }

    /// <summary>Adds white noise of the given standard deviation, from a random place of a long table.</summary>
    public static void AddNoise(Span<float> to, ref Pcg32 random, float deviation)
    {
        var at = (int)(random.Next() % NoiseLength);
        foreach (ref var sample in to)
            sample += deviation * NoiseTable[at++ & (NoiseLength - 1)];
    }

    /// <summary>The noise at a place of the table, which repeats after 8192.</summary>
    public static float Noise(uint place) => NoiseTable[place & (NoiseLength - 1)];

    private static float[] MakeNoise()
    {
        var random = new Pcg32(seed: 1, stream: 1);
        var noise = new float[NoiseLength];
        foreach (ref var value in noise.AsSpan())
            value = random.Gaussian();
        return noise;
    }
}
