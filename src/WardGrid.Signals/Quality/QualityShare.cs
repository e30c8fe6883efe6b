using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Quality;

/// <summary>How much of a channel's recent past was usable: shares of 10 s, 60 s and 5 min, 0 to 1.</summary>
/// <remarks>A second that was never judged counts as unusable, so a channel that has just begun starts low.</remarks>
public readonly record struct QualityShare(float TenSeconds, float Minute, float FiveMinutes)
{
    public static QualityShare Of(RingBuffer<QualitySecond> quality) =>
        new(Usable(quality, 10), Usable(quality, 60), Usable(quality, 300));

    /// <summary>
    /// The share of the last <paramref name="seconds"/> judged seconds whose score reaches
    /// <see cref="QualitySecond.Usable"/>.
    /// </summary>
    public static float Usable(RingBuffer<QualitySecond> quality, int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        return quality.Count == 0 ? 0 : (float)UsableFrom(quality, quality.Last.Second - seconds + 1) / seconds;
    }

    /// <summary>
    /// The mean score of the seconds that touch [<paramref name="from"/>, <paramref name="to"/>); 0 if none is known.
    /// </summary>
    public static float MeanScore(RingBuffer<QualitySecond> quality, double from, double to)
    {
        var (sum, count) = (0f, 0);
        for (var n = quality.End - 1; n >= quality.Begin && quality[n].Second + 1 > from; n--)
        {
            if (quality[n].Second >= to)
                continue;
            sum += quality[n].Score;
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }

    private static int UsableFrom(RingBuffer<QualitySecond> quality, long second)
    {
        var usable = 0;
        for (var n = quality.End - 1; n >= quality.Begin && quality[n].Second >= second; n--)
        {
            if (quality[n].Score >= QualitySecond.Usable)
                usable++;
        }

        return usable;
    }
}
