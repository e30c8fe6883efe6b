using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Beats;

/// <summary>Finds the pulses of a pleth or arterial pressure wave, sample by sample, by their upstrokes.</summary>
/// <remarks>
/// The rise of the last 150 ms (the sum of the positive slopes, after Zong's slope sum function) peaks once per upstroke, whatever the
/// baseline does. Peaks above the threshold of <see cref="PeakLevels"/> are pulses; the dicrotic wave's own small rise is not, nor
/// what follows within 250 ms. A pulse is decided some 330 ms after its steepest upstroke, when its foot, its peak and its shape are
/// known. 25 to 2000 samples per second, any amplitude above the floor. The first two and a half seconds only set the levels. A
/// missing sample begins anew: no interval reaches over it. Nothing is allocated after construction.
/// </remarks>
public sealed class PulseDetector
{
    /// <summary>Seconds after a pulse in which no other can come: 240 per minute.</summary>
    private const double Refractory = 0.25;

    /// <summary>Seconds within which two rises are one pulse: the higher is its upstroke.</summary>
    private const double OneUpstroke = 0.2;

    /// <summary>Seconds that the levels are learnt for before the first pulse is told: a pulse at 24 per minute.</summary>
    private const double Learning = 2.5;

    /// <summary>Seconds over which the rise is summed: the length of an upstroke.</summary>
    private const double Upstroke = 0.15;

    /// <summary>Seconds after the peak of the rise at which it is decided.</summary>
    private const double Wait = 0.25;

    private readonly double _rate;
    private readonly MovingMedian _despike = new(3);
    private readonly IirFilter _smooth;
    private readonly MovingAverage _rise;
    private readonly Trace _wave;
    private readonly int _delay;
    private readonly PeakFinder _peaks;
    private readonly PeakLevels _levels;
    private readonly WaitingPeaks _waiting = new();
    private readonly ShapeFamilies _shapes = new();

    private long _next = long.MinValue;
    private bool _running;
    private int _toLearn;
    private double _highest;
    private double _before;
    private long _silentFrom;
    private BeatPeak? _last;

    /// <param name="floor">The rise, in the channel's unit, below which nothing is a pulse.</param>
    public PulseDetector(double rate, double floor)
    {
        if (!Takes(rate))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "pulses are found at 25 to 2000 samples per second");
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        _rate = rate;
        _levels = new(new(floor, Share: 0.4, OverdueShare: 0.25));
        // Ten harmonics of a pulse at 60 per minute: what a pulse wave is made of.
        var smooth = Butterworth.LowPass(2, Math.Min(10, rate / 3), rate);
        _smooth = new(smooth);
        _delay = (int)Math.Round(smooth[0].Delay(2, rate)) + 1;
        _rise = new(Samples(Upstroke));
        _wave = new(rate);
        _peaks = new(rate);
        _toLearn = Samples(Learning);
    }

    /// <summary>Whether the detector can work at a rate: 25 to 2000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 25 and <= 2000;

    /// <summary>Takes sample number <paramref name="n"/>, NaN where it is missing; true when a pulse has been decided.</summary>
    public bool Add(long n, float value, out Beat pulse)
    {
        pulse = default;
        if (n != _next)
            _running = false;
        _next = n + 1;
        // Beyond float's seven digits there is no pulse left to see, and squares of it would overflow.
        if (!(Math.Abs(value) < 1e7f))
        {
            _running = false;
            return false;
        }

        if (!_running)
            Begin(n, value);
        var rise = Rise(n, value);
        if (_toLearn > 0)
        {
            Learn(rise);
            return false;
        }

        if (_peaks.Next(n, rise, 0.01 * _levels.Beat, out var at, out var top))
            _waiting.Add(new(at, top, 0, SteepestAt(at), at + Samples(Wait)));
        return _waiting.Count > 0 && n >= _waiting[0].Due && Decide(out pulse);
    }

    private int Samples(double seconds) => Math.Max(1, (int)Math.Round(seconds * _rate));

    private void Begin(long n, float value)
    {
        _running = true;
        _despike.SettleAt(value);
        _smooth.SettleAt(value);
        _rise.Reset();
        _wave.Begin(n, value);
        _before = value;
        _peaks.Begin(n);
        _waiting.Clear();
        _last = null;
        _silentFrom = n;
    }

    private double Rise(long n, float value)
    {
        var x = _smooth.Next(_despike.Next(value));
        _wave.Add(n, (float)x);
        var rise = _rise.Length * _rise.Next(Math.Max(0, x - _before));
        _before = x;
        return rise;
    }

    private void Learn(double rise)
    {
        _highest = Math.Max(_highest, rise);
        if (--_toLearn == 0)
            _levels.Start(0.8 * _highest);
    }

    private bool Decide(out Beat pulse)
    {
        pulse = default;
        var peak = _waiting.Take();
        var silence = (peak.At - _silentFrom) / _rate;
        if (_last is not null && silence < Refractory)
            return false;
        if (peak.Height < _levels.Threshold(silence) || HasHigherRival(peak))
        {
            _levels.AddNoise(peak.Height);
            return false;
        }

        pulse = Describe(peak);
        _levels.AddBeat(peak.Height, pulse.Interval);
        _last = peak;
        _silentFrom = peak.At;
        return true;
    }

    private bool HasHigherRival(in BeatPeak peak)
    {
        for (var i = 0; i < _waiting.Count && _waiting[i].At - peak.At < Samples(OneUpstroke); i++)
        {
            if (_waiting[i].Height > peak.Height)
                return true;
        }

        return false;
    }

    private long SteepestAt(long risePeak)
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

    private Beat Describe(in BeatPeak peak)
    {
        var (footAt, foot) = _wave.Lowest(peak.Mark - Samples(0.3), peak.Mark);
        var (topAt, top) = _wave.Highest(peak.Mark, peak.Mark + Samples(0.25));
        Span<float> snippet = stackalloc float[ShapeFamilies.SnippetLength];
        for (var i = 0; i < snippet.Length; i++)
            snippet[i] = _wave.Between(peak.Mark + (i - 6 - ShapeFamilies.Slack) * 0.01 * _rate) - foot;
        var match = _shapes.Match(snippet);
        _shapes.Learn(snippet, match);

        var sample = peak.Mark - _delay;
        var interval = _last is { } last ? (float)((peak.Mark - last.Mark) / _rate) : float.NaN;
        var riseTime = (float)((topAt - footAt) / _rate);
        return new(sample, sample / _rate, interval, top - foot, riseTime, match.Likeness, BeatClass.Unknown, foot, top);
    }
}
