using WardGrid.Signals.Protocol;
using WardGrid.Signals.Quality;

namespace WardGrid.Signals.Vitals;

/// <summary>Whether one channel can bear a number at this moment, and why it cannot.</summary>
internal static class ChannelUsability
{
    /// <summary>
    /// Seconds behind the bed's time after which a channel counts as not arriving: three of the longest frames.
    /// </summary>
    public const double ArrivesWithin = 3;

    /// <summary>
    /// Seconds within which a flat lead must have beaten to be a heart that stopped and not a lead that was never on.
    /// </summary>
    private const double BeatenWithin = 60;

    /// <summary>
    /// mV within which a lead without an electrode stays: attached electrodes show 10 µV and more, a
    /// step of 5 µV may toggle.
    /// </summary>
    private const float StillWithin = 0.006f;

    /// <summary>Whether samples of the channel come, missing ones included.</summary>
    public static bool Arrives(SignalChannel channel, double now) =>
        channel.Window.End > 0 && now - channel.EndSeconds <= ArrivesWithin;

    /// <summary>
    /// Why the beats of a channel give no rate; <see cref="AbsentReason.Starting"/> where only their count is wanting.
    /// </summary>
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
        if (now - LastBeat(channel) > BeatRate.Silence)
            return AbsentReason.NoBeats;
        return ShowsOwnBeats(channel, now) ? AbsentReason.Starting : AbsentReason.Artefact;
    }

    /// <summary>
    /// Seconds since the epoch of the newest beat, of a pulse wave the newest of the patient's own; of the first sample
    /// where there is none.
    /// </summary>
    public static double LastBeat(SignalChannel channel)
    {
        var beats = channel.Beats;
        for (var i = beats.End - 1; i >= beats.Begin; i--)
        {
            if (channel.IsOfHeart(beats[i]))
                return beats[i].Seconds;
        }

        return channel.Window.Begin / channel.Declaration.Rate;
    }

    /// <summary>
    /// Whether at least half of the last beats are the heart's: without a pulse a detector finds some in the noise.
    /// </summary>
    public static bool ShowsOwnBeats(SignalChannel channel, double now)
    {
        var (own, all) = (0, 0);
        var beats = channel.Beats;
        for (var i = beats.End - 1; i >= beats.Begin && beats[i].Seconds > now - BeatRate.Seconds; i--)
        {
            all++;
            own += channel.IsOfHeart(beats[i]) ? 1 : 0;
        }

        return 2 * own >= all;
    }

    /// <summary>What it means that a channel of this kind carries nothing.</summary>
    public static AbsentReason Off(SignalKind kind) =>
        kind switch
        {
            SignalKind.Ecg or SignalKind.Respiration => AbsentReason.ElectrodeOff,
            SignalKind.Pleth => AbsentReason.ProbeOff,
            _ => AbsentReason.LineDisturbed,
        };

    /// <summary>
    /// A lead that has beaten and is flat now, where its steps hide an electrode's noise: an electrode, or the heart.
    /// The graver is said.
    /// </summary>
    private static bool HasStopped(SignalChannel channel, double now)
    {
        var issues = channel.Quality.Last.Issues;
        return channel.Kind == SignalKind.Ecg
            && channel.Beats.Count > 0
            && now - channel.Beats.Last.Seconds < BeatenWithin
            && issues.HasFlag(QualityIssues.Flat)
            && (issues & (QualityIssues.Missing | QualityIssues.Saturated)) == 0
            && !IsStill(channel);
    }

    /// <summary>Whether the last second has not even the noise of an electrode, on steps that would show it.</summary>
    private static bool IsStill(SignalChannel channel)
    {
        if (Math.Abs(1 / channel.Declaration.Gain) > StillWithin)
            return false;
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        var window = channel.Window;
        for (var i = window.End - (long)channel.Declaration.Rate; i < window.End; i++)
            (low, high) = (Math.Min(low, window[i]), Math.Max(high, window[i]));
        return high - low <= StillWithin;
    }
}
