namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// What the mean beat says: whether a P wave goes before it, how steadily, and the shape of QRS complex and T wave.
/// </summary>
internal static class MeanBeatFeatures
{
    /// <summary>
    /// Seconds from the R peak in which a P wave lies: PR intervals of 120 to 240 ms, less what of QRS
    /// lies before the R peak.
    /// </summary>
    private const double PFrom = -0.26,
        PTo = -0.07;

    public static void Add(RhythmFeatureVector features, MeanBeat mean)
    {
        var known = mean.Wave.Length > 0;
        var (p, pTo) = (MeanBeat.At(PFrom), MeanBeat.At(PTo));
        var (t, tTo) = (MeanBeat.At(0.14), MeanBeat.At(0.44));
        var wave = known ? mean.Wave : new float[MeanBeat.At(MeanBeat.After) + 1];
        var qrs = known ? Range(wave.AsSpan(MeanBeat.At(-0.06), MeanBeat.At(0.1) - MeanBeat.At(-0.06))) : float.NaN;
        var pWave = wave.AsSpan(p, pTo - p);
        var residue = Residue(mean, p, pTo);
        features.Add("mean.beats", mean.Beats.Length);
        features.Add("mean.qrs", qrs);
        features.Add("mean.up", mean.Up);
        features.Add("p.height", Bump(pWave) / qrs);
        features.Add("p.range", Range(pWave) / qrs);
        features.Add("p.place", known ? (float)(PFrom + IndexOfMost(pWave) / MeanBeat.Rate) : float.NaN);
        features.Add("p.residue", residue / qrs);
        features.Add("p.clarity", Range(pWave) / residue);
        features.Add("p.steadiness", Steadiness(mean, p, pTo));
        features.Add("p.steadiness10", SteadinessQuantile(mean, p, pTo, 0.1));
        features.Add("t.height", Bump(wave.AsSpan(t, tTo - t)) / qrs);
        features.Add("t.range", Range(wave.AsSpan(t, tTo - t)) / qrs);
        features.Add(
            "t.place",
            known ? (float)(0.14 + IndexOfMost(wave.AsSpan(t, tTo - t)) / MeanBeat.Rate) : float.NaN
        );
        features.Add("t.steadiness", Steadiness(mean, t, tTo));
        features.Add("qrs.steadiness", Steadiness(mean, MeanBeat.At(-0.08), MeanBeat.At(0.12)));
        features.Add("qrs.residue", Residue(mean, MeanBeat.At(-0.06), MeanBeat.At(0.1)) / qrs);
        features.Add("st.level", known ? wave[MeanBeat.At(0.1)] / qrs : float.NaN);
        features.Add(
            "s.depth",
            known ? wave.AsSpan(MeanBeat.R, MeanBeat.At(0.1) - MeanBeat.R).ToArray().Min() / qrs : float.NaN
        );
        features.Add(
            "q.depth",
            known ? wave.AsSpan(MeanBeat.At(-0.06), MeanBeat.R - MeanBeat.At(-0.06)).ToArray().Min() / qrs : float.NaN
        );
        features.Add(
            "qrs.width",
            known
                ? wave.AsSpan(MeanBeat.At(-0.1), MeanBeat.At(0.14) - MeanBeat.At(-0.1))
                    .ToArray()
                    .Count(x => Math.Abs(x) > 0.15f * qrs) / (float)MeanBeat.Rate
                : float.NaN
        );
    }

    private static float Range(ReadOnlySpan<float> x)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        foreach (var value in x)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return high - low;
    }

    /// <summary>How far the middle stands above the line between the ends.</summary>
    private static float Bump(ReadOnlySpan<float> x)
    {
        var most = 0f;
        for (var i = 0; i < x.Length; i++)
        {
            var above = x[i] - (x[0] + (x[^1] - x[0]) * i / (x.Length - 1));
            if (Math.Abs(above) > Math.Abs(most))
                most = above;
        }

        return most;
    }

    private static int IndexOfMost(ReadOnlySpan<float> x)
    {
        var most = 0;
        for (var i = 1; i < x.Length; i++)
            most = x[i] > x[most] ? i : most;
        return most;
    }

    /// <summary>
    /// Median over the beats of the root mean square by which they differ from their mean, each
    /// freed of its own offset.
    /// </summary>
    private static float Residue(MeanBeat mean, int from, int to) =>
        Spread.Quantile(
            mean.Beats.Select(beat =>
            {
                double sum = 0,
                    squares = 0;
                for (var i = from; i < to; i++)
                {
                    var d = beat[i] - mean.Wave[i];
                    sum += d;
                    squares += d * d;
                }

                return (float)Math.Sqrt(Math.Max(0, squares / (to - from) - sum * sum / ((to - from) * (to - from))));
            }),
            0.5
        );

    private static float Steadiness(MeanBeat mean, int from, int to) => SteadinessQuantile(mean, from, to, 0.5);

    /// <summary>Correlation of a beat's stretch with that of the mean beat.</summary>
    private static float SteadinessQuantile(MeanBeat mean, int from, int to, double share) =>
        Spread.Quantile(
            mean.Beats.Select(b => Spread.Correlation(b.AsSpan(from, to - from), mean.Wave.AsSpan(from, to - from))),
            share
        );
}
