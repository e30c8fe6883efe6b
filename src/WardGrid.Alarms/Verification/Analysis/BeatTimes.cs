using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>What the times of beats say: rates, gaps and counts in the seconds before an alarm.</summary>
/// <remarks>Times are seconds before the alarm, rising, below zero. What cannot be told is NaN.</remarks>
public static class BeatTimes
{
    /// <summary>
    /// The longest time without a beat that ends later than <paramref name="from"/>, up to the alarm itself.
    /// </summary>
    public static float LongestGap(ReadOnlySpan<double> times, double from)
    {
        if (times.IsEmpty)
            return float.NaN;
        var longest = -times[^1];
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] > from)
                longest = Math.Max(longest, times[i] - times[i - 1]);
        }

        return (float)longest;
    }

    /// <summary>
    /// The highest rate per minute over <paramref name="intervals"/> intervals in a row that end later than
    /// <paramref name="from"/>.
    /// </summary>
    public static float HighestRate(ReadOnlySpan<double> times, int intervals, double from)
    {
        var highest = float.NaN;
        for (var i = intervals; i < times.Length; i++)
        {
            if (times[i] <= from)
                continue;
            var rate = (float)(60 * intervals / (times[i] - times[i - intervals]));
            if (!(rate <= highest))
                highest = rate;
        }

        return highest;
    }

    /// <summary>
    /// The lowest rate per minute over <paramref name="intervals"/> intervals in a row that end later than
    /// <paramref name="from"/>.
    /// </summary>
    public static float LowestRate(ReadOnlySpan<double> times, int intervals, double from)
    {
        var lowest = float.NaN;
        for (var i = intervals; i < times.Length; i++)
        {
            if (times[i] <= from)
                continue;
            var rate = (float)(60 * intervals / (times[i] - times[i - intervals]));
            if (!(rate >= lowest))
                lowest = rate;
        }

        return lowest;
    }

    /// <summary>The same, the silence before the alarm counted as if a beat had ended it.</summary>
    public static float LowestRateWithSilence(ReadOnlySpan<double> times, int intervals, double from)
    {
        var lowest = LowestRate(times, intervals, from);
        if (times.Length < intervals)
            return lowest;
        var open = (float)(60 * intervals / -times[^intervals]);
        return open >= lowest ? lowest : open;
    }

    /// <summary>
    /// The fewest beats in any window of <paramref name="width"/> seconds that lies between
    /// <paramref name="from"/> and the alarm.
    /// </summary>
    public static float FewestBeats(ReadOnlySpan<double> times, double width, double from)
    {
        var fewest = int.MaxValue;
        for (var start = from; start <= -width + 1e-9; start += 0.25)
            fewest = Math.Min(fewest, Count(times, start, start + width));
        return fewest;
    }

    public static int Count(ReadOnlySpan<double> times, double from, double to)
    {
        var n = 0;
        foreach (var t in times)
            n += t >= from && t < to ? 1 : 0;
        return n;
    }

    /// <summary>Median rate per minute between two moments.</summary>
    public static float MedianRate(ReadOnlySpan<double> times, double from, double to)
    {
        var intervals = Intervals(times, from, to);
        return intervals.Length < 3 ? float.NaN : 60 / OfflineBeatDetector.Quantile(intervals, 0.5);
    }

    /// <summary>
    /// Standard deviation of the intervals between two moments as a share of their mean: 0 is a clock.
    /// </summary>
    public static float Irregularity(ReadOnlySpan<double> times, double from, double to)
    {
        var intervals = Intervals(times, from, to);
        if (intervals.Length < 3)
            return float.NaN;
        var mean = intervals.Average();
        return MathF.Sqrt(intervals.Select(i => (i - mean) * (i - mean)).Average()) / mean;
    }

    /// <summary>
    /// The share of beats between two moments that another channel also has within <paramref name="tolerance"/> seconds
    /// of a fixed delay.
    /// </summary>
    public static float Matched(
        ReadOnlySpan<double> times,
        ReadOnlySpan<double> others,
        double delay,
        double tolerance,
        double from,
        double to
    )
    {
        var (matched, n) = (0, 0);
        foreach (var t in times)
        {
            if (t < from || t >= to)
                continue;
            n++;
            foreach (var other in others)
            {
                if (Math.Abs(other - delay - t) <= tolerance)
                {
                    matched++;
                    break;
                }
            }
        }

        return n == 0 ? float.NaN : matched / (float)n;
    }

    private static float[] Intervals(ReadOnlySpan<double> times, double from, double to)
    {
        var intervals = new List<float>();
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i - 1] >= from && times[i] < to)
                intervals.Add((float)(times[i] - times[i - 1]));
        }

        return [.. intervals];
    }
}
