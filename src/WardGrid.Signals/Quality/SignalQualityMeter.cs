using WardGrid.Signals.Filters;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Quality;

/// <summary>Measures a channel's samples second by second as they arrive.</summary>
/// <remarks>
/// Streaming: a dozen operations a sample; only ten blocks of 100 ms are kept; nothing is allocated after construction.
/// Rates from 62.5 to 1000 Hz; above 250 Hz the noise band is measured on means of neighbouring samples, so that the
/// same band is judged at every rate. Seconds that are completely in a gap count as missing.
/// </remarks>
public sealed class SignalQualityMeter
{
    private const int Blocks = 10;
    private const double NoiseRate = 250;

    // The quantile of the signal between the beats: up to 200 beats a minute fill less than six of ten blocks.
    private const int QuietBlock = 3;

    private readonly double _rate;
    private readonly bool _isEcg;
    private readonly float _step;
    private readonly float _railLow,
        _railHigh;
    private readonly int _decimation;
    private readonly bool _hearsMains;
    private readonly BlockMeasures[] _blocks = new BlockMeasures[Blocks];
    private readonly float[] _sorted = new float[Blocks];
    private FlatRun _flat;
    private readonly IirFilter _highPass;
    private bool _settled;
    private Tone _fifty,
        _sixty;
    private float _sumForNoise;
    private int _inSum;
    private long _next;
    private long _second;
    private int _block;
    private long _blockEnd;
    private int _longestFlat;
    private float _last;
    private float _meanBefore = float.NaN,
        _meanTwoBefore = float.NaN;
    private bool _started;

    public SignalQualityMeter(ChannelDeclaration declaration)
    {
        var limits = QualityLimits.For(declaration.Kind);
        _rate = declaration.Rate;
        _isEcg = declaration.Kind == SignalKind.Ecg;
        _step = (float)Math.Abs(1 / declaration.Gain);
        var (a, b) = (declaration.Physical(-short.MaxValue), declaration.Physical(short.MaxValue));
        (_railLow, _railHigh) = (Math.Min(a, b) + _step / 2, Math.Max(a, b) - _step / 2);
        _decimation = Math.Max(1, (int)(_rate / NoiseRate));
        var noiseRate = _rate / _decimation;
        _hearsMains = _isEcg && noiseRate > 130;
        _flat = new(Math.Max(limits.FlatPeakToPeak, QualityLimits.FlatSteps * _step));
        _highPass = new(Butterworth.HighPass(2, Math.Min(limits.NoiseAboveHz, 0.4 * noiseRate), noiseRate));
        _fifty = new(noiseRate, 50);
        _sixty = new(noiseRate, 60);
    }

    /// <summary>The measures of the last seconds, oldest first.</summary>
    public RingBuffer<SecondMeasures> Seconds { get; } = new(16);

    /// <summary>
    /// The measures of the second that begins at <paramref name="second"/>; null if they are no longer or not yet held.
    /// </summary>
    public SecondMeasures? At(long second)
    {
        for (var n = Seconds.End - 1; n >= Seconds.Begin && Seconds[n].Second >= second; n--)
        {
            if (Seconds[n].Second == second)
                return Seconds[n];
        }

        return null;
    }

    /// <summary>
    /// Adds samples, of which the first has number <paramref name="start"/>; the gap before them counts as missing.
    /// </summary>
    public void Append(long start, ReadOnlySpan<float> samples)
    {
        if (!_started || start - _next > SignalChannel.LogSeconds * _rate)
            Begin(start);
        while (_next < start)
            Take(Math.Min(start, _blockEnd) - _next);

        while (!samples.IsEmpty)
        {
            var run = (int)Math.Min(samples.Length, _blockEnd - _next);
            Take(samples[..run]);
            samples = samples[run..];
        }
    }

    private void Begin(long start)
    {
        _started = true;
        _flat.Break();
        _settled = false;
        _second = (long)Math.Floor(start / _rate);
        _next = (long)Math.Ceiling(_second * _rate);
        _block = 0;
        _longestFlat = 0;
        _meanBefore = _meanTwoBefore = float.NaN;
        _blockEnd = EndOfBlock(0);
        Array.Clear(_blocks);
    }

    private long EndOfBlock(int block) => (long)Math.Ceiling((_second + (block + 1) / (double)Blocks) * _rate);

    private void Take(long missing)
    {
        _flat.Break();
        _settled = false;
        _blocks[_block].Missing += (int)missing;
        Advance((int)missing);
    }

