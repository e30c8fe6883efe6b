using System.Numerics;
using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Filters;

/// <summary>The distribution of the power of a few seconds of ECG over frequencies.</summary>
/// <param name="Peak">Hz of the strongest part between 1.5 and 10 Hz.</param>
/// <param name="Concentration">The share, 0 to 1, of the power from 1 to 30 Hz that lies within 0.75 Hz of that peak: a
/// flutter wave is near 1, QRS complexes near 0.2.</param>
/// <param name="SlowShare">The share of the power from 1 to 30 Hz that is between 2 and 9 Hz, the range of fibrillation
/// and ventricular beats.</param>
public readonly record struct Spectrum(float Peak, float Concentration, float SlowShare)
{
    private const double Step = 0.25,
        Lowest = 1,
        Highest = 30;
    private const int Abreast = 4;
    private const int Lines = (int)((Highest - Lowest) / Step) + 1;

    public static Spectrum Of(ReadOnlySpan<float> x, double rate)
    {
        var abreast = Abreast * Vector<double>.Count;
        Span<double> power = stackalloc double[Lines + abreast];
        for (var line = 0; line < Lines; line += abreast)
            Power(x, Lowest + line * Step, rate, power[line..]);
        double total = 0,
            slow = 0;
        var peak = -1;
        for (var line = 0; line < Lines; line++)
        {
            var frequency = Lowest + line * Step;
            total += power[line];
            if (frequency is >= 2 and <= 9)
                slow += power[line];
            if (frequency is >= 1.5 and <= 10 && (peak < 0 || power[line] > power[peak]))
                peak = line;
        }

        if (!(total > 0))
            return new(float.NaN, float.NaN, float.NaN);
        double near = 0;
        for (var line = Math.Max(0, peak - 3); line <= Math.Min(Lines - 1, peak + 3); line++)
            near += power[line];
        return new((float)(Lowest + peak * Step), (float)(near / total), (float)(slow / total));
    }

    /// <summary>
    /// Goertzel's recursion with a Hann window, for as many neighbouring lines at once as the processor's vectors hold.
    /// </summary>
    /// <remarks>
    /// Four vectors of lines are computed together: each step of a line waits for the step before, so one vector alone
    /// would leave the processor idle.
    /// </remarks>
    private static void Power(ReadOnlySpan<float> x, double lowest, double rate, Span<double> power)
    {
        var lanes = Vector<double>.Count;
        Span<double> turns = stackalloc double[Abreast * lanes];
        for (var i = 0; i < turns.Length; i++)
            turns[i] = 2 * Math.Cos(2 * Math.PI * (lowest + i * Step) / rate);
        var (ca, cb, cc, cd) = (
            new Vector<double>(turns),
            new Vector<double>(turns[lanes..]),
            new Vector<double>(turns[(2 * lanes)..]),
            new Vector<double>(turns[(3 * lanes)..])
        );
        var (a1, b1, c1, d1) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var (a2, b2, c2, d2) = (a1, b1, c1, d1);
        var hann = 2 * Math.PI / Math.Max(1, x.Length - 1);
        var (wc, w1, w2) = (2 * Math.Cos(hann), 1.0, Math.Cos(hann));
        foreach (var sample in x)
        {
            var windowed = new Vector<double>((1 - w1) * sample);
            (a2, a1) = (a1, windowed + ca * a1 - a2);
            (b2, b1) = (b1, windowed + cb * b1 - b2);
            (c2, c1) = (c1, windowed + cc * c1 - c2);
            (d2, d1) = (d1, windowed + cd * d1 - d2);
            (w1, w2) = (w2, wc * w2 - w1);
        }

        (a1 * a1 + a2 * a2 - ca * a1 * a2).CopyTo(power);
        (b1 * b1 + b2 * b2 - cb * b1 * b2).CopyTo(power[lanes..]);
        (c1 * c1 + c2 * c2 - cc * c1 * c2).CopyTo(power[(2 * lanes)..]);
        (d1 * d1 + d2 * d2 - cd * d1 * d2).CopyTo(power[(3 * lanes)..]);
    }

    /// <summary>
    /// The strongest repetition of a signal at 100 to 300 per minute: its autocorrelation, and the rate.
    /// </summary>
    public static (float Strength, float Rate) Repetition(ReadOnlySpan<float> x, double rate)
    {
        var (best, bestLag) = (0f, 0);
        for (var lag = (int)(60 / 300.0 * rate); lag <= (int)(60 / 100.0 * rate) && lag < x.Length / 2; lag += 2)
        {
            var r = BeatShape.Correlation(x[lag..], x[..^lag]);
            if (r > best)
                (best, bestLag) = (r, lag);
        }

        return (best, bestLag == 0 ? float.NaN : (float)(60 * rate / bestLag));
    }
}
