namespace WardGrid.UnitTests.Signals;

/// <summary>
/// Simple signals as functions of time, for tests of physics; the realistic ones are in WardGrid.Simulation.Synthesis.
/// </summary>
public static class Waves
{
    /// <summary>QRS and T wave of a regular heart: 1 mV high, 80 ms wide at its foot.</summary>
    public static double Ecg(double t, double rate = 72) => EcgBeat(t % (60 / rate));

    /// <summary>One beat, <paramref name="t"/> seconds after its begin; the R peak is at 0.2 s.</summary>
    public static double EcgBeat(double t) =>
        0.1 * Bell(t, 0.08, 0.02)
        - 0.1 * Bell(t, 0.175, 0.01)
        + Bell(t, 0.2, 0.012)
        - 0.2 * Bell(t, 0.225, 0.01)
        + 0.25 * Bell(t, 0.42, 0.04);

    /// <summary>A heart too fast for the T wave of <see cref="Ecg"/> to end before the next beat.</summary>
    public static double FastEcg(double t, double rate)
    {
        var since = t % (60 / rate);
        return Bell(since, 0.1, 0.012)
            - 0.2 * Bell(since, 0.125, 0.01)
            + 0.15 * Bell(since, 0.22, 0.02)
            + 0.005 * Noise(t);
    }

    /// <summary>A pulse wave from 0 to 1 with its notch, 0.3 s after the QRS of <see cref="Ecg"/>.</summary>
    public static double Pulse(double t, double rate = 72)
    {
        var interval = 60 / rate;
        var since = (t - 0.3 + interval) % interval;
        return Bell(since, 0.15, 0.06) + 0.35 * Bell(since, 0.4, 0.08);
    }

    /// <summary>Uniform noise from -1 to 1, the same for the same time.</summary>
    public static double Noise(double t)
    {
        var x = (ulong)BitConverter.DoubleToInt64Bits(t + 1) * 0x9E3779B97F4A7C15;
        x = (x ^ x >> 31) * 0xBF58476D1CE4E5B9;
        return (x ^ x >> 29) / (double)ulong.MaxValue * 2 - 1;
    }

    private static double Bell(double t, double at, double width) =>
        Math.Exp(-(t - at) * (t - at) / (2 * width * width));
}
