using System.Collections.Immutable;
using System.Numerics;

namespace WardGrid.Signals.Filters;

/// <summary>Designs Butterworth filters, flat in their pass band, for any sampling rate.</summary>
/// <remarks>
/// The analogue prototype's poles lie on the left half of the unit circle; they are moved to the wanted band and mapped
/// to the z plane by the bilinear transform, s = 2 rate (z - 1) / (z + 1), with the edges warped beforehand so that
/// they are at the given frequencies. Edges are the -3 dB points in Hz. Frequencies must lie below half the rate.
/// </remarks>
public static class Butterworth
{
    public static ImmutableArray<Section> LowPass(int order, double cutoff, double rate)
    {
        var edge = Warp(order, cutoff, rate);
        return [.. Prototype(order).Select(p => Map([p * edge], rate, [-1, -1]).UnityAt(0, rate))];
    }

    public static ImmutableArray<Section> HighPass(int order, double cutoff, double rate)
    {
        var edge = Warp(order, cutoff, rate);
        return [.. Prototype(order).Select(p => Map([edge / p], rate, [1, 1]).UnityAt(rate / 2, rate))];
    }

    /// <summary>
    /// A band-pass of <paramref name="order"/> sections, each edge falling by 6 dB per octave and order.
    /// </summary>
    public static ImmutableArray<Section> BandPass(int order, double low, double high, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(low, high);
        var (w1, w2) = (Warp(order, low, rate), Warp(order, high, rate));
        var centre = rate / Math.PI * Math.Atan(Math.Sqrt(w1 * w2) / (2 * rate));
        var sections = ImmutableArray.CreateBuilder<Section>();
        foreach (var pole in Prototype(order))
        {
            var half = pole * (w2 - w1) / 2;
            var root = Complex.Sqrt(half * half - w1 * w2);
            if (pole.Imaginary == 0)
            {
                sections.Add(Map([half + root, half - root], rate, [1, -1]).UnityAt(centre, rate));
                continue;
            }

            sections.Add(Map([half + root], rate, [1, -1]).UnityAt(centre, rate));
            sections.Add(Map([half - root], rate, [1, -1]).UnityAt(centre, rate));
        }

        return sections.ToImmutable();
    }

    /// <summary>The prototype's poles, one of each conjugate pair.</summary>
    private static IEnumerable<Complex> Prototype(int order)
    {
        for (var k = 0; k < order / 2; k++)
            yield return Complex.Exp(new Complex(0, Math.PI * (0.5 + (2 * k + 1) / (2.0 * order))));
        if (order % 2 == 1)
            yield return -1;
    }

    private static double Warp(int order, double frequency, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequency);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frequency, rate / 2);
        return 2 * rate * Math.Tan(Math.PI * frequency / rate);
    }

    /// <summary>
    /// Maps one complex pole (with its conjugate), one real pole or two real poles of the s plane to a section.
    /// </summary>
    private static Section Map(ReadOnlySpan<Complex> poles, double rate, ReadOnlySpan<double> zeros)
    {
        var p = Bilinear(poles[0], rate);
        if (poles.Length == 1 && p.Imaginary == 0)
            return new(1, -zeros[0], 0, -p.Real, 0);
        var q = poles.Length == 2 ? Bilinear(poles[1], rate) : Complex.Conjugate(p);
        return new(1, -(zeros[0] + zeros[1]), zeros[0] * zeros[1], -(p + q).Real, (p * q).Real);
    }

    private static Complex Bilinear(Complex s, double rate) => (2 * rate + s) / (2 * rate - s);
}
