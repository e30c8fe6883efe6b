using WardGrid.Signals.Filters;

namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// What the wave itself says: its spectrum, what of it is left without the beats (the atria), its noise and its
/// fibrillation.
/// </summary>
internal static class WaveFeatures
{
    private static readonly double[] Hann =
    [
        .. Enumerable
            .Range(0, (int)(4 * MeanBeat.Rate))
            .Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (4 * MeanBeat.Rate))),
    ];

    private static readonly double[] Bands = [0.7, 2, 4, 6, 9, 13, 20, 30, 45];

    public static void Add(RhythmFeatureVector features, LeadMinute lead, MeanBeat mean)
    {
        var wave = Wave(lead);
        var rest = (float[])wave.Clone();
        Cancel(rest, mean);
        AddSpectrum(features, "wave", wave);
        AddSpectrum(features, "rest", rest);
        features.Add("rest.share", Power(rest) / Power(wave));
        features.Add("wave.seconds", (float)(wave.Length / MeanBeat.Rate));
        features.Add("wave.kurtosis", Kurtosis(wave));
        features.Add("rest.kurtosis", Kurtosis(rest));
        features.Add("wave.range", Spread.Quantile(wave, 0.999) - Spread.Quantile(wave, 0.001));
        var fibrillation = new List<float>();
        for (var end = FibrillationMeasure.Seconds; end <= wave.Length / MeanBeat.Rate; end += 2)
        {
            var length = (int)(FibrillationMeasure.Seconds * MeanBeat.Rate);
            if (
                FibrillationMeasure.Over(wave.AsSpan((int)(end * MeanBeat.Rate) - length, length), MeanBeat.Rate) is
                { } measure
            )
                fibrillation.Add(measure.Score);
        }

        features.Add("fibrillation.median", Spread.Quantile(fibrillation, 0.5));
        features.Add("fibrillation.most", Spread.Quantile(fibrillation, 1));
    }

    /// <summary>The last minute at the mean beat's rate; a missing sample holds the one before it.</summary>
    private static float[] Wave(LeadMinute lead)
    {
        var rate = lead.Rate;
        var half = (int)Math.Round(rate / MeanBeat.Rate / 2);
        var wave = new float[Math.Max(0, (int)(lead.EndSeconds * MeanBeat.Rate) - 1)];
        var last = 0f;
        for (var i = 0; i < wave.Length; i++)
        {
            var centre = (int)Math.Round(i / MeanBeat.Rate * rate);
            var (sum, count) = (0f, 0);
            for (var n = centre - half; n <= centre + half; n++)
            {
                if (lead[n] is var x && !float.IsNaN(x))
                    (sum, count) = (sum + x, count + 1);
            }

            wave[i] = last = count == 0 ? last : sum / count;
        }

        return wave;
    }

    /// <summary>Takes the mean beat out where it lies.</summary>
    private static void Cancel(float[] wave, MeanBeat mean)
    {
        if (mean.Wave.Length == 0)
            return;
        // The P wave stays: what is left of a sinus rhythm between the beats is then not fibrillation's, but
        // beat-locked.
        var (from, to) = (MeanBeat.At(-0.08), MeanBeat.At(0.44));
        foreach (var time in mean.Times)
        {
            var at = (int)Math.Round((time - MeanBeat.Before) * MeanBeat.Rate);
            if (at + from < 0 || at + to >= wave.Length)
                continue;
            for (var i = from; i <= to; i++)
                wave[at + i] -= mean.Up * mean.Wave[i];
        }
    }

    private static void AddSpectrum(RhythmFeatureVector features, string name, float[] wave)
    {
        var powers = new double[Bands.Length - 1];
        var (most, mostAt, atrial, all) = (0.0, double.NaN, 0.0, 0.0);
        // Four seconds at a time: steps of a quarter hertz, and a moving artefact spoils only its own piece.
        var length = Hann.Length;
        var pieces = new List<double[]>();
        for (var start = 0; start + length <= wave.Length; start += length)
            pieces.Add(Spectrum(wave.AsSpan(start, length)));
        if (pieces.Count == 0)
            pieces.Add(new double[180]);
        for (var k = 2; k < 180; k++)
        {
            var hertz = k / 4.0;
            // The median over the pieces, so that a burst does not speak for the record.
            var power = pieces.Select(p => p[k]).Order().ElementAt(pieces.Count / 2);
            for (var b = 0; b < powers.Length; b++)
            {
                if (hertz >= Bands[b] && hertz < Bands[b + 1])
                    powers[b] += power;
            }

            if (hertz is >= 4 and <= 10)
            {
                atrial += power;
                if (power > most)
                    (most, mostAt) = (power, hertz);
            }

            all += power;
        }

        for (var b = 0; b < powers.Length; b++)
            features.Add(
                FormattableString.Invariant($"{name}.band{Bands[b]:0.#}"),
                (float)Math.Log((powers[b] + 1e-12) / (all + 1e-9))
            );
        features.Add($"{name}.atrialPeak", (float)(most / atrial));
        features.Add($"{name}.atrialHertz", (float)mostAt);
        features.Add($"{name}.power", (float)Math.Log(all + 1e-9));
    }

    /// <summary>Power at multiples of a quarter hertz, from 0 to 45 Hz, under a Hann window.</summary>
    private static double[] Spectrum(ReadOnlySpan<float> piece)
    {
        var mean = 0f;
        foreach (var x in piece)
            mean += x / piece.Length;
        var powers = new double[180];
        for (var k = 2; k < powers.Length; k++)
        {
            // Goertzel's recursion: one frequency, two states.
            var turn = 2 * Math.Cos(2 * Math.PI * k / 4.0 / MeanBeat.Rate);
            double one = 0,
                two = 0;
            for (var i = 0; i < piece.Length; i++)
                (one, two) = ((piece[i] - mean) * Hann[i] + turn * one - two, one);

            powers[k] = (one * one + two * two - turn * one * two) / piece.Length;
        }

        return powers;
    }

    private static float Power(float[] wave) => wave.Length == 0 ? float.NaN : Spread.Deviation(wave);

    private static float Kurtosis(float[] wave)
    {
        if (wave.Length == 0)
            return float.NaN;
        double mean = wave.Average(),
            squares = 0,
            fourths = 0;
        foreach (var x in wave)
        {
            var d = (x - mean) * (x - mean);
            squares += d;
            fourths += d * d;
        }

        return (float)(wave.Length * fourths / (squares * squares));
    }
}
