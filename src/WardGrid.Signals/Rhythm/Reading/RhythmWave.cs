using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// The last minute of one ECG lead as the rhythm network reads it: 100 samples a second, 0.5 to 35 Hz, the usual
/// height 1.
/// </summary>
/// <remarks>
/// Training reads the waves that this class makes (<c>evaluate rhythm --waves</c>), so a server and the training
/// prepare them with the same code. The gain and the polarity of a lead are not known at many bedsides: a wave is
/// divided by its usual height, and turned so that its tallest peaks point up. No sample at or after the moment is
/// looked at. A gap is bridged for the filter and stays marked as missing.
/// </remarks>
public sealed class RhythmWave
{
    /// <summary>Samples per second.</summary>
    public const double Rate = 100;

    /// <summary>Samples of one window: 30 s, the usual length of the recordings that the network learnt from.</summary>
    public const int WindowSamples = 3000;

    /// <summary>Samples of the longest wave.</summary>
    public const int MostSamples = (int)(LeadMinute.Seconds * Rate);

    /// <summary>Below it is the wander of the baseline; Hz.</summary>
    private const double LowEdge = 0.5;

    /// <summary>Above it a P wave or a QRS complex has little, and the mains hum is near; Hz.</summary>
    private const double HighEdge = 35;

    /// <summary>Samples of a block that holds at least one beat of a heart at 40 a minute.</summary>
    private const int BlockSamples = 150;

    /// <summary>A peak above this many usual heights is an artefact; it is cut off.</summary>
    private const float Tallest = 4;

    private readonly float[] _samples;

    private RhythmWave(float[] samples) => _samples = samples;

    /// <summary>The samples, oldest first; NaN where the lead has none.</summary>
    public ReadOnlySpan<float> Samples => _samples;

    /// <summary>Windows that cover the wave: the last 30 s, and for a longer wave its first 30 s too.</summary>
    public int Windows => _samples.Length > WindowSamples ? 2 : 1;

    /// <summary>Reads the last minute of an ECG lead before a moment, or as much of it as there is.</summary>
    /// <param name="atSeconds">Seconds since the epoch; samples at or after it are not looked at.</param>
    public static RhythmWave Of(SignalChannel lead, double atSeconds)
    {
        var raw = LeadMinute.SamplesBefore(atSeconds, lead);
        var first = Array.FindIndex(raw, x => !float.IsNaN(x));
        if (first < 0)
            return new([]);
        raw = raw[first..];
        var rate = lead.Declaration.Rate;
        var high = Math.Min(HighEdge, 0.4 * rate);
        var filtered = ZeroPhaseFilter.Filter(
            Bridged(raw),
            [.. Butterworth.HighPass(2, LowEdge, rate), .. Butterworth.LowPass(4, high, rate)]
        );
        var samples = Resampled(filtered, raw, rate);
        Normalise(samples);
        return new(samples);
    }

    /// <summary>Writes a window: its samples, 0 where there is none, and 1 for each sample that there is.</summary>
    /// <param name="window">0 is the last 30 s.</param>
    public void CopyWindow(int window, Span<float> wave, Span<float> present)
    {
        wave.Clear();
        present.Clear();
        var begin = window == 0 ? Math.Max(0, _samples.Length - WindowSamples) : 0;
        var count = Math.Min(WindowSamples, _samples.Length);
        for (var i = 0; i < count; i++)
        {
            var (sample, to) = (_samples[begin + i], WindowSamples - count + i);
            if (float.IsNaN(sample))
                continue;
            wave[to] = sample;
            present[to] = 1;
        }
    }

    /// <summary>The samples with straight lines over the gaps.</summary>
    private static float[] Bridged(float[] raw)
    {
        var bridged = raw.AsSpan().ToArray();
        var last = 0;
        for (var n = 1; n < bridged.Length; n++)
        {
            if (float.IsNaN(raw[n]))
            {
                bridged[n] = bridged[last];
                continue;
            }

            for (var gap = last + 1; gap < n; gap++)
                bridged[gap] = raw[last] + (raw[n] - raw[last]) * (gap - last) / (n - last);
            last = n;
        }

        return bridged;
    }

    /// <summary>The samples at 100 a second, the newest in its place; NaN where the lead had none.</summary>
    private static float[] Resampled(float[] filtered, float[] raw, double rate)
    {
        var step = rate / Rate;
        var count = Math.Min(MostSamples, (int)((filtered.Length - 1) / step) + 1);
        var samples = new float[count];
        for (var back = 0; back < count; back++)
        {
            var at = Math.Max(0, filtered.Length - 1 - back * step);
            var before = (int)at;
            var after = Math.Min(before + 1, filtered.Length - 1);
            var value = filtered[before] + (filtered[after] - filtered[before]) * (float)(at - before);
            samples[count - 1 - back] = float.IsNaN(raw[(int)Math.Round(at)]) ? float.NaN : value;
        }

        return samples;
    }

    private static void Normalise(Span<float> samples)
    {
        var height = UsualHeight(samples);
        if (!(height > 1e-9f))
        {
            foreach (ref var sample in samples)
                sample = float.IsNaN(sample) ? sample : 0;
            return;
        }

        foreach (ref var sample in samples)
            sample = Math.Clamp(sample / height, -Tallest, Tallest);
        if (PeaksPointDown(samples))
        {
            foreach (ref var sample in samples)
                sample = -sample;
        }
    }

    /// <summary>The median over blocks of 1.5 s of the largest deflection.</summary>
    private static float UsualHeight(ReadOnlySpan<float> samples)
    {
        var heights = new List<float>();
        for (var begin = 0; begin < samples.Length; begin += BlockSamples)
        {
            var height = -1f;
            foreach (var sample in samples[begin..Math.Min(begin + BlockSamples, samples.Length)])
                height = float.IsNaN(sample) ? height : Math.Max(height, Math.Abs(sample));
            if (height >= 0)
                heights.Add(height);
        }

        return Spread.Quantile(heights, 0.5);
    }

    /// <summary>Whether the tall samples are below the baseline; artefacts above twice the usual height count no more
    /// than that.</summary>
    private static bool PeaksPointDown(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (var sample in samples)
        {
            var bounded = float.IsNaN(sample) ? 0 : Math.Clamp(sample, -2, 2);
            sum += bounded * bounded * bounded;
        }

        return sum < 0;
    }
}
