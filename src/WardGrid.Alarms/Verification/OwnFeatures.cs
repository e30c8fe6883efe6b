namespace WardGrid.Alarms.Verification;

/// <summary>Whether the patient's own beats and pulses go on as usual: the features that speak against any arrhythmia.</summary>
internal static class OwnFeatures
{
    public static void Add(FeatureSheet sheet, AlarmScene scene)
    {
        var leads = scene.Leads.Take(2).ToArray();
        foreach (var (name, likeness) in new[] { ("own90", 0.9f), ("own75", 0.75f) })
        {
            var own = leads.Select(l => Describe(OwnBeats.Times(l, -40, likeness))).ToArray();
            sheet.Present = own.Length > 0;
            sheet.Add($"{name}.gap", Least(own, o => o.Gap));
            sheet.Add($"{name}.gapShare", Least(own, o => o.GapShare));
            sheet.Add($"{name}.gapShareMost", -Least(own, o => -o.GapShare));
            sheet.Add($"{name}.kept", -Least(own, o => -o.Kept));
            sheet.Add($"{name}.keptLeast", Least(own, o => o.Kept));
            sheet.Add($"{name}.rate", -Least(own, o => -o.Rate));
        }

        sheet.Present = scene.Pulses.Length > 0;
        foreach (var (name, from) in new[] { ("calm5", -5.0), ("calm8", -8.0), ("calm11", -11.0) })
        {
            var (deviation, height) = (float.NaN, float.NaN);
            foreach (var pulse in scene.Pulses.Where(p => p.Trust >= 0.6f))
            {
                var one = CalmPulse.Deviation(pulse, from, 0);
                if (one >= deviation || float.IsNaN(one))
                    continue;
                (deviation, height) = (one, pulse.LeastHeight(from - 0.5, 1));
            }

            sheet.Add($"{name}.deviation", deviation);
            sheet.Add($"{name}.height", height);
        }

        sheet.Present = true;
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
