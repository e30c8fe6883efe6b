namespace WardGrid.Signals.Rhythm.Reading;

/// <summary>How noisy the lead is second by second, measured against the height of its own beats.</summary>
internal static class NoiseFeatures
{
    public static void Add(RhythmFeatureVector features, LeadMinute lead)
    {
        var (swings, roughness, steps, missing) = (new List<float>(), new List<float>(), new List<float>(), 0);
        var second = (int)lead.Rate;
        var near = (int)Math.Max(1, Math.Round(0.008 * lead.Rate));
        for (var from = 0; from + second <= lead.Length; from += second)
        {
            float low = float.MaxValue,
                high = float.MinValue,
                step = 0;
            var bends = new List<float>(second);
            for (var n = from; n < from + second; n++)
            {
                if (float.IsNaN(lead[n]))
                {
                    missing++;
                    continue;
                }

                (low, high) = (Math.Min(low, lead[n]), Math.Max(high, lead[n]));
                // How far a sample lies off the line between its neighbours 8 ms away: muscle and mains, hardly a beat.
                if (lead[n] - (lead[n - near] + lead[n + near]) / 2 is var bend && !float.IsNaN(bend))
                    bends.Add(Math.Abs(bend));
                if (lead[n] - lead[n - near] is var moved && !float.IsNaN(moved))
                    step = Math.Max(step, Math.Abs(moved));
            }

            if (high < low)
                continue;
            swings.Add(high - low);
            roughness.Add(Spread.Quantile(bends, 0.5));
            steps.Add(step);
        }

        foreach (var share in (double[])[0, 0.1, 0.5, 0.9, 1])
        {
            features.Add(FormattableString.Invariant($"second.swing{100 * share:0}"), Spread.Quantile(swings, share));
            features.Add(
                FormattableString.Invariant($"second.rough{100 * share:0}"),
                Spread.Quantile(roughness, share)
            );
            features.Add(FormattableString.Invariant($"second.step{100 * share:0}"), Spread.Quantile(steps, share));
        }

        features.Add("second.missing", lead.Length == 0 ? 1 : (float)missing / lead.Length);
        features.Add("second.beatless", lead.Length == 0 ? float.NaN : (float)LongestSilence(lead));
    }

    private static double LongestSilence(LeadMinute lead)
    {
        var (longest, last) = (0.0, 0.0);
        foreach (var beat in lead.Beats)
            (longest, last) = (Math.Max(longest, beat.Seconds - last), beat.Seconds);
        return Math.Max(longest, lead.EndSeconds - last);
    }
}
