namespace WardGrid.Signals.Beats;

/// <summary>Finds the QRS complexes of one ECG lead, sample by sample, and how like the usual each is.</summary>
/// <remarks>
/// Any lead, polarity and gain; 100 to 2000 samples per second; amplitudes from about 0.1 mV; to 340 beats per minute.
/// Peaks of the QRS band's energy are candidates. Each waits until it can be compared with what follows it (at most
/// 390 ms after its R peak); then <see cref="QrsClassifier"/> weighs it against <see cref="PeakLevels"/>.
/// Within the refractory time of a beat there is no other; it is shorter where <see cref="RegularPeaks"/> are fast.
/// Where QRS complexes stay away, the even wide waves of ventricular tachycardia are beats
/// (<see cref="WideComplexDetector"/>). The first two seconds only set the levels; of a slow heart, the time that its
/// first beat takes. A missing sample (NaN, or beyond any electrode's range) begins anew: no interval reaches over it.
/// Nothing is allocated later on.
/// </remarks>
public sealed class QrsDetector
{
    /// <summary>mV of band-passed root mean square below which nothing is a beat: 0.1 mV reaches about 0.02.</summary>
    private const double Floor = 0.008;

    /// <summary>Seconds after a beat in which the ventricle cannot beat again: 300 per minute.</summary>
    internal const double Refractory = 0.2;

    /// <summary>The same where even peaks or waves show a faster heart: 350 per minute, the fastest flutter.</summary>
    private const double FastRefractory = 0.17;

    /// <summary>Seconds that the levels are learnt for at first, and at most: a beat at 8 per minute.</summary>
    private const double Learning = 2,
        LongestLearning = 8;

    /// <summary>mV in the QRS band below which no beat has been seen and learning goes on: 0.1 mV reaches it.</summary>
    /// <remarks>IEC 60601-2-27 asks for no detection below 0.15 mV.</remarks>
    private const double LeastLearnt = 0.02;

    /// <summary>Seconds after an energy peak, and at most after the R peak, at which it is decided.</summary>
    private const double Wait = 0.29,
        LongestWait = 0.39;

    /// <summary>Seconds without a QRS complex, at least 1.5 usual intervals, until wide waves are beats.</summary>
    private const double SharpSilence = 1.2;

    /// <summary>mV beyond which a sample comes from no electrode: an open input stands at less.</summary>
    private const float Impossible = 1000;

    private readonly double _rate;
    private readonly EcgTraces _traces;
    private readonly PeakFinder _peaks;
    private readonly PeakLevels _levels = new(new(Floor, Share: 0.30, OverdueShare: 0.165));
    private readonly WaitingPeaks _waiting = new();
    private readonly BeatMorphologies _shapes = new();
    private readonly BeatClassifier _classifier = new();
    private readonly WideComplexDetector _waves;
    private readonly RegularPeaks _even = new();
    private readonly QrsClassifier _weighing;

    private long _next = long.MinValue;
    private bool _running;
    private int _toLearn;
    private int _mayLearn;
    private double _highest;
    private long _silentFrom;
    private long _lastSharp;
    private BeatPeak? _last;

    public QrsDetector(double rate)
    {
        if (!Takes(rate))
            throw new ArgumentOutOfRangeException(
                nameof(rate),
                rate,
                "QRS complexes need 100 to 2000 samples a second"
            );
        _rate = rate;
        _traces = new(rate);
        _peaks = new(rate);
        _waves = new(rate);
        _weighing = new(_traces, _levels, _waiting, _shapes);
        _toLearn = Samples(Learning);
        _mayLearn = Samples(LongestLearning - Learning);
    }

    /// <summary>Whether the detector can work at a rate: 100 to 2000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 100 and <= 2000;

