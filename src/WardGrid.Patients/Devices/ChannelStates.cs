using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Signals.Quality;

namespace WardGrid.Patients.Devices;

/// <summary>The states of a bed's channels for views.</summary>
internal static class ChannelStates
{
    /// <summary>The seconds over which the usable share is counted.</summary>
    private const int Seconds = 60;

    public static ImmutableArray<ChannelState> Of(BedSignals? signals) =>
        signals is null ? [] : [.. signals.Channels.Select(c => Of(signals, c))];

    private static ChannelState Of(BedSignals signals, SignalChannel channel)
    {
        var arrives = signals.Arrives(channel);
        var newest = channel.Quality.Count == 0 ? default : channel.Quality.Last;
        // A channel that has stopped is missing, even if its last second was good.
        if (!arrives)
            newest = new((long)signals.TimeSeconds - 1, 0, QualityIssues.Missing);
        return new(channel.Declaration, channel.EndSeconds, newest, UsableShare(channel))
        {
            Arrives = arrives,
            SilentSeconds = Math.Round(signals.SilentSecondsOf(channel), 1),
        };
    }

    private static float UsableShare(SignalChannel channel)
    {
        var quality = channel.Quality;
        var from = Math.Max(quality.Begin, quality.End - Seconds);
        var usable = 0;
        for (var at = from; at < quality.End; at++)
            usable += quality[at].Score >= QualitySecond.Usable ? 1 : 0;
        return quality.End == from ? 0 : (float)usable / (quality.End - from);
    }
}
