using System.Collections.Immutable;

namespace WardGrid.Signals.Filters;

/// <summary>The delay line of one signal through a chain of sections.</summary>
/// <remarks>
/// Per section, transposed direct form II: y = B0 x + s1; s1 = B1 x - A1 y + s2; s2 = B2 x - A2 y. The state is double:
/// at 1000 samples a second, single precision is not enough for a 0.5 Hz edge. Not thread-safe. Inputs must be finite:
/// one NaN would stay in the state.
/// </remarks>
public sealed class IirFilter
{
    private readonly Stage[] _stages;

    public IirFilter(ImmutableArray<Section> sections) => _stages = [.. sections.Select(s => new Stage(s))];

    public double Next(double x)
    {
        foreach (ref var stage in _stages.AsSpan())
            x = stage.Next(x);
        return x;
    }

    /// <summary>Resets the state, as if the input had always been zero.</summary>
    public void Reset() => SettleAt(0);

    /// <summary>
    /// Sets the state that a constant input of <paramref name="x"/> leaves, so that a start makes no step.
    /// </summary>
    public void SettleAt(double x)
    {
        foreach (ref var stage in _stages.AsSpan())
            x = stage.SettleAt(x);
    }

    /// <summary>One section with its delay line, so that both are read together.</summary>
    private struct Stage(Section section)
    {
        private readonly Section _c = section;
        private double _s1,
            _s2;

        public double Next(double x)
        {
            var y = _c.B0 * x + _s1;
            _s1 = _c.B1 * x - _c.A1 * y + _s2;
            _s2 = _c.B2 * x - _c.A2 * y;
            return y;
        }

        public double SettleAt(double x)
        {
            var y = x * (_c.B0 + _c.B1 + _c.B2) / (1 + _c.A1 + _c.A2);
            _s2 = _c.B2 * x - _c.A2 * y;
            _s1 = _c.B1 * x - _c.A1 * y + _s2;
            return y;
        }
    }
}
