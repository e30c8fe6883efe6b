using WardGrid.Signals.Beats;

namespace WardGrid.Signals.Rhythm;

/// <summary>The longest stretch without a beat on one channel, and how still the wave was in it.</summary>
/// <param name="FromSeconds">Seconds since the epoch of the beat before the silence, or of the begin of the
/// time looked at.</param>
/// <param name="ToSeconds">Seconds since the epoch of the beat after it, or of the end of the time looked at.</param>
/// <param name="Residue">
/// Largest movement within 150 ms during the silence, as a share of the usual height of the channel's beats: near 0 in
/// asystole, near 1 where beats were there and not found; NaN where the wave or the usual height is not known.
/// </param>
/// <param name="Missing">Share of the silence's samples that are missing.</param>
public readonly record struct SilenceMeasure(double FromSeconds, double ToSeconds, float Residue, float Missing)
{
    /// <summary>Seconds of silence that are asystole (CinC Challenge 2015).</summary>
    public const double AsystoleSeconds = 4;

    /// <summary>
    /// A wave that moves less than this share of its beats holds none: a quarter, as a detector's own search
    /// for missed beats goes.
    /// </summary>
    public const float StillShare = 0.25f;

    /// <summary>Seconds beside the beats at both ends that belong to them: QRS and T wave, or a pulse.</summary>
    private const double AfterBeat = 0.5,
        BeforeBeat = 0.15;

    public double Seconds => ToSeconds - FromSeconds;

    /// <summary>Four seconds without a beat, on a wave that is there and still.</summary>
    public bool IsAsystole => Seconds >= AsystoleSeconds && Residue < StillShare && Missing < 0.1f;

    /// <summary>
    /// The longest silence of a channel that reaches into the time from <paramref name="from"/> to
    /// <paramref name="to"/>.
    /// </summary>
    /// <param name="to">Beats later than this are not looked at; it must lie behind the newest sample by what detection
    /// takes.</param>
    public static SilenceMeasure Longest(SignalChannel channel, double from, double to)
    {
        var beats = channel.Beats;
        var (begin, end) = (from, to);
        double longest = -1,
            later = to;
        for (var n = beats.End - 1; n >= beats.Begin && later > from; n--)
        {
            if (beats[n].Seconds > to)
                continue;
            if (later - beats[n].Seconds > longest)
                (longest, begin, end) = (later - beats[n].Seconds, beats[n].Seconds, later);
            later = beats[n].Seconds;
        }

        // No beat is known before the first: silence began at the latest when the samples did.
        if (later > from && later - from > longest)
            (begin, end) = (from, later);
        var (residue, missing) = Movement(channel, begin + AfterBeat, end < to ? end - BeforeBeat : to);
        return new(begin, end, residue / UsualHeight(channel, begin), missing);
    }

    private static float UsualHeight(SignalChannel channel, double before)
    {
        Span<float> heights = stackalloc float[31];
        var count = 0;
        var beats = channel.Beats;
        for (var n = beats.End - 1; n >= beats.Begin && count < heights.Length; n--)
        {
            if (
                beats[n].Seconds <= before
                && PeakToPeak(channel, beats[n].Seconds - 0.1, beats[n].Seconds + 0.1, out _) is > 0 and var height
            )
                heights[count++] = height;
        }

        if (count < 3)
            return float.NaN;
        heights[..count].Sort();
        return heights[count / 2];
    }

    private static (float Movement, float Missing) Movement(SignalChannel channel, double from, double to)
    {
        // A QRS complex or an upstroke is over within 150 ms; baseline wander moves little in that time.
        const double Step = 0.15;
        var (largest, missing, count) = (float.NaN, 0f, 0);
        for (var at = from; at + Step <= to; at += Step / 2)
        {
            var moved = PeakToPeak(channel, at, at + Step, out var absent);
            missing += absent;
            count++;
            if (!float.IsNaN(moved))
                largest = float.IsNaN(largest) ? moved : Math.Max(largest, moved);
        }

        return (largest, count == 0 ? 1 : missing / count);
    }

    private static float PeakToPeak(SignalChannel channel, double from, double to, out float missing)
    {
        var rate = channel.Declaration.Rate;
        var (low, high, absent) = (float.PositiveInfinity, float.NegativeInfinity, 0);
        var (first, end) = ((long)Math.Round(from * rate), (long)Math.Round(to * rate));
        for (var n = first; n < end; n++)
        {
            var x = channel.Window[n];
            if (float.IsNaN(x))
            {
                absent++;
                continue;
            }

            low = Math.Min(low, x);
            high = Math.Max(high, x);
        }

        missing = (float)absent / Math.Max(1, end - first);
        return high >= low ? high - low : float.NaN;
    }
}
