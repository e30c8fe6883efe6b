namespace WardGrid.Signals.Rhythm;

/// <summary>How little the last interval says about the next.</summary>
public static class SampleEntropy
{
    /// <summary>
    /// Tolerance at which matches are first counted, in seconds (Lake and Moorman 2011 begin at 30 ms).
    /// </summary>
    private const float FirstTolerance = 0.05f;

    private const float LastTolerance = 0.3f;

    /// <summary>
    /// Matches that the estimate must rest on; the tolerance grows until there are as many (the same; they take 5).
    /// </summary>
    private const int LeastMatches = 20;

    /// <summary>The coefficient of sample entropy: -ln(A/B) + ln(2 r) - ln(mean), of intervals in seconds.</summary>
    /// <remarks>
    /// B counts pairs of intervals alike within r, A those whose next intervals are alike too (m = 1). Subtracting the
    /// mean makes fast and slow hearts comparable. NaN with too few intervals.
    /// </remarks>
    public static float Coefficient(ReadOnlySpan<float> intervals, float mean)
    {
        if (intervals.Length < RrIrregularity.LeastIntervals)
            return float.NaN;
        for (var r = FirstTolerance; ; r *= 1.2f)
        {
            int alike = 0,
                stillAlike = 0;
            for (var i = 0; i < intervals.Length - 1; i++)
            {
                for (var j = i + 1; j < intervals.Length - 1; j++)
                {
                    if (Math.Abs(intervals[i] - intervals[j]) > r)
                        continue;
                    alike++;
                    if (Math.Abs(intervals[i + 1] - intervals[j + 1]) <= r)
                        stillAlike++;
                }
            }

            if (stillAlike >= LeastMatches || r > LastTolerance)
                return -MathF.Log(MathF.Max(1, stillAlike) / Math.Max(1, alike)) + MathF.Log(2 * r) - MathF.Log(mean);
        }
    }
}
