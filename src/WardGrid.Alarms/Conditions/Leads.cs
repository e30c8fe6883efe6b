using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Windows;

namespace WardGrid.Alarms.Conditions;

/// <summary>Which channels a condition may trust just now, and how fast they beat.</summary>
internal static class Leads
{
    /// <summary>
    /// Whether a channel's last seconds are good enough to raise or to end an alarm on; false while nothing is known.
    /// </summary>
    public static bool IsTrusted(SignalChannel channel) => ChannelTrust.IsTrusted(channel);

    /// <summary>Whether the newest finished seconds of a channel all carry nothing, for one of these reasons.</summary>
    public static bool HasHad(SignalChannel channel, QualityIssues issues, int seconds) =>
        ChannelTrust.CarriesNothing(channel, issues, seconds);

    /// <summary>Whether a channel shows a pulse wave: pleth or arterial pressure.</summary>
    public static bool IsPulse(SignalChannel channel) =>
        channel.Kind is SignalKind.Pleth or SignalKind.ArterialPressure;

    /// <summary>
    /// Beats per minute over the last beats of a channel, the silence since the newest one counted in; NaN where there
    /// are too few.
    /// </summary>
    /// <param name="beats">How many beats in a row the definition asks for.</param>
    public static double Rate(SignalChannel channel, int beats, double now)
    {
        var log = channel.Beats;
        if (log.Count < beats)
            return double.NaN;
        for (var i = log.End - beats + 1; i < log.End; i++)
        {
            if (float.IsNaN(log[i].Interval))
                return double.NaN;
        }

        var mean = (log.Last.Seconds - log[log.End - beats].Seconds) / (beats - 1);
        // A beat that came just now would be the newest: what the silence has made of the rate already counts.
        var seen = now - MissingSince(channel, log.Last.Seconds);
        var withSilence = (seen - DetectionDelay - log[log.End - beats + 1].Seconds) / (beats - 1);
        return 60 / Math.Max(mean, withSilence);
    }

    /// <summary>
    /// Seconds of a channel's samples that are missing since a moment: in them a heart may have beaten unseen.
    /// </summary>
    public static double MissingSince(SignalChannel channel, double seconds)
    {
        var rate = channel.Declaration.Rate;
        var (window, missing) = (channel.Window, 0L);
        var from = Math.Max(window.Begin, (long)(seconds * rate));
        for (var n = from; n < window.End; n++)
            missing += float.IsNaN(window[n]) ? 1 : 0;
        return missing / rate;
    }

    /// <summary>A beat is known at the latest this many seconds after it.</summary>
    public const double DetectionDelay = 0.4;

    /// <summary>Beats of a channel from a moment on.</summary>
    public static int CountSince(RingBuffer<Beat> beats, double seconds)
    {
        var count = 0;
        for (var i = beats.End - 1; i >= beats.Begin && beats[i].Seconds >= seconds; i--)
            count++;
        return count;
    }
}
