namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>What the intervals between beats say: rate, irregularity, pauses and patterns.</summary>
internal static class IntervalFeatures
{
    /// <summary>Intervals of this many beats make a rate that a single early beat does not move far.</summary>
    private const int RateBeats = 5;

    public static void Add(RhythmFeatureVector features, LeadMinute lead)
    {
        var rr = lead.Intervals;
        var median = Spread.Quantile(rr, 0.5);
        var irregularity = RrIrregularity.Of([.. lead.Beats.Select(b => b.Interval)]);
        var changes = rr.Zip(rr.Skip(1), (a, b) => b - a).ToArray();
        features.Add("rr.count", rr.Length);
        features.Add("rr.perSecond", rr.Length / (float)Math.Max(1, lead.EndSeconds));
        features.Add("rr.median", median);
        features.Add("rr.mean", Spread.Mean(rr));
        foreach (var share in (double[])[0, 0.1, 0.25, 0.75, 0.9, 1])
            features.Add(FormattableString.Invariant($"rr.q{100 * share:0}"), Spread.Quantile(rr, share) / median);
        features.Add("rr.deviation", Spread.Deviation(rr) / median);
        features.Add("rr.rmssd", irregularity.NormalisedRmssd);
        features.Add("rr.medianChange", irregularity.MedianChange);
        features.Add("rr.sampleEntropy", irregularity.SampleEntropy);
        features.Add("rr.changeEntropy", irregularity.ChangeEntropy);
        features.Add("rr.ectopy", irregularity.EctopyShare);
        features.Add("rr.score", irregularity.Score);
        foreach (var share in (double[])[0.25, 0.75, 0.9, 1])
            features.Add(
                FormattableString.Invariant($"rr.changeQ{100 * share:0}"),
                Spread.Quantile(changes.Select(Math.Abs), share) / median
            );
        features.Add("rr.changes5", Share(changes, c => Math.Abs(c) > 0.05f * median));
        features.Add("rr.changes10", Share(changes, c => Math.Abs(c) > 0.10f * median));
        features.Add("rr.changes20", Share(changes, c => Math.Abs(c) > 0.20f * median));
        features.Add("rr.short", Share(rr, x => x < 0.85f * median));
        features.Add("rr.long", Share(rr, x => x > 1.15f * median));
        features.Add("rr.pauses", Share(rr, x => x > 1.6f * median));
        features.Add("rr.lag1", Lagged(rr, 1));
        features.Add("rr.lag2", Lagged(rr, 2));
        features.Add("rr.lag3", Lagged(rr, 3));
        features.Add("rr.turns", Share(changes.Zip(changes.Skip(1), (a, b) => a * b).ToArray(), p => p < 0));
        features.Add("rr.sd1sd2", Ellipse(rr));
        features.Add("rr.boxes", Boxes(changes));
        features.Add("rr.regularRun", LongestRegular(changes, median) / (float)Math.Max(1, rr.Length));
        features.Add(
            "rr.compensated",
            Share(
                rr.Zip(rr.Skip(1), (a, b) => a < 0.9f * median && Math.Abs(a + b - 2 * median) < 0.1f * median ? 1f : 0)
                    .ToArray(),
                x => x > 0
            )
        );
        var rates = Enumerable
            .Range(0, Math.Max(0, rr.Length - RateBeats + 1))
            .Select(i => 60 * RateBeats / rr.AsSpan(i, RateBeats).ToArray().Sum())
            .ToArray();
        features.Add("rate.least", Spread.Quantile(rates, 0));
        features.Add("rate.most", Spread.Quantile(rates, 1));
        features.Add("rate.deviation", Spread.Deviation(rates));
    }

    private static float Share(float[] numbers, Func<float, bool> holds) =>
        numbers.Length == 0 ? float.NaN : (float)numbers.Count(holds) / numbers.Length;

    private static float Lagged(float[] rr, int lag) =>
        rr.Length < lag + 4 ? float.NaN : Spread.Correlation(rr.AsSpan(lag), rr.AsSpan(0, rr.Length - lag));

    /// <summary>
    /// Short axis over long axis of the Poincaré cloud: near 1 without order, small where the rate wanders.
    /// </summary>
    private static float Ellipse(float[] rr) =>
        Spread.Deviation([.. rr.Zip(rr.Skip(1), (a, b) => a - b)])
        / Spread.Deviation([.. rr.Zip(rr.Skip(1), (a, b) => a + b)]);

    /// <summary>Boxes of 25 ms that pairs of successive changes visit, per pair (after Sarkar et al. 2008).</summary>
    private static float Boxes(float[] changes) =>
        changes.Length < 5
            ? float.NaN
            : changes
                .Zip(changes.Skip(1), (a, b) => ((int)MathF.Round(a / 0.025f), (int)MathF.Round(b / 0.025f)))
                .Distinct()
                .Count() / (float)(changes.Length - 1);

    private static int LongestRegular(float[] changes, float median)
    {
        var (longest, run) = (0, 0);
        foreach (var change in changes)
        {
            run = Math.Abs(change) < 0.08f * median ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