    /// <summary>Takes sample <paramref name="n"/> in mV, NaN where it is missing; true when a beat is known.</summary>
    public bool Add(long n, float millivolts, out Beat beat)
    {
        beat = default;
        if (n != _next)
            _running = false;
        _next = n + 1;
        if (!(Math.Abs(millivolts) < Impossible))
        {
            _running = false;
            return false;
        }

        if (!_running)
            Begin(n, millivolts);
        var height = _traces.Add(n, millivolts);
        var isWave = _waves.Add(n, millivolts, out var crest);
        if (_toLearn > 0)
        {
            Learn(n, height);
            return false;
        }

        if (_peaks.Next(n, height, 0.01 * _levels.Beat, out var at, out var top))
        {
            var mark = _traces.MarkAt(at);
            var due = Math.Min(at + Samples(Wait), _traces.PeakAt(mark) - _traces.ShapeDelay + Samples(LongestWait));
            _waiting.Add(new(at, top, _traces.SlopeAt(at), mark, due));
            _even.Add(at / _rate, top, _levels.Beat);
        }

        if (_waiting.Count > 0 && n >= _waiting[0].Due && Decide(out beat))
            return true;
        return isWave && IsWideBeat(n, crest, out beat);
    }

    /// <summary>Seconds after a beat in which nothing is one, as fast as the heart is now.</summary>
    private double Dead => _even.IsFast ? FastRefractory : Refractory;

    private int Samples(double seconds) => (int)Math.Round(seconds * _rate);

    private void Begin(long n, float millivolts)
    {
        _running = true;
        _traces.Begin(n, millivolts);
        _waves.Begin(n, millivolts);
        _peaks.Begin(n);
        _waiting.Clear();
        _even.Begin();
        _last = null;
        _silentFrom = n;
        _lastSharp = n;
    }

    private void Learn(long n, double height)
    {
        _highest = Math.Max(_highest, height);
        if (--_toLearn > 0)
            return;
        // A slow heart may not have beaten yet: levels learnt from its P waves would make beats of them.
        if (_highest < LeastLearnt && _mayLearn-- > 0)
        {
            _toLearn = 1;
            return;
        }

        _levels.Start(0.7 * _highest);
        (_silentFrom, _lastSharp) = (n, n);
    }

    private bool Decide(out Beat beat)
    {
        beat = default;
        var peak = _waiting.Take();
        var silence = (peak.At - _silentFrom) / _rate;
        if (_last is not null && silence < Dead)
            return false;

        Span<float> snippet = stackalloc float[BeatMorphologies.SnippetLength];
        _traces.Cut(peak.Mark, snippet);
        var match = _shapes.Match(snippet);
        if (!_weighing.IsBeat(peak, _last, match, silence, Dead))
        {
            _levels.AddNoise(peak.Height);
            return false;
        }

        beat = Describe(peak, _traces.PeakAt(peak.Mark), match.Likeness);
        _shapes.Learn(snippet, match);
        _levels.AddBeat(peak.Height, beat.Interval);
        _weighing.Remember(beat.Amplitude);
        _last = peak;
        _silentFrom = peak.At;
        _lastSharp = beat.Sample;
        _waves.Remember(beat.Sample);
        return true;
    }

    /// <summary>A crest of an even run of wide waves is a beat where QRS complexes have long been missing.</summary>
    private bool IsWideBeat(long n, long crest, out Beat beat)
    {
        beat = default;
        var mark = crest + _traces.ShapeDelay;
        if (crest - _lastSharp < Math.Max(SharpSilence, 1.5 * _levels.Interval) * _rate)
            return false;
        if (_last is { } last && mark - last.Mark < Samples(Dead))
            return false;
        var at = Math.Min(n, _traces.EnergyAt(mark));
        var peak = new BeatPeak(at, _levels.Beat, _traces.SlopeAt(at), mark, n);
        beat = Describe(peak, mark, float.NaN) with { Class = BeatClass.Ventricular };
        _last = peak;
        _silentFrom = at;
        return true;
    }

    /// <param name="top">The sample of the shape at which it is reported.</param>
    private Beat Describe(in BeatPeak peak, long top, float likeness)
    {
        var sample = top - _traces.ShapeDelay;
        var interval = _last is { } last ? (float)((peak.Mark - last.Mark) / _rate) : float.NaN;
        var width = _traces.WidthAt(peak.Mark);
        var kind = _classifier.Classify(likeness, width, interval, _levels.Interval);
        return new(sample, sample / _rate, interval, _traces.AmplitudeAt(peak.Mark), width, likeness, kind);
    }
}
