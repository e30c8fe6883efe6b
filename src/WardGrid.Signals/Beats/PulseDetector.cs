namespace WardGrid.Signals.Beats;

/// <summary>Finds the pulses of a pleth or arterial pressure wave, sample by sample, by their upstrokes.</summary>
/// <remarks>
/// The rise of the last 150 ms (the sum of the positive slopes, after Zong's slope sum function) peaks once per
/// upstroke, whatever the baseline does. Peaks above the threshold of <see cref="PeakLevels"/> are pulses; the dicrotic
/// wave's own small rise is not, nor what follows within 250 ms. A pulse is decided some 330 ms after its steepest
/// upstroke, when its foot, its peak and its shape are known. 25 to 2000 samples per second, any amplitude above the
/// floor. The first two and a half seconds only set the levels. A missing sample begins anew: no interval reaches over
/// it. Nothing is allocated after construction.
/// </remarks>
public sealed class PulseDetector
{
    /// <summary>Seconds after a pulse in which no other can come: 240 per minute.</summary>
    private const double Refractory = 0.25;

    /// <summary>Seconds within which two rises are one pulse: the higher is its upstroke.</summary>
    private const double OneUpstroke = 0.2;

    /// <summary>
    /// Seconds that the levels are learnt for before the first pulse is told: a pulse at 24 per minute.
    /// </summary>
    private const double Learning = 2.5;

    /// <summary>Seconds after the peak of the rise at which it is decided.</summary>
    private const double Wait = 0.25;

    /// <summary>Likeness to the usual pulse from which a small one is the patient's own.</summary>
    private const float OwnShape = 0.9f;

    /// <summary>
    /// Part of the usual height that it has at least: what remains of a pleth in arrest is about 0.05.
    /// </summary>
    private const double LeastPart = 0.1;

    /// <summary>
    /// Usual intervals after the pulse before it: a dicrotic wave or an early beat's pulse comes sooner.
    /// </summary>
    private const double Soonest = 0.75,
        Latest = 1.3;

    /// <summary>Ratio of the heights of two small pulses, at most.</summary>
    private const double EvenHeight = 1.5;

    private readonly double _rate;
    private readonly double _floor;
    private readonly PulseTraces _traces;
    private readonly PeakFinder _peaks;
    private readonly PeakLevels _levels;
    private readonly WaitingPeaks _waiting = new();
    private readonly BeatMorphologies _shapes = new();

    private long _next = long.MinValue;
    private bool _running;
    private int _toLearn;
    private double _highest;
    private long _silentFrom;
    private BeatPeak? _last;
    private BeatPeak? _small;

    /// <param name="floor">The rise, in the channel's unit, below which nothing is a pulse.</param>
    public PulseDetector(double rate, double floor)
    {
        if (!Takes(rate))
            throw new ArgumentOutOfRangeException(
                nameof(rate),
                rate,
                "pulses are found at 25 to 2000 samples per second"
            );
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        (_rate, _floor) = (rate, floor);
        _levels = new(new(floor, Share: 0.4, OverdueShare: 0.25));
        _traces = new(rate);
        _peaks = new(rate);
        _toLearn = Samples(Learning);
    }

    /// <summary>Whether the detector can work at a rate: 25 to 2000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 25 and <= 2000;

    /// <summary>
    /// Takes sample number <paramref name="n"/>, NaN where it is missing; true when a pulse has been decided.
    /// </summary>
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
        var rise = _traces.Add(n, value);
        if (_toLearn > 0)
        {
            Learn(rise);
            return false;
        }

        if (_peaks.Next(n, rise, 0.01 * _levels.Beat, out var at, out var top))
            _waiting.Add(new(at, top, 0, _traces.SteepestAt(at), at + Samples(Wait)));
        return _waiting.Count > 0 && n >= _waiting[0].Due && Decide(out pulse);
    }

    private int Samples(double seconds) => Math.Max(1, (int)Math.Round(seconds * _rate));

    private void Begin(long n, float value)
    {
        _running = true;
        _traces.Begin(n, value);
        _peaks.Begin(n);
        _waiting.Clear();
        (_last, _small) = (null, null);
        _silentFrom = n;
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
        var goesOn = GoesOnSmall(peak);
        var isPulse = peak.Height >= _levels.Threshold(silence) || (goesOn && HasOwnShape(peak));
        if (!isPulse || HasHigherRival(peak))
        {
            _levels.AddNoise(peak.Height);
            if (MayHaveShrunk(peak, silence))
                _small = peak;
            return false;
        }

        pulse = Describe(peak);
        if (goesOn)
            _levels.AddBeat(_small!.Value.Height, double.NaN);
        _levels.AddBeat(peak.Height, pulse.Interval);
        _last = peak;
        _small = null;
        _silentFrom = peak.At;
        return true;
    }

    /// <summary>
    /// Whether a refused peak may be the first of a wave that has shrunk at once: a cuff, a damped line.
    /// </summary>
    private bool MayHaveShrunk(in BeatPeak peak, double silence) =>
        silence >= Soonest * _levels.Interval
        && peak.Height >= Math.Max(_floor, LeastPart * _levels.Beat)
        && HasOwnShape(peak);

    /// <summary>
    /// Whether a peak follows such a one as the next pulse would, and is as high: the level has fallen to them.
    /// </summary>
    private bool GoesOnSmall(in BeatPeak peak)
    {
        if (_small is not { } small)
            return false;
        var intervals = (peak.At - small.At) / (_rate * _levels.Interval);
        return intervals is >= Soonest and <= Latest
            && peak.Height <= EvenHeight * small.Height
            && small.Height <= EvenHeight * peak.Height;
    }

    private bool HasOwnShape(in BeatPeak peak)
    {
        Span<float> snippet = stackalloc float[BeatMorphologies.SnippetLength];
        _traces.Cut(peak.Mark, _traces.FootOf(peak.Mark).Value, snippet);
        return _shapes.Match(snippet).Likeness >= OwnShape;
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

    private Beat Describe(in BeatPeak peak)
    {
        var (footAt, foot) = _traces.FootOf(peak.Mark);
        var (topAt, top) = _traces.TopOf(peak.Mark);
        Span<float> snippet = stackalloc float[BeatMorphologies.SnippetLength];
        _traces.Cut(peak.Mark, foot, snippet);
        var match = _shapes.Match(snippet);
        _shapes.Learn(snippet, match);

        var sample = peak.Mark - _traces.Delay;
        var interval = _last is { } last ? (float)((peak.Mark - last.Mark) / _rate) : float.NaN;
        var riseTime = (float)((topAt - footAt) / _rate);
        return new(
            sample,
            sample / _rate,
            interval,
            top - foot,
            riseTime,
            match.Likeness,
            BeatClass.Unknown,
            foot,
            top
        );
    }
}
