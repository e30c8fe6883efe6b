using WardGrid.Signals.Beats;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Windows;

namespace WardGrid.Signals.Vitals;

/// <summary>How fast one channel beats, and how far it can be relied on.</summary>
/// <param name="PerMinute">Beats per minute.</param>
/// <param name="AtSeconds">Seconds since the epoch of the newest beat.</param>
/// <param name="Trust">Mean quality of the seconds that the beats lie in, 0 to 1.</param>
public readonly record struct BeatRate(float PerMinute, double AtSeconds, float Trust)
{
    /// <summary>
    /// Beats that the rate rests on, as bedside monitors average (IEC 60601-2-27 asks the maker to state it).
    /// </summary>
    public const int MostIntervals = 8;

    /// <summary>
    /// Seconds from which beats are taken; of a slow heart so many more as hold <see cref="LeastIntervals"/>.
    /// </summary>
    public const double Seconds = 10;

    /// <summary>Seconds without a beat after which there is no rate: what the 2015 challenge calls asystole.</summary>
    /// <remarks>
    /// A heart that already beats more slowly has its rate until its next beat is overdue by a quarter.
    /// </remarks>
    public const double Silence = 4,
        Overdue = 1.25;

    /// <summary>
    /// What a heart can do, a dying one and neonates included; IEC 60601-2-27 asks for at least 30 to 250 a minute.
    /// </summary>
    public const float Slowest = 7,
        Fastest = 350;

    /// <summary>Seconds that hold three intervals of the slowest heart and the wait for its next beat.</summary>
    private const double MostSeconds = 36;

    /// <summary>
    /// Intervals outside this part of the median are a missed or an extra beat, where they are no part of the rhythm.
    /// </summary>
    private const float Shorter = 0.8f,
        Longer = 1.6f;

    /// <summary>
    /// Part of the mean interval by which an early beat is early and its pause is long: more than
    /// breathing moves a rhythm.
    /// </summary>
    private const float Uneven = 0.1f;

    private const int LeastIntervals = 3;

    /// <summary>
    /// The rate of a channel as of <paramref name="now"/>; null where its beats are too few or too old,
    /// or its signal unfit.
    /// </summary>
    public static BeatRate? Of(SignalChannel channel, double now)
    {
        var newest = QualityAt(channel.Quality, now);
        if (newest is not { Score: > 0 })
            return null;
        var trust = QualityShare.MeanScore(channel.Quality, now - Seconds / 2, now);
        if (trust < QualitySecond.Usable || Intervals(channel.Beats, now) is not { } rate)
            return null;
        return rate is >= Slowest and <= Fastest ? new(rate, channel.Beats.Last.Seconds, trust) : null;
    }

    /// <summary>One rate from several channels: the median, each weighed by its trust.</summary>
    public static BeatRate? Fuse(Span<BeatRate> rates)
    {
        if (rates.IsEmpty)
            return null;
        rates.Sort(static (a, b) => a.PerMinute.CompareTo(b.PerMinute));
        var half = 0f;
        foreach (var rate in rates)
            half += rate.Trust / 2;
        var sum = 0f;
        foreach (var rate in rates)
        {
            sum += rate.Trust;
            if (sum >= half)
                return rate;
        }

        return rates[^1];
    }

    private static QualitySecond? QualityAt(RingBuffer<QualitySecond> quality, double now) =>
        quality.Count > 0 && quality.Last.Second >= now - 3 ? quality.Last : null;

    private static float? Intervals(RingBuffer<Beat> beats, double now)
    {
        Span<float> intervals = stackalloc float[MostIntervals];
        var count = 0;
        for (
            var n = beats.End - 1;
            n >= beats.Begin && count < MostIntervals && beats[n].Seconds >= now - MostSeconds;
            n--
        )
        {
            ref readonly var beat = ref beats[n];
            if (beat.Seconds - beat.Interval < now - Seconds && count >= LeastIntervals)
                break;
            if (!float.IsNaN(beat.Interval))
                intervals[count++] = beat.Interval;
            else if (beat.Seconds < now - Seconds)
                break;
        }

        if (count < LeastIntervals)
            return null;
        var mean = Mean(WithoutHalves(intervals[..count]));
        return now - beats.Last.Seconds > Math.Max(Silence, Overdue * mean) ? null : 60 / mean;
    }

    /// <summary>
    /// The intervals without an early beat whose pause has not come yet, and without a pause whose
    /// early beat is too old.
    /// </summary>
    private static ReadOnlySpan<float> WithoutHalves(ReadOnlySpan<float> newestFirst)
    {
        var sum = 0f;
        foreach (var interval in newestFirst)
            sum += interval;
        var mean = sum / newestFirst.Length;
        var rest = newestFirst;
        if (rest.Length > LeastIntervals && rest[0] < (1 - Uneven) * mean)
            rest = rest[1..];
        if (rest.Length > LeastIntervals && rest[^1] > (1 + Uneven) * mean)
            rest = rest[..^1];
        return rest;
    }

    /// <summary>Mean of the newest intervals; one missed or one extra beat changes nothing.</summary>
    /// <remarks>
    /// Ectopic beats come early and are followed by a pause, so short and long intervals balance and all belong to the
    /// rate; a rhythm of pairs has as many of each. Only a long one without a short beside it is a missed beat, and
    /// only two short ones that make one usual interval are an extra one; where there are more than one of either, they
    /// are the rhythm.
    /// </remarks>
    private static float Mean(ReadOnlySpan<float> newestFirst)
    {
        Span<float> sorted = stackalloc float[newestFirst.Length];
        newestFirst.CopyTo(sorted);
        sorted.Sort();
        var median = sorted[newestFirst.Length / 2];
        var (sum, odd, oddAt) = (0f, 0, -1);
        for (var i = 0; i < newestFirst.Length; i++)
        {
            sum += newestFirst[i];
            if (IsMissed(newestFirst, i, median) || IsExtra(newestFirst, i, median))
                (odd, oddAt) = (odd + 1, i);
        }

        if (odd != 1)
            return sum / newestFirst.Length;
        return IsExtra(newestFirst, oddAt, median)
            ? sum / (newestFirst.Length - 1)
            : (sum - newestFirst[oddAt]) / (newestFirst.Length - 1);
    }

    private static bool IsMissed(ReadOnlySpan<float> intervals, int at, float median)
    {
        if (intervals[at] <= Longer * median)
            return false;
        // Newest first: the interval before this one in time comes after it here.
        return at + 1 >= intervals.Length || intervals[at + 1] > 0.85f * median;
    }

    /// <summary>Whether this interval and the one before it together make one usual interval.</summary>
    private static bool IsExtra(ReadOnlySpan<float> intervals, int at, float median) =>
        at + 1 < intervals.Length
        && intervals[at] < 0.85f * median
        && intervals[at + 1] < 0.85f * median
        && intervals[at] + intervals[at + 1] is var both
        && both > Shorter * median
        && both < 1.25f * median;
}
