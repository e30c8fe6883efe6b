using WardGrid.Signals.Frames;
using WardGrid.Signals.Quality;

namespace WardGrid.Signals.Vitals;

/// <summary>Whether one channel can bear a number at this moment, and why it cannot.</summary>
internal static class ChannelBearing
{
    /// <summary>Seconds behind the bed's time after which a channel counts as not arriving: three of the longest frames.</summary>
    public const double ArrivesWithin = 3;

    /// <summary>Seconds within which a flat lead must have beaten to be a heart that stopped and not a lead that was never on.</summary>
    private const double BeatenWithin = 60;

    /// <summary>Whether samples of the channel come, missing ones included.</summary>
    public static bool Arrives(SignalChannel channel, double now) => channel.Window.End > 0 && now - channel.EndSeconds <= ArrivesWithin;

    /// <summary>Why the beats of a channel give no rate; <see cref="AbsentReason.Starting"/> where only their count is wanting.</summary>
    public static AbsentReason WhyNoRate(SignalChannel channel, double now)
    {
        if (!Arrives(channel, now))
            return AbsentReason.NoSamples;
        if (!channel.IsAnalysed)
            return AbsentReason.NotAnalysed;
        if (channel.Quality.Count == 0)
            return AbsentReason.Starting;
        if (channel.Quality.Last.CarriesNothing)
            return HasStopped(channel, now) ? AbsentReason.NoBeats : Off(channel.Kind);
        if (QualityShare.MeanScore(channel.Quality, now - BeatRate.Seconds / 2, now) < QualitySecond.Usable)
            return AbsentReason.Artefact;
        var last = channel.Beats.Count == 0 ? channel.Window.Begin / channel.Declaration.Rate : channel.Beats.Last.Seconds;
        return now - last > BeatRate.Silence ? AbsentReason.NoBeats : AbsentReason.Starting;
    }

    /// <summary>What it means that a channel of this kind carries nothing.</summary>
    public static AbsentReason Off(SignalKind kind) => kind switch
    {
        SignalKind.Ecg or SignalKind.Respiration => AbsentReason.ElectrodeOff,
        SignalKind.Pleth => AbsentReason.ProbeOff,
        _ => AbsentReason.LineDisturbed,
    };

    /// <summary>A lead that has beaten and is flat now: an electrode, or the heart. The graver is said.</summary>
    private static bool HasStopped(SignalChannel channel, double now)
    {
        var issues = channel.Quality.Last.Issues;
        return channel.Kind == SignalKind.Ecg && channel.Beats.Count > 0 && now - channel.Beats.Last.Seconds is > BeatRate.Silence and < BeatenWithin
            && issues.HasFlag(QualityIssues.Flat) && (issues & (QualityIssues.Missing | QualityIssues.Saturated)) == 0;
    }
}
