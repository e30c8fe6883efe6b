namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>
/// How uneven the rhythm is in its most and in its least even stretch: an episode that begins or
/// ends within the minute.
/// </summary>
internal static class UnevennessFeatures
{
    /// <summary>Intervals of a stretch: the fewest that <see cref="RrIrregularity"/> says something of.</summary>
    private const int Stretch = RrIrregularity.LeastIntervals;

    public static void Add(RhythmFeatureVector features, LeadMinute lead)
    {
        var rr = lead.Intervals;
        var stretches = Enumerable
            .Range(0, Math.Max(0, rr.Length - Stretch + 1))
            .Select(i => RrIrregularity.Of(rr.AsSpan(i, Stretch)))
            .ToArray();
        foreach (var share in (double[])[0, 0.25, 0.5, 0.75, 1])
        {
            features.Add(
                FormattableString.Invariant($"stretch.score{100 * share:0}"),
                Spread.Quantile(stretches.Select(s => s.Score), share)
            );
            features.Add(
                FormattableString.Invariant($"stretch.change{100 * share:0}"),
                Spread.Quantile(stretches.Select(s => s.MedianChange), share)
            );
        }

        features.Add("stretch.entropyMost", Spread.Quantile(stretches.Select(s => s.ChangeEntropy), 1));
        features.Add("stretch.entropyLeast", Spread.Quantile(stretches.Select(s => s.ChangeEntropy), 0));
        // Ectopic beats left out, what is left of a sinus rhythm is even; fibrillation stays as it was.
        var usual = Usual(lead);
        var rest = RrIrregularity.Of(usual);
        features.Add("usual.share", rr.Length == 0 ? float.NaN : (float)usual.Length / rr.Length);
        features.Add("usual.medianChange", rest.MedianChange);
        features.Add("usual.sampleEntropy", rest.SampleEntropy);
        features.Add("usual.changeEntropy", rest.ChangeEntropy);
        features.Add("usual.deviation", Spread.Deviation(usual) / rest.MeanInterval);
    }

    /// <summary>
    /// The intervals between two beats of the usual shape of which neither is early against its neighbours.
    /// </summary>
    private static float[] Usual(LeadMinute lead)
    {
        var usual = new List<float>();
        for (var i = 2; i < lead.Beats.Length; i++)
        {
            var (before, now) = (lead.Beats[i - 1], lead.Beats[i]);
            if (
                now.Likeness >= 0.85f
                && before.Likeness >= 0.85f
                && !float.IsNaN(now.Interval)
                && !(before.Interval < 0.85f * now.Interval)
                && !(now.Interval < 0.85f * before.Interval)
            )
                usual.Add(now.Interval);
        }

        return [.. usual];
    }
}
