namespace WardGrid.Signals.Beats;

/// <summary>Finds the QRS complexes of one ECG lead, sample by sample, and says how each relates to the patient's usual beat.</summary>
/// <remarks>
/// Any lead, polarity and gain; 100 to 2000 samples per second; amplitudes from about 0.1 mV. Peaks of the QRS band's energy are
/// candidates. Each waits until it can be compared with what follows it (at most 390 ms after its R peak) and is then weighed: its
/// height, more if its shape is one that this patient's beats have, against the threshold of <see cref="PeakLevels"/>; a T wave is
/// known by its slope, a rival within the refractory time by its weight. Where QRS complexes stay away, the even wide waves of
/// ventricular tachycardia are beats (<see cref="WideWaves"/>). The first two seconds, of a slow heart as many as its first beat takes, only set the levels. A missing
/// sample (NaN, or beyond any electrode's range) begins anew: no interval reaches over it. Nothing is allocated after construction.
/// </remarks>
public sealed class QrsDetector
{
    /// <summary>mV of band-passed root mean square below which nothing is a beat: a QRS complex of 0.1 mV reaches about 0.02.</summary>
    private const double Floor = 0.008;

    /// <summary>Seconds after a beat in which the ventricle cannot beat again; 300 per minute is the fastest flutter.</summary>
    private const double Refractory = 0.2;

    /// <summary>Seconds after a beat in which its T wave may come: the end of the longest QT intervals.</summary>
    private const double TWaveUntil = 0.5;

    /// <summary>A T wave is less steep in the QRS band than this part of its beat.</summary>
    private const double TWaveSlope = 0.5;

    /// <summary>A premature wide beat is at least this part of the usual beats' height, peak to peak in mV.</summary>
    /// <remarks>
    /// A ventricular beat is as tall as the patient's own or taller, for the ventricles do not cancel each other out; but it is slow, so
    /// that little of it is left in the QRS band. A T wave is seldom taller than its QRS complex.
    /// </remarks>
    private const double TallAsUsual = 0.8;

    /// <summary>Seconds after a beat by which its T wave has peaked: the longest usual QT of 0.44 s, less 80 ms from peak to end.</summary>
    /// <remarks>
    /// What is tall and slow before that is taken for a T wave; after it for a premature beat. So a ventricular beat on the T wave itself
    /// may be missed on a lead where it is slow.
    /// </remarks>
    private const double TWavePeakUntil = 0.36;

    /// <summary>Part of the usual height in the QRS band that it has at least, and that noise has at most for it to be told.</summary>
    private const double LeastOfWide = 0.3, QuietForWide = 0.15;

    /// <summary>Seconds that the levels are learnt for before the first beat is told, and at most: a beat at 8 per minute.</summary>
    private const double Learning = 2, LongestLearning = 8;

    /// <summary>mV in the QRS band below which no beat has been seen yet, so that learning goes on: what 0.1 mV reaches.</summary>
    /// <remarks>IEC 60601-2-27 asks for no detection below 0.15 mV.</remarks>
    private const double LeastLearnt = 0.02;

    /// <summary>Seconds after an energy peak, and at most after the R peak, at which it is decided.</summary>
    private const double Wait = 0.29, LongestWait = 0.39;

    /// <summary>Seconds without a QRS complex, and at least one and a half usual intervals, after which wide waves are beats.</summary>
    private const double SharpSilence = 1.2;

    /// <summary>mV beyond which a sample comes from no electrode: an open input stands at less.</summary>
    private const float Impossible = 1000;

