namespace WardGrid.Signals.Quality;

/// <summary>Follows how long a signal has stayed within a tolerance, from its first sample on.</summary>
/// <remarks>A missing sample ends a run. <c>default</c> tolerates nothing.</remarks>
public struct FlatRun(float tolerance)
{
    private float _low = float.PositiveInfinity;
    private float _high = float.NegativeInfinity;

    /// <summary>The number of samples in the run of the newest sample.</summary>
    public int Length { get; private set; }

    /// <summary>Adds the next sample; returns the length of its run.</summary>
    public int Push(float sample)
    {
        var low = MathF.Min(_low, sample);
        var high = MathF.Max(_high, sample);
        if (high - low <= tolerance)
        {
            _low = low;
            _high = high;
            return ++Length;
        }

        _low = _high = sample;
        return Length = 1;
    }

    /// <summary>A gap: the next sample begins a new run.</summary>
    public void Break()
    {
        _low = float.PositiveInfinity;
        _high = float.NegativeInfinity;
        Length = 0;
    }
}
