using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Beats;

/// <summary>
/// One ECG lead as the QRS detector looks at it: where its energy is, how steep it is, and what shape its beats have.
/// </summary>
/// <remarks>
/// lead -> moving median (pacing spikes) -> 8 to 22 Hz, where QRS energy stands out from P, T, wander and muscle ->
/// root mean square over 100 ms, the width of a QRS complex; and beside it 2 to 35 Hz, which keeps the shape. Both are
/// recursive and delay a little; the delays are known from the filters and taken out again.
/// </remarks>
internal sealed class EcgTraces
{
    /// <summary>Seconds on each side over which a bend is measured: half a narrow QRS complex.</summary>
    private const double BendArm = 0.04;

    /// <summary>Part of the sharpest bend from which an earlier one is the beat's first deflection.</summary>
    private const float FirstDeflection = 0.6f;

    private readonly MovingMedian _despike;
    private readonly IirFilter _bandFilter;
    private readonly IirFilter _shapeFilter;
    private readonly MovingAverage _power;
    private readonly Trace _band;
    private readonly Trace _energy;
    private readonly Trace _shape;
    private readonly double _rate;
    private readonly int _energyDelay;
    private readonly int _energyToShape;

    public EcgTraces(double rate)
    {
        _rate = rate;
        // Five samples at 250 Hz: what lasts less than 12 ms is no heartbeat.
        _despike = new(2 * Math.Max(1, (int)Math.Round(0.006 * rate)) + 1);
        var band = Butterworth.BandPass(2, 8, 22, rate);
        var shape = Butterworth.BandPass(1, 2, 35, rate);
        _bandFilter = new(band);
        _shapeFilter = new(shape);
        _power = new((int)Math.Round(0.1 * rate));
        _band = new(rate);
        _energy = new(rate);
        _shape = new(rate);

        const double qrs = 12; // Hz, about the middle of its spectrum
        var bandDelay = band.Sum(s => s.Delay(qrs, rate));
        var shapeDelay = shape.Sum(s => s.Delay(qrs, rate));
        _energyDelay = (_power.Length - 1) / 2;
        _energyToShape = (int)Math.Round(_energyDelay + bandDelay - shapeDelay);
        ShapeDelay = (int)Math.Round(shapeDelay + (_despike.Length - 1) / 2.0);
    }

    /// <summary>Samples by which the shape comes later than the lead.</summary>
    public int ShapeDelay { get; }

    /// <summary>How long so many samples take.</summary>
    public double Seconds(long samples) => samples / _rate;

    public void Begin(long n, float millivolts)
    {
        _despike.SettleAt(millivolts);
        _bandFilter.SettleAt(millivolts);
        _shapeFilter.SettleAt(millivolts);
        _power.Reset();
        _band.Begin(n, 0);
        _energy.Begin(n, 0);
        _shape.Begin(n, 0);
    }

    /// <summary>Takes the next sample and gives the height of the energy in mV.</summary>
    public double Add(long n, float millivolts)
    {
        var x = _despike.Next(millivolts);
        var y = _bandFilter.Next(x);
        _band.Add(n, (float)y);
        _shape.Add(n, (float)_shapeFilter.Next(x));
        var height = Math.Sqrt(Math.Max(0, _power.Next(y * y)));
        _energy.Add(n, (float)height);
        return height;
    }

    /// <summary>Where the energy of a beat with its mark there peaks.</summary>
    public long EnergyAt(long mark) => mark + _energyToShape;

    /// <summary>The steepest slope in the QRS band around a peak of the energy, mV per second.</summary>
    public double SlopeAt(long energyPeak)
    {
        var half = (int)Math.Round(0.07 * _rate);
        var centre = energyPeak - _energyDelay;
        return _rate * _band.Steepest(centre - half, centre + half);
    }

    /// <summary>
    /// The R peak (or Q or S, whichever bends most) near a peak of the energy, as a sample of the shape.
    /// </summary>
    public long MarkAt(long energyPeak)
    {
        var half = (int)Math.Round(0.09 * _rate);
        var arm = (int)Math.Round(BendArm * _rate);
        var centre = energyPeak - _energyToShape;
        var (sharpest, mark) = (-1f, centre);
        for (var i = centre - half; i <= centre + half; i++)
        {
            var bend = Bend(i, arm);
            if (bend > sharpest)
                (sharpest, mark) = (bend, i);
        }

        return mark;
    }

