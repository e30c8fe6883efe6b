namespace WardGrid.Alarms.Verification;

/// <summary>The features that beat times give, the same for every detector.</summary>
internal static class RhythmFeatures
{
    public static void Add(FeatureSheet sheet, string name, double[] times)
    {
        sheet.Add($"{name}.gap", BeatTimes.LongestGap(times, -12));
        sheet.Add($"{name}.fast4", BeatTimes.HighestRate(times, 4, -12));
        sheet.Add($"{name}.fast16", BeatTimes.HighestRate(times, 16, -12));
        sheet.Add($"{name}.slow4", BeatTimes.LowestRate(times, 4, -12));
        sheet.Add($"{name}.slow1", BeatTimes.LowestRate(times, 1, -12));
        sheet.Add($"{name}.rate", BeatTimes.MedianRate(times, -10, 0));
        sheet.Add($"{name}.usual", BeatTimes.MedianRate(times, -60, -14));
        sheet.Add($"{name}.irregular", BeatTimes.Irregularity(times, -12, 0));
        sheet.Add($"{name}.irregularUsual", BeatTimes.Irregularity(times, -60, -14));
        sheet.Add($"{name}.count10", BeatTimes.Count(times, -10, 0));
    }

    public static void AddCounts(FeatureSheet sheet, string name, double[] times)
    {
        sheet.Add($"{name}.fewest3", BeatTimes.FewestBeats(times, 3, -13));
        sheet.Add($"{name}.fewest4", BeatTimes.FewestBeats(times, 4, -13));
        sheet.Add($"{name}.fewest5", BeatTimes.FewestBeats(times, 5, -13));
        sheet.Add($"{name}.fewest65", BeatTimes.FewestBeats(times, 6.5, -14));
    }
}
