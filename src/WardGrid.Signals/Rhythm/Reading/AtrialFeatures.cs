namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// What lies between the beats: a P wave at its place before each of them, before the early ones too, or waves that
/// follow no beat.
/// </summary>
internal static class AtrialFeatures
{
    /// <summary>
    /// Points of the mean beat that are given as they are, 40 ms apart from 300 ms before to 460 ms after the R peak.
    /// </summary>
    private const double First = -0.30,
        Last = 0.46,
        Step = 0.04;

    /// <summary>Seconds from the R peak in which a P wave may begin and end.</summary>
    private const double PFrom = -0.26,
        PTo = -0.07;

    /// <summary>Samples by which a P wave may stand earlier or later than usual: 40 ms.</summary>
    private const int Slack = 5;

    public static void Add(RhythmFeatureVector features, LeadMinute lead, MeanBeat mean)
    {
        var known = mean.Wave.Length > 0;
        for (var (at, n) = (First, 0); at <= Last + 1e-9; at += Step, n++)
            features.Add(
                $"shape.{n}",
                known
                    ? (mean.Wave[MeanBeat.At(at) - 1] + mean.Wave[MeanBeat.At(at)] + mean.Wave[MeanBeat.At(at) + 1]) / 3
                    : float.NaN
            );

        var fits = mean.Beats.Select(beat => Fit(beat, mean.Wave)).ToArray();
        features.Add("p.fit10", Spread.Quantile(fits.Select(f => f.Likeness), 0.1));
        features.Add("p.fit50", Spread.Quantile(fits.Select(f => f.Likeness), 0.5));
        features.Add(
            "p.fitting",
            fits.Length == 0 ? float.NaN : (float)fits.Count(f => f.Likeness > 0.8f) / fits.Length
        );
        features.Add(
            "p.heightSpread",
            Spread.Deviation([.. fits.Select(f => f.Height)]) / MathF.Abs(Spread.Mean(fits.Select(f => f.Height)))
        );
        features.Add("p.wanders", Spread.Deviation([.. fits.Select(f => (float)f.Shift)]));
        // Neighbouring beats share noise of the electrode, not fibrillation: what two beats in a row have in common
        // beyond the mean is atrial.
        features.Add(
            "p.pairs",
            Spread.Quantile(
                mean.Beats.Zip(mean.Beats.Skip(1), (a, b) => Spread.Correlation(Stretch(a), Stretch(b))),
                0.5
            )
        );
        features.Add(
            "tp.pairs",
            Spread.Quantile(
                mean.Beats.Zip(
                    mean.Beats.Skip(1),
                    (a, b) => Spread.Correlation(a.AsSpan(0, MeanBeat.At(-0.07)), b.AsSpan(0, MeanBeat.At(-0.07)))
                ),
                0.5
            )
        );
        features.Add("tp.turns", Spread.Mean(mean.Beats.Select(Turns)));
        features.Add("tp.turnsMean", known ? Turns(mean.Wave) : float.NaN);
    }

    /// <summary>How much the wave before a beat is like the usual one there, wherever it fits best.</summary>
    public static float Likeness(float[] beat, float[] mean) => Fit(beat, mean).Likeness;

    private static ReadOnlySpan<float> Stretch(float[] beat) =>
        beat.AsSpan(MeanBeat.At(PFrom), MeanBeat.At(PTo) - MeanBeat.At(PFrom));

    private static (float Likeness, float Height, int Shift) Fit(float[] beat, float[] mean)
    {
        var best = (Likeness: float.NaN, Height: float.NaN, Shift: 0);
        var usual = Stretch(mean);
        for (var shift = -Slack; shift <= Slack; shift++)
        {
            var piece = beat.AsSpan(MeanBeat.At(PFrom) + shift, usual.Length);
            var likeness = Spread.Correlation(piece, usual);
            if (!(likeness <= best.Likeness))
                best = (likeness, Range(piece), shift);
        }

        return best;
    }

    private static float Range(ReadOnlySpan<float> x)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var value in x)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }

    /// <summary>How often the wave before a beat turns by more than a fiftieth of the beat's height.</summary>
    private static float Turns(float[] beat)
    {
        const float Least = 0.02f;
        var (turns, direction, extreme) = (0, 0, beat[0]);
        foreach (var x in beat.AsSpan(0, MeanBeat.At(-0.07)))
        {
            if (direction >= 0 && x > extreme || direction <= 0 && x < extreme)
                extreme = x;
            else if (Math.Abs(x - extreme) > Least)
            {
                turns++;
                direction = x > extreme ? 1 : -1;
                extreme = x;
            }
        }

        return turns;
    }
}