    /// <summary>
    /// The height of a peak of the energy between so many seconds after another, mV; 0 where there is none.
    /// </summary>
    public float PeakBetween(long peak, double from, double to)
    {
        var last = peak + (long)(to * _rate);
        var (at, height) = _energy.Highest(peak + (long)(from * _rate), last);
        return at < last ? height : 0;
    }

    /// <summary>The sample of the shape at which a beat is reported: its first deflection of full size.</summary>
    /// <remarks>
    /// A wide beat often swings twice, and its mark may be the second swing, up to 0.1 s late. An extreme is of full
    /// size from 0.6 of the sharpest bend, over 40 ms, between 0.11 s before the mark and 0.03 s after it.
    /// </remarks>
    public long PeakAt(long mark)
    {
        var (from, to) = (mark - (long)(0.11 * _rate), mark + (long)(0.03 * _rate));
        var arm = (int)Math.Round(BendArm * _rate);
        var full = 0f;
        for (var i = from; i <= to; i++)
            full = Math.Max(full, FirstDeflection * Bend(i, arm));
        for (var i = from + 1; i < to; i++)
        {
            var bend = Bend(i, arm);
            if (bend >= full && bend >= Bend(i - 1, arm) && bend >= Bend(i + 1, arm))
                return i;
        }

        return mark;
    }

    /// <summary>
    /// Cuts the shape of a beat at the families' own rate: from 96 ms before its mark to 160 ms after, and the slack.
    /// </summary>
    public void Cut(long mark, Span<float> snippet)
    {
        const double step = 0.008; // s
        for (var i = 0; i < snippet.Length; i++)
            snippet[i] = _shape.Between(mark + (i - 12 - BeatMorphologies.Slack) * step * _rate);
    }

    /// <summary>Peak to peak within 100 ms of a mark, mV.</summary>
    public float AmplitudeAt(long mark)
    {
        var reach = (int)Math.Round(0.1 * _rate);
        return _shape.Highest(mark - reach, mark + reach).Value - _shape.Lowest(mark - reach, mark + reach).Value;
    }

    /// <summary>Peak to peak from 160 to 270 ms after a mark, mV: where the T wave of a wide beat rises.</summary>
    public float SwingAfter(long mark)
    {
        var (from, to) = (mark + (long)Math.Round(0.16 * _rate), mark + (long)Math.Round(0.27 * _rate));
        return _shape.Highest(from, to).Value - _shape.Lowest(from, to).Value;
    }

    /// <summary>Seconds from the first to the last steep stretch around a mark: the width of the QRS complex.</summary>
    /// <remarks>
    /// Steep is a fifth of the steepest slope over 16 ms; stretches less than 24 ms apart belong together, so that a
    /// notch does not cut the complex and a T wave does not lengthen it. At most 120 ms are looked at before and 160 ms
    /// after the mark.
    /// </remarks>
    public float WidthAt(long mark)
    {
        var step = Math.Max(1, (int)Math.Round(0.008 * _rate));
        var bridge = (int)Math.Round(0.024 * _rate);
        float Slope(long i) => Math.Abs(_shape[i + step] - _shape[i - step]);

        var steepest = 0f;
        for (var i = mark - 5 * step; i <= mark + 5 * step; i++)
            steepest = Math.Max(steepest, Slope(i));
        var steep = steepest / 8;
        var (first, last) = (mark, mark);
        for (var i = mark; i >= mark - 15 * step && first - i <= bridge; i--)
            first = Slope(i) > steep ? i : first;
        for (var i = mark; i <= mark + 20 * step && i - last <= bridge; i++)
            last = Slope(i) > steep ? i : last;
        return (float)((last - first) / _rate);
    }

    private float Bend(long at, int arm) => Math.Abs(_shape[at] - 0.5f * (_shape[at - arm] + _shape[at + arm]));
}
