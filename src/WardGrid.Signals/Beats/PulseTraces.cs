using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Beats;

/// <summary>
/// One pulse wave as the pulse detector looks at it: how much it has just risen, and what shape its pulses have.
/// </summary>
/// <remarks>
/// wave -> median of 3 (spikes) -> low pass of 10 Hz -> the sum of the positive slopes of 150 ms. The filter delays a
/// little; the delay is known and taken out again.
/// </remarks>
internal sealed class PulseTraces
{
    /// <summary>Seconds over which the rise is summed: the length of an upstroke.</summary>
    private const double Upstroke = 0.15;

    /// <summary>Seconds between the points of a shape.</summary>
    private const double Step = 0.01;

    private readonly double _rate;
    private readonly MovingMedian _despike = new(3);
    private readonly IirFilter _smooth;
    private readonly MovingAverage _rise;
    private readonly Trace _wave;
    private double _before;

    public PulseTraces(double rate)
    {
        _rate = rate;
        // Ten harmonics of a pulse at 60 per minute: what a pulse wave is made of.
        var smooth = Butterworth.LowPass(2, Math.Min(10, rate / 3), rate);
        _smooth = new(smooth);
        Delay = (int)Math.Round(smooth[0].Delay(2, rate)) + 1;
        _rise = new(Samples(Upstroke));
        _wave = new(rate);
    }

    /// <summary>Samples by which the smooth wave comes later than the channel.</summary>
    public int Delay { get; }

    public void Begin(long n, float value)
    {
        _despike.SettleAt(value);
        _smooth.SettleAt(value);
        _rise.Reset();
        _wave.Begin(n, value);
        _before = value;
    }

    /// <summary>Takes the next sample and gives the rise in the channel's unit.</summary>
    public double Add(long n, float value)
    {
        var x = _smooth.Next(_despike.Next(value));
        _wave.Add(n, (float)x);
        var rise = _rise.Length * _rise.Next(Math.Max(0, x - _before));
        _before = x;
        return rise;
    }

    /// <summary>The steepest upstroke before a peak of the rise.</summary>
    public long SteepestAt(long risePeak)
    {
        var (steepest, at) = (float.MinValue, risePeak);
        for (var i = risePeak - _rise.Length; i <= risePeak; i++)
        {
            var slope = _wave[i] - _wave[i - 1];
            if (slope > steepest)
                (steepest, at) = (slope, i);
        }

        return at;
    }

    /// <summary>Where a pulse begins, and how high the wave is there.</summary>
    public (long At, float Value) FootOf(long mark) => _wave.Lowest(mark - Samples(0.3), mark);

    /// <summary>Where a pulse is highest, and how high.</summary>
    public (long At, float Value) TopOf(long mark) => _wave.Highest(mark, mark + Samples(0.25));

    /// <summary>
    /// Cuts the shape of a pulse above its foot: from 60 ms before its mark to 260 ms after, and the slack.
    /// </summary>
    public void Cut(long mark, float foot, Span<float> snippet)
    {
        for (var i = 0; i < snippet.Length; i++)
            snippet[i] = _wave.Between(mark + (i - 6 - BeatMorphologies.Slack) * Step * _rate) - foot;
    }

    private int Samples(double seconds) => Math.Max(1, (int)Math.Round(seconds * _rate));
}
