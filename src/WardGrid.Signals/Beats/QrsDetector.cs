using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Beats;

/// <summary>Finds the QRS complexes of one ECG lead, sample by sample.</summary>
public sealed class QrsDetector
{
    private readonly double _rate;
    private readonly MedianOfThree _despike = new();
    private readonly IirFilter _band;
    private readonly IirFilter _shapeFilter;
    private readonly MovingAverage _power;
    private readonly float[] _bandRing, _shapeRing;
    private readonly int _mask;
    private readonly int _toBandCentre, _toShapeCentre, _shapeDelay;
    private readonly PeakLevels _levels = new(new(Floor: 0.008, Share: 0.35, OverdueShare: 0.18));

    private long _next = -1;
    private long _runStart = -1;
    private bool _learnt;
    private double _learning;

    private bool _rising = true;
    private double _extreme;
    private long _extremeAt;

    private Peak _pending;
    private bool _hasPending;
    private Peak _lastBeat;
    private long _lastFiducial;
    private bool _hasLast;

    private readonly record struct Peak(long At, double Height, double Slope);

    public QrsDetector(double rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1000);
        _rate = rate;
        var band = Butterworth.BandPass(2, 5, 20, rate);
        var shape = Butterworth.BandPass(1, 1, 35, rate);
        _band = new(band);
        _shapeFilter = new(shape);
        _power = new(Samples(0.1));
        var size = 1;
        while (size < rate * 1.5)
            size *= 2;
        _bandRing = new float[size];
        _shapeRing = new float[size];
        _mask = size - 1;
        var bandDelay = band.Sum(s => s.Delay(12, rate));
        var shapeDelay = shape.Sum(s => s.Delay(12, rate));
        _toBandCentre = (_power.Length - 1) / 2;
        _toShapeCentre = (int)Math.Round(_toBandCentre + bandDelay - shapeDelay);
        _shapeDelay = (int)Math.Round(shapeDelay) + 1;
    }

    /// <summary>Whether the detector can work at a rate: 100 to 1000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 100 and <= 1000;

    private int Samples(double seconds) => Math.Max(1, (int)Math.Round(seconds * _rate));

    /// <summary>Takes the next sample in mV, NaN where it is missing; true when a beat has been decided.</summary>
    public bool Add(long n, float millivolts, out Beat beat)
    {
        beat = default;
        if (n != _next)
            _runStart = -1;
        _next = n + 1;
        if (!(Math.Abs(millivolts) < 1000))
        {
            _runStart = -1;
            return false;
        }

        if (_runStart < 0)
            Begin(n, millivolts);

        var x = _despike.Next(millivolts);
        var y = _band.Next(x);
        _bandRing[n & _mask] = (float)y;
        _shapeRing[n & _mask] = (float)_shapeFilter.Next(x);
        var height = Math.Sqrt(Math.Max(0, _power.Next(y * y)));

        if (!_learnt)
        {
            if (n - _runStart > Samples(0.2))
                _learning = Math.Max(_learning, height);
            if (n - _runStart < Samples(2))
                return false;
            _learnt = true;
            _levels.Start(_learning * 0.7);
        }

        FindPeak(n, height);
        if (_hasPending && n - _pending.At >= Samples(0.2))
            return Decide(n, out beat);
        return false;
    }

    private void Begin(long n, float x)
    {
        _runStart = n;
        _despike.SettleAt(x);
        _band.SettleAt(x);
        _shapeFilter.SettleAt(x);
        _power.Reset();
        Array.Clear(_bandRing);
        Array.Clear(_shapeRing);
        (_rising, _extreme, _extremeAt) = (true, 0, n);
        _hasPending = false;
        _hasLast = false;
    }

    private void FindPeak(long n, double height)
    {
        if (_rising)
        {
            if (height > _extreme)
                (_extreme, _extremeAt) = (height, n);
            else if (height < 0.7 * _extreme || n - _extremeAt > Samples(0.1))
            {
                Candidate(new(_extremeAt, _extreme, SlopeAround(_extremeAt - _toBandCentre)));
                (_rising, _extreme) = (false, height);
            }
        }
        else if (height < _extreme)
            _extreme = height;
        else if (height > 1.3 * _extreme + 0.001)
            (_rising, _extreme, _extremeAt) = (true, height, n);
    }

    private double SlopeAround(long at)
    {
        var half = Samples(0.07);
        var steepest = 0f;
        for (var i = at - half; i <= at + half; i++)
            steepest = Math.Max(steepest, Math.Abs(_bandRing[i & _mask] - _bandRing[(i - 1) & _mask]));
        return steepest * _rate;
    }

    private void Candidate(Peak peak)
    {
        if (_hasPending && peak.Height <= _pending.Height)
        {
            _levels.AddNoise(peak.Height);
            return;
        }

        if (_hasPending)
            _levels.AddNoise(_pending.Height);
        _pending = peak;
        _hasPending = true;
    }

    private bool Decide(long n, out Beat beat)
    {
        beat = default;
        _hasPending = false;
        var silence = _hasLast ? (_pending.At - _lastBeat.At) / _rate : _levels.Interval;
        if (_hasLast && silence < 0.2)
            return false;
        var isT = _hasLast && silence < 0.36 && _pending.Slope < 0.5 * _lastBeat.Slope;
        if (isT || _pending.Height < _levels.Threshold(silence))
        {
            _levels.AddNoise(_pending.Height);
            return false;
        }

        var fiducial = Fiducial(_pending.At - _toShapeCentre) - _shapeDelay;
        var interval = _hasLast ? (fiducial - _lastFiducial) / _rate : double.NaN;
        _levels.AddBeat(_pending.Height, interval);
        _lastBeat = _pending;
        _lastFiducial = fiducial;
        _hasLast = true;
        beat = new(fiducial, fiducial / _rate, (float)interval, (float)_pending.Height, float.NaN, float.NaN, BeatClass.Unknown);
        return true;
    }

    private long Fiducial(long centre)
    {
        var half = Samples(0.09);
        var arm = Samples(0.04);
        var best = -1f;
        var at = centre;
        for (var i = centre - half; i <= centre + half; i++)
        {
            var bend = Math.Abs(_shapeRing[i & _mask] - 0.5f * (_shapeRing[(i - arm) & _mask] + _shapeRing[(i + arm) & _mask]));
            if (bend > best)
                (best, at) = (bend, i);
        }

        return at;
    }
}
