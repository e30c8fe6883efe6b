using System.Collections.Immutable;

namespace WardGrid.Signals.Filters;

/// <summary>Designs a filter that removes one frequency, such as the mains.</summary>
/// <remarks>
/// Zeros on the unit circle at the frequency, poles just inside it, by the bilinear transform of
/// H(s) = (s² + w²) / (s² + s w / quality + w²). The band that falls by 3 dB or more is frequency / quality wide.
/// </remarks>
public static class Notch
{
    public static ImmutableArray<Section> At(double frequency, double quality, double rate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frequency);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frequency, rate / 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quality);
        var angle = 2 * Math.PI * frequency / rate;
        var alpha = Math.Sin(angle) / (2 * quality);
        var a0 = 1 + alpha;
        return [new(1 / a0, -2 * Math.Cos(angle) / a0, 1 / a0, -2 * Math.Cos(angle) / a0, (1 - alpha) / a0)];
    }
}
