using WardGrid.Alarms.Verification.Analysis;

namespace WardGrid.Alarms.Verification.Features;

/// <summary>The features that beat times give, the same for every detector.</summary>
internal static class RhythmFeatures
{
    public static void Add(FeatureVector features, string name, double[] times)
    {
        features.Add($"{name}.gap", BeatTimes.LongestGap(times, -12));
        features.Add($"{name}.fast4", BeatTimes.HighestRate(times, 4, -12));
        features.Add($"{name}.fast16", BeatTimes.HighestRate(times, 16, -12));
        features.Add($"{name}.slow4", BeatTimes.LowestRate(times, 4, -12));
        features.Add($"{name}.slow1", BeatTimes.LowestRate(times, 1, -12));
        features.Add($"{name}.rate", BeatTimes.MedianRate(times, -10, 0));
        features.Add($"{name}.usual", BeatTimes.MedianRate(times, -60, -14));
        features.Add($"{name}.irregular", BeatTimes.Irregularity(times, -12, 0));
        features.Add($"{name}.irregularUsual", BeatTimes.Irregularity(times, -60, -14));
        features.Add($"{name}.count10", BeatTimes.Count(times, -10, 0));
    }

    public static void AddCounts(FeatureVector features, string name, double[] times)
    {
        features.Add($"{name}.fewest3", BeatTimes.FewestBeats(times, 3, -13));
        features.Add($"{name}.fewest4", BeatTimes.FewestBeats(times, 4, -13));
        features.Add($"{name}.fewest5", BeatTimes.FewestBeats(times, 5, -13));
        features.Add($"{name}.fewest65", BeatTimes.FewestBeats(times, 6.5, -14));
    }
}
