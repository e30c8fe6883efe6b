using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Beats;

/// <summary>Finds the pulses of a pleth or arterial pressure wave, sample by sample, by their upstrokes.</summary>
/// <remarks>
/// The rise of the last 150 ms (sum of the positive slopes, after Zong's slope sum function) peaks once per upstroke, whatever the
/// baseline does. Peaks above an adaptive threshold are pulses; the dicrotic notch's own small rise is not. A pulse is decided
/// 280 ms after its upstroke, when its foot and peak are known. NaN begins anew: no interval reaches over it.
/// </remarks>
public sealed class PulseDetector
{
    private readonly double _rate;
    private readonly MedianOfThree _despike = new();
    private readonly IirFilter _smooth;
    private readonly MovingAverage _rise;
    private readonly float[] _wave;
    private readonly int _mask;
    private readonly int _delay;
    private readonly PeakLevels _levels;

    private long _next = -1;
    private long _runStart = -1;
    private bool _learnt;
    private double _learning;
    private double _last;

    private bool _rising = true;
    private double _extreme;
    private long _extremeAt;

    private long _pendingAt;
    private double _pending = -1;
    private long _beatAt;
    private long _beatSample;
    private bool _hasBeat;

    public PulseDetector(double rate, double floor)
    {
        if (!Takes(rate))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "pulses are found at 25 to 1000 samples per second");
        ArgumentOutOfRangeException.ThrowIfNegative(floor);
        _rate = rate;
        _levels = new(new(floor, Share: 0.4, OverdueShare: 0.25));
        var smooth = Butterworth.LowPass(2, Math.Min(10, rate / 3), rate);
        _smooth = new(smooth);
        _delay = (int)Math.Round(smooth[0].Delay(2, rate)) + 1;
        _rise = new(Samples(0.15));
        var size = 1;
        while (size < rate * 1.5)
            size *= 2;
        _wave = new float[size];
        _mask = size - 1;
    }

    /// <summary>Whether the detector can work at a rate: 25 to 1000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 25 and <= 1000;

    /// <summary>Takes sample number <paramref name="n"/>, NaN where it is missing; true when a pulse has been decided.</summary>
    public bool Add(long n, float value, out Beat pulse)
    {
        pulse = default;
        if (n != _next || !float.IsFinite(value))
            _runStart = -1;
        _next = n + 1;
        if (!float.IsFinite(value))
            return false;
        if (_runStart < 0)
            Begin(n, value);

        var x = _smooth.Next(_despike.Next(value));
        _wave[n & _mask] = (float)x;
        var rise = _rise.Length * _rise.Next(Math.Max(0, x - _last));
        _last = x;

        if (!_learnt)
        {
            if (n - _runStart > Samples(0.2))
                _learning = Math.Max(_learning, rise);
            if (n - _runStart < Samples(2.5))
                return false;
            _learnt = true;
            _levels.Start(_learning * 0.8);
        }

        FindPeak(n, rise);
        return _pending >= 0 && n - _pendingAt >= Samples(0.2) && Decide(out pulse);
    }

    private int Samples(double seconds) => Math.Max(1, (int)Math.Round(seconds * _rate));

    private void Begin(long n, float value)
    {
        _runStart = n;
        _despike.SettleAt(value);
        _smooth.SettleAt(value);
        _rise.Reset();
        Array.Fill(_wave, value);
        _last = value;
        (_rising, _extreme, _extremeAt) = (true, 0, n);
        _pending = -1;
        _hasBeat = false;
    }

    private void FindPeak(long n, double rise)
    {
        if (_rising)
        {
            if (rise > _extreme)
                (_extreme, _extremeAt) = (rise, n);
            else if (rise < 0.7 * _extreme)
            {
                if (_pending < 0 || _extreme > _pending)
                    (_pending, _pendingAt) = (_extreme, _extremeAt);
                (_rising, _extreme) = (false, rise);
            }
        }
        else if (rise < _extreme)
            _extreme = rise;
        else if (rise > 1.2 * _extreme + 1e-6 * _levels.Signal)
            (_rising, _extreme, _extremeAt) = (true, rise, n);
    }

    private bool Decide(out Beat pulse)
    {
        pulse = default;
        var (height, at) = (_pending, _pendingAt);
        _pending = -1;
        var silence = _hasBeat ? (at - _beatAt) / _rate : _levels.Interval;
        if (silence < 0.25 || height < _levels.Threshold(silence))
        {
            _levels.AddNoise(height);
            return false;
        }

        var steepest = Steepest(at);
        var (footAt, foot) = Foot(steepest);
        var (peakAt, peak) = Peak(steepest);
        var sample = steepest - _delay;
        var interval = _hasBeat ? (sample - _beatSample) / _rate : double.NaN;
        _levels.AddBeat(height, interval);
        (_hasBeat, _beatAt, _beatSample) = (true, at, sample);
        pulse = new(sample, sample / _rate, (float)interval, peak - foot, (float)((peakAt - footAt) / _rate), float.NaN, BeatClass.Unknown, foot, peak);
        return true;
    }

    private long Steepest(long at)
    {
        var (best, where) = (float.MinValue, at);
        for (var i = at - _rise.Length; i <= at; i++)
        {
            var slope = _wave[i & _mask] - _wave[(i - 1) & _mask];
            if (slope > best)
                (best, where) = (slope, i);
        }

        return where;
    }

    private (long At, float Value) Foot(long upstroke)
    {
        var (at, value) = (upstroke, _wave[upstroke & _mask]);
        for (var i = upstroke; i > upstroke - Samples(0.3); i--)
        {
            if (_wave[i & _mask] < value)
                (at, value) = (i, _wave[i & _mask]);
        }

        return (at, value);
    }

    private (long At, float Value) Peak(long upstroke)
    {
        var (at, value) = (upstroke, _wave[upstroke & _mask]);
        for (var i = upstroke; i <= upstroke + Samples(0.2); i++)
        {
            if (_wave[i & _mask] > value)
                (at, value) = (i, _wave[i & _mask]);
        }

        return (at, value);
    }
}
