using WardGrid.Alarms.Verification.Analysis;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>
/// Whether the patient's own beats and pulses go on as usual: the features that speak against any arrhythmia.
/// </summary>
internal static class UsualBeatFeatures
{
    public static void Add(FeatureVector features, AlarmContext context)
    {
        var leads = context.Leads.Take(2).ToArray();
        foreach (var (name, likeness) in new[] { ("own90", 0.9f), ("own75", 0.75f) })
        {
            var own = leads.Select(l => Describe(UsualBeats.Times(l, -40, likeness))).ToArray();
            features.Present = own.Length > 0;
            features.Add($"{name}.gap", Least(own, o => o.Gap));
            features.Add($"{name}.gapShare", Least(own, o => o.GapShare));
            features.Add($"{name}.gapShareMost", -Least(own, o => -o.GapShare));
            features.Add($"{name}.kept", -Least(own, o => -o.Kept));
            features.Add($"{name}.keptLeast", Least(own, o => o.Kept));
            features.Add($"{name}.rate", -Least(own, o => -o.Rate));
        }

        features.Present = context.Pulses.Length > 0;
        foreach (var (name, from) in new[] { ("calm5", -5.0), ("calm8", -8.0), ("calm11", -11.0) })
        {
            var (deviation, height) = (float.NaN, float.NaN);
            foreach (var pulse in context.Pulses.Where(p => p.Trust >= 0.6f))
            {
                var one = RegularPulse.Deviation(pulse, from, 0);
                if (one >= deviation || float.IsNaN(one))
                    continue;
                (deviation, height) = (one, pulse.LeastHeight(from - 0.5, 1));
            }

            features.Add($"{name}.deviation", deviation);
            features.Add($"{name}.height", height);
        }

        features.Present = true;
    }

    private static (float Gap, float GapShare, float Kept, float Rate) Describe(double[] own)
    {
        var usual = 60 / BeatTimes.MedianRate(own, -40, -11);
        var gap = BeatTimes.LongestGap(own, -10);
        return (gap, gap / usual, BeatTimes.Count(own, -10, 0) * usual / 10, BeatTimes.MedianRate(own, -11, 0));
    }

    private static float Least<T>(T[] items, Func<T, float> of)
    {
        var least = float.NaN;
        foreach (var item in items)
        {
            var value = of(item);
            if (!float.IsNaN(value) && !(value >= least))
                least = value;
        }

        return least;
    }
}
