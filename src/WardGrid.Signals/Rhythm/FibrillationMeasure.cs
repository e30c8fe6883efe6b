namespace WardGrid.Signals.Rhythm;

/// <summary>How much four seconds of one ECG lead look like ventricular fibrillation or flutter.</summary>
/// <remarks>
/// Measured on the wave itself, since a fibrillating heart has no beats to find. The wave is averaged down to about
/// 62.5 samples a second (what is above 27 Hz goes) and freed of its mean over one second. Amplitudes are in mV, shares
/// from 0 to 1. <c>default</c> has no score.
/// </remarks>
/// <param name="Score">Likeness to fibrillation or flutter, 0 to 1; at least <see cref="Present"/> is
/// fibrillation.</param>
/// <param name="Leakage">What remains when the wave is added to itself shifted by half its mean period: small for a
/// sine (Kuo and Dillman 1978).</param>
/// <param name="Occupied">Share of time away from the baseline by more than a fifth of the peak (Arafat et al. 2011,
/// TCSC).</param>
/// <param name="Spread">Share of the phase space, wave against itself half a second later, that is visited (Amann et
/// al. 2007, PSR).</param>
/// <param name="Peakedness">Kurtosis of the wave: 1.5 for a sine, 3 for noise, above 6 for QRS complexes on a quiet
/// baseline.</param>
/// <param name="Hertz">Mean frequency, from the mean slope over the mean height.</param>
/// <param name="Height">Peak to peak, in mV.</param>
public readonly record struct FibrillationMeasure(
    float Score,
    float Leakage,
    float Occupied,
    float Spread,
    float Peakedness,
    float Hertz,
    float Height
)
{
    /// <summary>
    /// Least peak to peak of a second among them, in mV: below <see cref="LeastHeight"/> the wave pauses,
    /// as between slow beats.
    /// </summary>
    public float Stillest { get; init; }

    /// <summary>Seconds that are looked at: the definition of the alarm (CinC Challenge 2015).</summary>
    public const double Seconds = 4;

    /// <summary>The score from which it counts as fibrillation.</summary>
    public const float Present = 0.5f;

    /// <summary>
    /// Peak to peak, in mV, below which the wave is asystole and not fibrillation (Kerber et al., AHA
    /// 1997: 0.08 to 0.2 mV).
    /// </summary>
    public const float LeastHeight = 0.1f;

    private const double WorkingRate = 62.5;

    private const int Grid = 20;

    /// <summary>
    /// Over the four seconds of a lead before <paramref name="end"/>; null where more than a tenth of it is missing.
    /// </summary>
    public static FibrillationMeasure? Of(SignalChannel lead, double end)
    {
        var rate = lead.Declaration.Rate;
        var count = (int)(Seconds * rate);
        if (count > 8192)
            return null;
        Span<float> samples = stackalloc float[count];
        lead.Window.CopyTo((long)Math.Round(end * rate) - count, samples);
        return Over(samples, rate);
    }

    /// <summary>Over four seconds of samples in mV.</summary>
    public static FibrillationMeasure? Over(ReadOnlySpan<float> millivolts, double rate)
    {
        var step = Math.Max(1, (int)Math.Round(rate / WorkingRate));
        Span<float> averaged = stackalloc float[millivolts.Length / step];
        Span<float> wave = stackalloc float[averaged.Length];
        if (!Average(millivolts, step, averaged))
            return null;
        var second = (int)Math.Round(rate / step);
        RemoveWander(averaged, wave, second);

        float mean = 0,
            slope = 0,
            squares = 0,
            fourths = 0,
            low = 0,
            high = 0;
        for (var i = 0; i < wave.Length; i++)
        {
            var x = wave[i];
            mean += Math.Abs(x);
            if (i > 0)
                slope += Math.Abs(x - wave[i - 1]);
            squares += x * x;
            fourths += x * x * x * x;
            low = Math.Min(low, x);
            high = Math.Max(high, x);
        }

        if (high - low < LeastHeight)
            return new(0, 1, 0, 0, 3, 0, high - low);
        var peakedness = wave.Length * fourths / (squares * squares);
        var samplesPerPeriod = 2 * MathF.PI * mean / slope;
        var hertz = (float)(rate / step / samplesPerPeriod);
        var m = new FibrillationMeasure(
            0,
            LeakageOf(wave, samplesPerPeriod),
            OccupiedOf(wave, second),
            SpreadOf(wave, second / 2, low, high),
            peakedness,
            hertz,
            high - low
        );
        return m with { Score = m.Weigh(), Stillest = StillestOf(wave, second) };
    }

    /// <remarks>
    /// Logistic weights fitted on windows of vfdb (VF and VFL against all other rhythms but VT, NOISE and ASYS) and
    /// cudb (shockable against not), classes balanced, the intercept set so that 95 % of the other windows lie below
    /// 0.5. Fast uniform VT looks like flutter here and scores as high: only beats can tell them apart.
    /// </remarks>
    private float Weigh()
    {
        var logit = -9.04f - 8.1f * Leakage + 14.7f * Occupied + 14.6f * Spread + 1.67f * MathF.Log(Peakedness);
        return 1 / (1 + MathF.Exp(-logit));
    }

    private static bool Average(ReadOnlySpan<float> samples, int step, Span<float> averaged)
    {
        var (missing, last) = (0, float.NaN);
        for (var i = 0; i < averaged.Length; i++)
        {
            var (sum, count) = (0f, 0);
            foreach (var x in samples.Slice(i * step, step))
            {
                if (float.IsNaN(x))
                    continue;
                sum += x;
                count++;
            }

            if (count == 0)
                missing++;
            else
                last = sum / count;
            averaged[i] = last;
        }

        // A short gap is bridged for this measure only; a leading one by the first sample.
        for (var i = averaged.Length - 2; i >= 0; i--)
        {
            if (float.IsNaN(averaged[i]))
                averaged[i] = averaged[i + 1];
        }

        return averaged.Length > 0 && missing <= averaged.Length / 10;
    }

    private static void RemoveWander(ReadOnlySpan<float> from, Span<float> to, int second)
    {
        second = Math.Min(second, from.Length);
        var (first, sum) = (0, 0.0);
        foreach (var x in from[..second])
            sum += x;
        for (var i = 0; i < from.Length; i++)
        {
            // The second around the sample; at the ends the first or the last second.
            if (i - first > second / 2 && first + second < from.Length)
            {
                sum += from[first + second] - from[first];
                first++;
            }

            to[i] = from[i] - (float)(sum / second);
        }
    }

    private static float LeakageOf(ReadOnlySpan<float> wave, float samplesPerPeriod)
    {
        var half = Math.Clamp((int)MathF.Round(samplesPerPeriod / 2), 1, wave.Length - 1);
        float left = 0,
            all = 0;
        for (var i = half; i < wave.Length; i++)
        {
            left += Math.Abs(wave[i] + wave[i - half]);
            all += Math.Abs(wave[i]) + Math.Abs(wave[i - half]);
        }

        return all == 0 ? 1 : left / all;
    }

    private static float StillestOf(ReadOnlySpan<float> wave, int second)
    {
        var stillest = float.MaxValue;
        for (var from = 0; from + second <= wave.Length; from += second / 2)
        {
            var (low, high) = (float.MaxValue, float.MinValue);
            foreach (var x in wave.Slice(from, second))
                (low, high) = (Math.Min(low, x), Math.Max(high, x));
            stillest = Math.Min(stillest, high - low);
        }

        return stillest;
    }

    private static float OccupiedOf(ReadOnlySpan<float> wave, int second)
    {
        // Second by second, each against its own peak: a single tall spike must not hide the rest.
        const float Threshold = 0.2f;
        var (above, count) = (0, 0);
        for (var from = 0; from + second <= wave.Length; from += second)
        {
            var piece = wave.Slice(from, second);
            var peak = 0f;
            foreach (var x in piece)
                peak = Math.Max(peak, Math.Abs(x));
            foreach (var x in piece)
            {
                if (Math.Abs(x) > Threshold * peak)
                    above++;
            }

            count += second;
        }

        return count == 0 ? 0 : (float)above / count;
    }

    private static float SpreadOf(ReadOnlySpan<float> wave, int delay, float low, float high)
    {
        Span<bool> visited = stackalloc bool[Grid * Grid];
        visited.Clear();
        var scale = (Grid - 0.001f) / (high - low);
        var boxes = 0;
        for (var i = delay; i < wave.Length; i++)
        {
            ref var box = ref visited[(int)((wave[i] - low) * scale) * Grid + (int)((wave[i - delay] - low) * scale)];
            if (!box)
                boxes++;
            box = true;
        }

        return (float)boxes / (Grid * Grid);
    }
}
