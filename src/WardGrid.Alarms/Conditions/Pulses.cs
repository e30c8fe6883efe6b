using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>What the pulse waves say against an alarm of the ECG's: a heart that moves blood beats.</summary>
internal static class Pulses
{
    /// <summary>
    /// Likeness to the patient's own pulse from which an upstroke is the heart's and not a movement's.
    /// </summary>
    /// <remarks>Orphanidou et al. 2015 ask 0.86 of the mean; a single pulse may fall short of it.</remarks>
    private const float Own = 0.8f;

    /// <summary>A pulse is known at the latest this many seconds after it.</summary>
    private const double DetectionDelay = 0.35;

    /// <summary>
    /// Whether any trusted pleth or pressure wave has gone on beating, in the patient's own shape,
    /// without a longer pause.
    /// </summary>
    /// <param name="seconds">For how long, until now.</param>
    /// <param name="longestPause">Seconds.</param>
    public static bool BeatOn(BedSignals signals, double seconds, double longestPause)
    {
        var now = signals.NowSeconds;
        foreach (var channel in signals.Channels)
        {
            if (
                Leads.IsPulse(channel)
                && now - channel.EndSeconds < 1
                && Leads.IsTrusted(channel)
                && BeatsOn(channel, now, seconds, longestPause)
            )
                return true;
        }

        return false;
    }

    /// <summary>Whether any pulse wave, trusted or not, has had at least two pulses in so many seconds.</summary>
    public static bool Any(BedSignals signals, double seconds)
    {
        foreach (var channel in signals.Channels)
        {
            if (Leads.IsPulse(channel) && CountSince(channel, signals.NowSeconds - seconds) >= 2)
                return true;
        }

        return false;
    }

    /// <summary>Pulses of the patient's height: in an arrest a detector finds small ones in the noise.</summary>
    private static int CountSince(SignalChannel channel, double seconds)
    {
        var (count, pulses) = (0, channel.Beats);
        for (var i = pulses.End - 1; i >= pulses.Begin && pulses[i].Seconds >= seconds; i--)
            count += channel.MayBeOfHeart(pulses[i]) ? 1 : 0;
        return count;
    }

    private static bool BeatsOn(SignalChannel channel, double now, double seconds, double longestPause)
    {
        var pulses = channel.Beats;
        if (pulses.Count == 0 || now - DetectionDelay - pulses.Last.Seconds > longestPause)
            return false;
        for (var i = pulses.End - 1; i >= pulses.Begin; i--)
        {
            if (!(pulses[i].Likeness >= Own) || !channel.MayBeOfHeart(pulses[i]))
                return false;
            if (pulses[i].Seconds <= now - seconds)
                return true;
            if (!(pulses[i].Interval <= longestPause))
                return false;
        }

        return false;
    }
}
