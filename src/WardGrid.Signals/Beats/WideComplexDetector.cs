using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Beats;

/// <summary>
/// Finds the smooth, wide waves of fast ventricular tachycardia and flutter, which the QRS band hardly shows.
/// </summary>
/// <remarks>
/// The lead between 2 and 8 Hz is cut into cycles, each from a crest to the next. A crest counts once three cycles in a
/// row kept their period and their height, and are as high as the patient's QRS complexes are in that band: P, T and
/// flutter waves of the atria are lower, motion is less even. Whether anything else beats meanwhile, the caller knows.
/// </remarks>
internal sealed class WideComplexDetector
{
    /// <summary>Seconds of a cycle: 120 to 350 per minute.</summary>
    private const double Shortest = 0.17,
        Longest = 0.5;

    /// <summary>Ratio of a cycle's period and height to the one before, at most.</summary>
    private const double EvenPeriod = 1.35,
        EvenHeight = 1.8;

    /// <summary>Part of the usual height in this band that a crest must have.</summary>
    private const double LeastPart = 0.7;

    /// <summary>mV from trough to crest below which nothing counts.</summary>
    private const double Floor = 0.2;

    /// <summary>Part of a cycle's height by which the trace must turn for a crest or trough to be one.</summary>
    private const double Turn = 0.3;

    /// <summary>Cycles in a row that make a run.</summary>
    private const int Cycles = 3;

    private readonly IirFilter _filter;
    private readonly Trace _trace;
    private readonly double _rate;
    private readonly int _delay;
    private readonly RecentMedian _usual = new();
    private bool _rising;
    private double _crest,
        _trough,
        _height;
    private long _crestAt,
        _lastCrestAt;
    private double _lastPeriod;
    private int _even;

    public WideComplexDetector(double rate)
    {
        _rate = rate;
        var band = Butterworth.BandPass(1, 2, 8, rate);
        _filter = new(band);
        _trace = new(rate);
        _delay = (int)Math.Round(band[0].Delay(4, rate));
    }

    public void Begin(long n, float millivolts)
    {
        _filter.SettleAt(millivolts);
        _trace.Begin(n, 0);
        (_rising, _crest, _trough, _height, _even) = (true, 0, 0, 0, 0);
        (_crestAt, _lastCrestAt) = (n, n);
    }

    /// <summary>Remembers how high a QRS complex is in this band.</summary>
    /// <param name="at">Its sample on the lead.</param>
    public void Remember(long at)
    {
        var (from, to) = (at + _delay - (int)(0.15 * _rate), at + _delay + (int)(0.15 * _rate));
        _usual.Add(_trace.Highest(from, to).Value - _trace.Lowest(from, to).Value);
    }

    /// <summary>Takes the next sample; true when a crest of an even run of waves is known.</summary>
    /// <param name="at">The crest's sample on the lead.</param>
    public bool Add(long n, float millivolts, out long at)
    {
        var x = _filter.Next(millivolts);
        _trace.Add(n, (float)x);
        at = 0;
        if (_rising)
        {
            if (x > _crest)
                (_crest, _crestAt) = (x, n);
            else if (_crest - x > Turn * Math.Max(_height, Floor))
                return Crest(x, out at);
        }
        else if (x < _trough)
        {
            _trough = x;
        }
        else if (x - _trough > Turn * Math.Max(_height, Floor))
        {
            (_rising, _crest, _crestAt) = (true, x, n);
        }

        return false;
    }

    private bool Crest(double x, out long at)
    {
        var (lastHeight, height) = (_height, _crest - _trough);
        var period = (_crestAt - _lastCrestAt) / _rate;
        at = _crestAt - _delay;
        var even =
            period is >= Shortest and <= Longest
            && Near(period, _lastPeriod, EvenPeriod)
            && Near(height, lastHeight, EvenHeight);
        _even = even ? _even + 1 : 0;
        (_lastCrestAt, _lastPeriod, _height, _rising, _trough) = (_crestAt, period, height, false, x);
        return _even >= Cycles - 1 && height >= Math.Max(Floor, LeastPart * _usual.Median);
    }

    private static bool Near(double a, double b, double ratio) => a <= ratio * b && b <= ratio * a;
}
