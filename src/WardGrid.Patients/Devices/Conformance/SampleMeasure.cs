using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Conformance;

/// <summary>Measures the samples of one channel: size, steps, ends of the range, time without change.</summary>
/// <remarks>In seconds of samples, as the device sent them; a second of missing samples is counted apart.</remarks>
internal sealed class SampleMeasure(double rate)
{
    /// <summary>Seconds that a signal stands at the end of its range before it counts as saturated.</summary>
    private const double ShortestSaturation = 0.1;

    private readonly int _second = Math.Max(1, (int)Math.Round(rate));
    private readonly List<int> _swings = [];
    private double _sum;
    private long _valid;
    private int _inSecond;
    private int _validInSecond;
    private int _low;
    private int _high;
    private short? _last;
    private int _divisor;
    private int _lowest = int.MaxValue;
    private int _highest = int.MinValue;
    private int _run;
    private long _atLowest;
    private long _atHighest;

    /// <summary>Samples in all, and those that the device marked as missing.</summary>
    public long Samples { get; private set; }

    public long Missing { get; private set; }

    public long Seconds { get; private set; }

    /// <summary>Seconds in which no sample differed from another, and none was missing.</summary>
    public long FlatSeconds { get; private set; }

    /// <summary>The longest stretch of such seconds.</summary>
    public long LongestFlat { get; private set; }

    private long _flat;

    /// <summary>The mean of all samples, in raw units; NaN without any.</summary>
    public double Mean => _valid == 0 ? double.NaN : _sum / _valid;

    /// <summary>The median of the seconds' swings from lowest to highest, in raw units; NaN without any.</summary>
    public double Swing
    {
        get
        {
            if (_swings.Count == 0)
                return double.NaN;
            _swings.Sort();
            return _swings[_swings.Count / 2];
        }
    }

    /// <summary>The smallest step, in raw units: all differences are multiples of it. 0 if nothing changed.</summary>
    public int Step => _divisor;

    /// <summary>The bits that the samples really use.</summary>
    public double Bits => _divisor == 0 ? 0 : Math.Log2((double)(_highest - _lowest) / _divisor + 1);

    /// <summary>Percent of the samples that stand at the end of the range.</summary>
    public double SaturatedPercent =>
        _valid == 0 || _highest == _lowest ? 0 : 100.0 * (_atLowest + _atHighest) / _valid;

    public void Add(short raw)
    {
        Samples++;
        if (raw == ChannelDeclaration.Missing)
        {
            Missing++;
            _last = null;
            _run = 0;
        }
        else
        {
            AddValid(raw);
        }

        if (++_inSecond == _second)
            EndSecond();
    }

    private void AddValid(short raw)
    {
        _valid++;
        _sum += raw;
        (_low, _high) = _validInSecond++ == 0 ? (raw, raw) : (Math.Min(_low, raw), Math.Max(_high, raw));
        var isSame = _last == raw;
        if (_last is { } last && !isSame)
            _divisor = Divisor(_divisor, Math.Abs(raw - last));
        _run = isSame ? _run + 1 : 1;
        _last = raw;
        Range(raw);
    }

    /// <summary>Counts samples at the end of the range; a new end begins the count anew.</summary>
    private void Range(short raw)
    {
        if (raw < _lowest)
            (_lowest, _atLowest) = (raw, 0);
        if (raw > _highest)
            (_highest, _atHighest) = (raw, 0);
        var shortest = Math.Max(3, (int)(ShortestSaturation * rate));
        if (_run < shortest)
            return;
        // With the sample that makes the run long enough, those before it count too.
        var count = _run == shortest ? shortest : 1;
        if (raw == _lowest)
            _atLowest += count;
        else if (raw == _highest)
            _atHighest += count;
    }

    private void EndSecond()
    {
        Seconds++;
        var isFlat = _validInSecond == _second && _low == _high;
        _flat = isFlat ? _flat + 1 : 0;
        FlatSeconds += isFlat ? 1 : 0;
        LongestFlat = Math.Max(LongestFlat, _flat);
        if (_validInSecond > _second / 2 && !isFlat && _swings.Count < MostSwings)
            _swings.Add(_high - _low);
        (_inSecond, _validInSecond) = (0, 0);
    }

    /// <summary>Seconds whose swings are kept: a day.</summary>
    private const int MostSwings = 86_400;

    private static int Divisor(int a, int b)
    {
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }
}
