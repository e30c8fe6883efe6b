namespace WardGrid.Signals.Quality;

/// <summary>How reliable the newest seconds of a channel are.</summary>
public static class ChannelTrust
{
    /// <summary>Seconds over which trust is judged.</summary>
    private const int Seconds = 8;

    /// <summary>Share of those seconds that must be usable.</summary>
    private const float Share = 0.6f;

    /// <summary>
    /// Whether a channel's last seconds are good enough to raise or to end an alarm; false if nothing is known.
    /// </summary>
    public static bool IsTrusted(SignalChannel channel)
    {
        var log = channel.Quality;
        var from = Math.Max(log.Begin, log.End - Seconds);
        if (log.End - from < Seconds / 2)
            return false;
        var usable = 0;
        for (var i = from; i < log.End; i++)
        {
            if (log[i].Score >= QualitySecond.Usable)
                usable++;
        }

        return usable >= Share * (log.End - from);
    }

    /// <summary>
    /// Whether the newest finished seconds of a channel all have no signal, for one of these reasons.
    /// </summary>
    public static bool CarriesNothing(SignalChannel channel, QualityIssues issues, int seconds)
    {
        var log = channel.Quality;
        if (log.Count < seconds)
            return false;
        for (var i = log.End - seconds; i < log.End; i++)
        {
            if (!log[i].CarriesNothing || (log[i].Issues & issues) == 0)
                return false;
        }

        return true;
    }
}
