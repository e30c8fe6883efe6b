using System.Numerics;

namespace WardGrid.Signals.Filters;

/// <summary>
/// The coefficients of one second-order section; immutable, so every signal of the same rate can share them.
/// </summary>
/// <remarks>
/// y[n] = B0 x[n] + B1 x[n-1] + B2 x[n-2] - A1 y[n-1] - A2 y[n-2]. <c>default</c> outputs zero.
/// </remarks>
public readonly record struct Section(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>The response to a sine of <paramref name="frequency"/> Hz: gain as magnitude, delay as phase.</summary>
    public Complex Response(double frequency, double rate)
    {
        var z1 = Complex.Exp(new Complex(0, -2 * Math.PI * frequency / rate));
        var z2 = z1 * z1;
        return (B0 + B1 * z1 + B2 * z2) / (1 + A1 * z1 + A2 * z2);
    }

    /// <summary>The delay, in samples, of a narrow band around <paramref name="frequency"/> Hz.</summary>
    public double Delay(double frequency, double rate)
    {
        const double step = 0.01;
        var turn = Response(frequency + step, rate) / Response(frequency - step, rate);
        return -turn.Phase / (2 * Math.PI * 2 * step / rate);
    }

    /// <summary>The same section with its gain at <paramref name="frequency"/> Hz set to one.</summary>
    internal Section UnityAt(double frequency, double rate)
    {
        var gain = Response(frequency, rate).Magnitude;
        return new(B0 / gain, B1 / gain, B2 / gain, A1, A2);
    }
}