    private void Take(ReadOnlySpan<float> samples)
    {
        ref var block = ref _blocks[_block];
        foreach (var x in samples)
        {
            if (float.IsNaN(x))
            {
                block.Missing++;
                _flat.Break();
                _settled = false;
                continue;
            }

            block.Add(x, _step, _railLow, _railHigh);
            _longestFlat = Math.Max(_longestFlat, _flat.Push(x));
            _last = x;
            _sumForNoise += x;
            if (++_inSum < _decimation)
                continue;
            var high = Fast(_sumForNoise / _decimation);
            _sumForNoise = 0;
            _inSum = 0;
            block.NoiseEnergy += high * high;
            block.NoiseCount++;
            if (!_hearsMains)
                continue;
            _fifty.Push(high);
            _sixty.Push(high);
        }

        Advance(samples.Length);
    }

    private float Fast(float x)
    {
        // After a gap the filter starts as if this sample had always been there, so that an offset does not ring.
        if (!_settled)
            _highPass.SettleAt(x);
        _settled = true;
        return (float)_highPass.Next(x);
    }

    private void Advance(int samples)
    {
        _next += samples;
        if (_next < _blockEnd)
            return;
        ref var block = ref _blocks[_block];
        if (_hearsMains)
            block.Mains = MathF.Max(_fifty.TakeAmplitude(block.NoiseCount), _sixty.TakeAmplitude(block.NoiseCount));
        if (++_block == Blocks)
        {
            Seconds.Add(Measure());
            _second++;
            _block = 0;
            // A stretch that began before this second counts up to a second; else a lead that falls off late in a
            // second would be noticed late.
            _longestFlat = Math.Min(_flat.Length, (int)_rate);
            Array.Clear(_blocks);
        }

        _blockEnd = EndOfBlock(_block);
    }

    private SecondMeasures Measure()
    {
        int present = 0,
            missing = 0,
            top = 0,
            bottom = 0,
            rail = 0;
        float low = float.PositiveInfinity,
            high = float.NegativeInfinity,
            sum = 0,
            tallest = 0,
            step = 0;
        foreach (ref readonly var block in _blocks.AsSpan())
        {
            missing += block.Missing;
            if (block.Count == 0)
            {
                _meanBefore = _meanTwoBefore = float.NaN;
                continue;
            }

            present += block.Count;
            rail += block.AtRail;
            sum += block.Sum;
            low = Math.Min(low, block.Low);
            high = Math.Max(high, block.High);
            tallest = Math.Max(tallest, block.High - block.Low);
            var mean = block.Sum / block.Count;
            if (!float.IsNaN(_meanTwoBefore))
                step = Math.Max(step, Math.Abs(mean - _meanTwoBefore));
            _meanTwoBefore = _meanBefore;
            _meanBefore = mean;
        }

        var all = Math.Max(1, present + missing);
        if (present == 0)
            return new(_second, 1, 0, float.NaN, float.NaN, float.NaN, float.NaN, 0, 0, 0, 0, 0, 0, 0);

        var average = sum / present;
        foreach (ref readonly var block in _blocks.AsSpan())
        {
            if (block.Count > 0 && high - block.High < _step / 2)
                top += block.AtHigh;
            if (block.Count > 0 && block.Low - low < _step / 2)
                bottom += block.AtLow;
        }

        var range = high - low;
        // A signal rests at its foot, so a plateau there is clipping only far away from the mean.
        if (!(high - average > 0.35f * range))
            top = 0;
        if (!(average - low > 0.35f * range))
            bottom = 0;
        var clipped = range < LeastStepsToClip * _step ? 0 : Math.Max(top, bottom);
        var quiet = Quantile(
            static (in BlockMeasures b) => MathF.Sqrt(b.NoiseEnergy / Math.Max(1, b.NoiseCount)),
            QuietBlock
        );
        var mains = Quantile(static (in BlockMeasures b) => b.Mains, QuietBlock);
        var wander = Spread();
        return new(
            _second,
            (float)missing / all,
            (float)(_longestFlat / _rate),
            _last,
            low,
            high,
            average,
            _isEcg ? tallest : range,
            quiet,
            mains,
            wander,
            step,
            (float)clipped / all,
            (float)rail / all
        );
    }

    // A slow wave with few steps has a flat crest; from this range on a crest is shorter than clipping.
    private const float LeastStepsToClip = 100;

    private delegate float Of(in BlockMeasures block);

    private float Quantile(Of measure, int rank)
    {
        var count = 0;
        foreach (ref readonly var block in _blocks.AsSpan())
        {
            if (block.Count > 0)
                _sorted[count++] = measure(block);
        }

        Array.Sort(_sorted, 0, count);
        return _sorted[Math.Min(rank, count - 1)];
    }

    private float Spread()
    {
        var count = 0;
        foreach (ref readonly var block in _blocks.AsSpan())
        {
            if (block.Count > 0)
                _sorted[count++] = block.Sum / block.Count;
        }

        Array.Sort(_sorted, 0, count);
        return count < 4 ? 0 : _sorted[count - 2] - _sorted[1];
    }
}
