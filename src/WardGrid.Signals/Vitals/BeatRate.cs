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
    /// <summary>Beats that the rate rests on, as bedside monitors average (IEC 60601-2-27 asks the maker to state it).</summary>
    public const int MostIntervals = 8;

    /// <summary>Seconds from which beats are taken.</summary>
    public const double Seconds = 10;

    /// <summary>Seconds without a beat after which there is no rate: what the 2015 challenge calls asystole.</summary>
    public const double Silence = 4;

    /// <summary>What a heart can do, neonates included: 10 to 300 beats a minute; IEC 60601-2-27 asks for at least 30 to 250.</summary>
    public const float Slowest = 10, Fastest = 300;

    private const int LeastIntervals = 3;

    /// <summary>The rate of a channel as of <paramref name="now"/>; null where its beats are too few or too old, or its signal unfit.</summary>
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

    /// <summary>Mean of the newest intervals that lie near their median: one missed or extra beat changes nothing.</summary>
    private static float? Intervals(RingBuffer<Beat> beats, double now)
    {
        if (beats.Count == 0 || now - beats.Last.Seconds > Silence)
            return null;
        Span<float> intervals = stackalloc float[MostIntervals];
        var count = 0;
        for (var n = beats.End - 1; n >= beats.Begin && count < MostIntervals; n--)
        {
            ref readonly var beat = ref beats[n];
            if (beat.Seconds - beat.Interval < now - Seconds && count >= LeastIntervals || beat.Seconds < now - Seconds)
                break;
            if (!float.IsNaN(beat.Interval))
                intervals[count++] = beat.Interval;
        }

        if (count < LeastIntervals)
            return null;
        intervals = intervals[..count];
        intervals.Sort();
        var median = intervals[count / 2];
        var (sum, near) = (0f, 0);
        foreach (var interval in intervals)
        {
            if (interval < 0.6f * median || interval > 1.6f * median)
                continue;
            sum += interval;
            near++;
        }

        return 60 * near / sum;
    }
}
