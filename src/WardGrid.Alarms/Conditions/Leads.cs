using WardGrid.Signals;
using WardGrid.Signals.Beats;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;
using WardGrid.Signals.Windows;

namespace WardGrid.Alarms.Conditions;

/// <summary>Which channels a condition may trust just now, and how fast they beat.</summary>
internal static class Leads
{
    /// <summary>Whether a channel's last seconds are good enough to raise or to end an alarm on; false while nothing is known.</summary>
    public static bool IsTrusted(SignalChannel channel) => ChannelTrust.IsTrusted(channel);

    /// <summary>Whether the newest finished seconds of a channel all carry nothing, for one of these reasons.</summary>
    public static bool HasHad(SignalChannel channel, QualityIssues issues, int seconds) => ChannelTrust.CarriesNothing(channel, issues, seconds);

    /// <summary>Whether a channel shows a pulse wave: pleth or arterial pressure.</summary>
    public static bool IsPulse(SignalChannel channel) => channel.Kind is SignalKind.Pleth or SignalKind.ArterialPressure;

    /// <summary>Beats per minute over the last beats of a channel, the silence since the newest one counted in; NaN where there are too few.</summary>
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
        var withSilence = (now - DetectionDelay - log[log.End - beats + 1].Seconds) / (beats - 1);
        return 60 / Math.Max(mean, withSilence);
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
