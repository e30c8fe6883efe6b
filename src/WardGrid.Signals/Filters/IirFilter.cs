using System.Collections.Immutable;

namespace WardGrid.Signals.Filters;

/// <summary>The delay line of one signal through a chain of sections.</summary>
/// <remarks>
/// Per section, transposed direct form II: y = B0 x + s1; s1 = B1 x - A1 y + s2; s2 = B2 x - A2 y. State is double: at 1000
/// samples a second a 0.5 Hz edge loses itself in single precision. Not thread-safe; inputs must be finite, one NaN would stay.
/// </remarks>
public sealed class IirFilter(ImmutableArray<Section> sections)
{
    private readonly Section[] _sections = [.. sections];
    private readonly double[] _s1 = new double[sections.Length];
    private readonly double[] _s2 = new double[sections.Length];

    public double Next(double x)
    {
        for (var i = 0; i < _sections.Length; i++)
        {
            ref readonly var c = ref _sections[i];
            var y = c.B0 * x + _s1[i];
            _s1[i] = c.B1 * x - c.A1 * y + _s2[i];
            _s2[i] = c.B2 * x - c.A2 * y;
            x = y;
        }

        return x;
    }

    /// <summary>Forgets the past, as if the input had always been zero.</summary>
    public void Reset() => SettleAt(0);

    /// <summary>Takes the state that an input of constantly <paramref name="x"/> would have left, so that a start makes no step.</summary>
    public void SettleAt(double x)
    {
        for (var i = 0; i < _sections.Length; i++)
        {
            ref readonly var c = ref _sections[i];
            var y = x * (c.B0 + c.B1 + c.B2) / (1 + c.A1 + c.A2);
            _s2[i] = c.B2 * x - c.A2 * y;
            _s1[i] = c.B1 * x - c.A1 * y + _s2[i];
            x = y;
        }
    }
}
