namespace WardGrid.Signals.Beats;

/// <summary>Tells from the peaks alone that a heart beats faster than a refractory time of 200 ms lets count.</summary>
/// <remarks>
/// A refractory time longer than the heart's cycle leaves every second beat, and half of the rate looks calm. The peaks
/// within one beat may lie as close together, but not five in a row, each as high as the one before.
/// </remarks>
internal sealed class RegularPeaks
{
    /// <summary>Seconds between peaks: 350 per minute, the fastest flutter, to 290.</summary>
    /// <remarks>Peaks of the energy stray by some milliseconds, so that beats are lost below 300 already.</remarks>
    private const double Shortest = 0.17,
        Longest = 0.208;

    /// <summary>Ratio of a height to the one before, at most; the other way round too.</summary>
    private const double EvenHeight = 1.5;

    /// <summary>Part of the usual beat's height that each has at least.</summary>
    private const double LeastPart = 0.5;

    /// <summary>Intervals in a row that show it: five beats.</summary>
    private const int Intervals = 4;

    private double _height;
    private double _seconds = double.NaN;
    private int _even;

    /// <summary>Whether the newest peaks follow each other so fast and evenly.</summary>
    public bool IsFast => _even >= Intervals;

    /// <summary>Begins anew after a gap.</summary>
    public void Begin() => (_seconds, _even) = (double.NaN, 0);

    /// <summary>Takes the next peak.</summary>
    /// <param name="seconds">When the peak was.</param>
    /// <param name="usual">How high a beat usually is.</param>
    public void Add(double seconds, double height, double usual)
    {
        var interval = seconds - _seconds;
        var isEven =
            interval is >= Shortest and <= Longest
            && height >= LeastPart * usual
            && height <= EvenHeight * _height
            && _height <= EvenHeight * height;
        _even = isEven ? _even + 1 : 0;
        (_seconds, _height) = (seconds, height);
    }
}