    private readonly double _rate;
    private readonly EcgTraces _traces;
    private readonly PeakFinder _peaks;
    private readonly PeakLevels _levels = new(new(Floor, Share: 0.30, OverdueShare: 0.165));
    private readonly WaitingPeaks _waiting = new();
    private readonly ShapeFamilies _shapes = new();
    private readonly BeatClassifier _classifier = new();
    private readonly WideWaves _waves;
    private readonly LastEight _amplitudes = new();

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
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "QRS complexes are found at 100 to 2000 samples per second");
        _rate = rate;
        _traces = new(rate);
        _peaks = new(rate);
        _waves = new(rate);
        _toLearn = Samples(Learning);
        _mayLearn = Samples(LongestLearning - Learning);
    }

    /// <summary>Whether the detector can work at a rate: 100 to 2000 samples per second.</summary>
    public static bool Takes(double rate) => rate is >= 100 and <= 2000;

    /// <summary>Takes sample number <paramref name="n"/> in mV, NaN where it is missing; true when a beat has been decided.</summary>
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
            var due = Math.Min(at + Samples(Wait), mark - _traces.ShapeDelay + Samples(LongestWait));
            _waiting.Add(new(at, top, _traces.SlopeAt(at), mark, due));
        }

        if (_waiting.Count > 0 && n >= _waiting[0].Due && Decide(out beat))
            return true;
        return isWave && IsWideBeat(n, crest, out beat);
    }

    private int Samples(double seconds) => (int)Math.Round(seconds * _rate);

    private void Begin(long n, float millivolts)
    {
        _running = true;
        _traces.Begin(n, millivolts);
        _waves.Begin(n, millivolts);
        _peaks.Begin(n);
        _waiting.Clear();
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
        if (_last is not null && silence < Refractory)
            return false;

        Span<float> snippet = stackalloc float[ShapeFamilies.SnippetLength];
        _traces.Cut(peak.Mark, snippet);
        var match = _shapes.Match(snippet);
        var trust = Trust(match, silence);
        var isBeat = (IsWideAndTall(peak, silence) || (trust * peak.Height >= _levels.Threshold(silence) && !IsTWave(peak, silence)))
            && !HasStrongerRival(peak, trust, silence);
        if (!isBeat)
        {
            _levels.AddNoise(peak.Height);
            return false;
        }

        beat = Describe(peak, match.Likeness);
        _shapes.Learn(snippet, match);
        _levels.AddBeat(peak.Height, beat.Interval);
        _amplitudes.Add(beat.Amplitude);
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
        if (_last is { } last && mark - last.Mark < Samples(Refractory))
            return false;
        var at = Math.Min(n, _traces.EnergyAt(mark));
        var peak = new BeatPeak(at, _levels.Beat, _traces.SlopeAt(at), mark, n);
        beat = Describe(peak, float.NaN) with { Class = BeatClass.Ventricular };
        _last = peak;
        _silentFrom = at;
        return true;
    }

    /// <summary>How much a peak's height counts for its shape: up to half more for a known one, a third less for an unknown one.</summary>
    private double Trust(in ShapeMatch match, double silence)
    {
        var kin = match.Kin;
        var trust = kin >= 0.7 ? 1 + 0.5 * Math.Min(1, (kin - 0.7) / 0.2) : 1 - 0.33 * Math.Min(1, (0.7 - kin) / 0.4);
        if (float.IsNaN(kin))
            trust = 1;
        if (!_levels.IsEarly(silence))
            return trust;
        // What breaks a regular rhythm gets no credit for its shape: artefacts are often QRS-like, extrasystoles are high enough.
        return trust >= 1 ? 1 : 0.8 * trust;
    }

    private bool IsTWave(in BeatPeak peak, double silence)
    {
        if (_last is not { } last || silence >= TWaveUntil)
            return false;
        // A last beat far above the usual was an artefact, or hid one: its slope would make T waves of the beats after it.
        var usual = Math.Min(1, 1.3 * _levels.Beat / last.Height);
        return peak.Slope < TWaveSlope * usual * last.Slope;
    }

    /// <summary>A premature ventricular beat on a quiet lead, whose slow slopes look like a T wave's and whose shape is not yet known.</summary>
    private bool IsWideAndTall(in BeatPeak peak, double silence) =>
        silence >= TWavePeakUntil && _levels.Noise < QuietForWide * _levels.Beat && peak.Height >= LeastOfWide * _levels.Beat
        && _amplitudes.Median > 0 && _traces.AmplitudeAt(peak.Mark) >= TallAsUsual * _amplitudes.Median;

    private bool HasStrongerRival(in BeatPeak peak, double trust, double silence)
    {
        Span<float> snippet = stackalloc float[ShapeFamilies.SnippetLength];
        var own = Claim(peak, trust, silence);
        for (var i = 0; i < _waiting.Count && _waiting[i].At - peak.At < Samples(Refractory); i++)
        {
            var rival = _waiting[i];
            var rivalSilence = silence + (rival.At - peak.At) / _rate;
            _traces.Cut(rival.Mark, snippet);
            if (Claim(rival, Trust(_shapes.Match(snippet), rivalSilence), rivalSilence) > own)
                return true;
        }

        return false;
    }

    /// <summary>A peak's weight among rivals: height beyond the usual gives no more, coming on time gives 30 %.</summary>
    private double Claim(in BeatPeak peak, double trust, double silence) =>
        trust * Math.Min(peak.Height, 1.2 * _levels.Beat) * (_last is not null && _levels.IsOnTime(silence) ? 1.3 : 1);

    private Beat Describe(in BeatPeak peak, float likeness)
    {
        var sample = peak.Mark - _traces.ShapeDelay;
        var interval = _last is { } last ? (float)((peak.Mark - last.Mark) / _rate) : float.NaN;
        var width = _traces.WidthAt(peak.Mark);
        var kind = _classifier.Classify(likeness, width, interval, _levels.Interval);
        return new(sample, sample / _rate, interval, _traces.AmplitudeAt(peak.Mark), width, likeness, kind);
    }
}
