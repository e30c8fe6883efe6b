namespace WardGrid.Alarms.Verification;

/// <summary>The features that beat times give, the same for every detector.</summary>
internal static class RhythmFeatures
{
    public static void Add(FeatureSheet sheet, string name, double[] times)
    {
        sheet.Add($"{name}.gap", Rhythm.LongestGap(times, -12));
        sheet.Add($"{name}.fast4", Rhythm.HighestRate(times, 4, -12));
        sheet.Add($"{name}.fast16", Rhythm.HighestRate(times, 16, -12));
        sheet.Add($"{name}.slow4", Rhythm.LowestRate(times, 4, -12));
        sheet.Add($"{name}.slow1", Rhythm.LowestRate(times, 1, -12));
        sheet.Add($"{name}.rate", Rhythm.MedianRate(times, -10, 0));
        sheet.Add($"{name}.usual", Rhythm.MedianRate(times, -60, -14));
        sheet.Add($"{name}.irregular", Rhythm.Irregularity(times, -12, 0));
        sheet.Add($"{name}.irregularUsual", Rhythm.Irregularity(times, -60, -14));
        sheet.Add($"{name}.count10", Rhythm.Count(times, -10, 0));
    }

    public static void AddCounts(FeatureSheet sheet, string name, double[] times)
    {
        sheet.Add($"{name}.fewest3", Rhythm.FewestBeats(times, 3, -13));
        sheet.Add($"{name}.fewest4", Rhythm.FewestBeats(times, 4, -13));
        sheet.Add($"{name}.fewest5", Rhythm.FewestBeats(times, 5, -13));
        sheet.Add($"{name}.fewest65", Rhythm.FewestBeats(times, 6.5, -14));
    }
}
