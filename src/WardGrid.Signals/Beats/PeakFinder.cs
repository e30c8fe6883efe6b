namespace WardGrid.Signals.Beats;

/// <summary>Finds the tops of a positive, humped trace, sample by sample.</summary>
/// <remarks>
/// A top is known once the trace has fallen to 70 % of it, or has not risen above it for 100 ms, but never before 60
/// ms, so that what lies around the top has arrived too. The next top is looked for once the trace rises again by 15 %.
/// </remarks>
internal sealed class PeakFinder(double rate)
{
    private const double Fall = 0.7;
    private const double Rise = 1.15;

    private readonly int _soonest = (int)Math.Ceiling(0.06 * rate);
    private readonly int _latest = (int)Math.Ceiling(0.1 * rate);
    private bool _rising = true;

    /// <summary>The height of the last top; while rising or falling, the extreme so far.</summary>
    public double Height { get; private set; }

    /// <summary>The sample number of the last top.</summary>
    public long At { get; private set; }

    public void Begin(long n) => (_rising, Height, At) = (true, 0, n);

    /// <summary>True when a top is known: <paramref name="height"/> at sample <paramref name="at"/>.</summary>
    /// <param name="grain">The smallest rise that counts.</param>
    public bool Next(long n, double value, double grain, out long at, out double height)
    {
        (at, height) = (At, Height);
        if (_rising && value > Height)
        {
            (Height, At) = (value, n);
        }
        else if (_rising)
        {
            if (n - At < _soonest || (value > Fall * Height && n - At < _latest))
                return false;
            (_rising, Height) = (false, value);
            return true;
        }
        else if (value < Height)
        {
            Height = value;
        }
        else if (value > Rise * Height + grain)
        {
            (_rising, Height, At) = (true, value, n);
        }

        return false;
    }
}
