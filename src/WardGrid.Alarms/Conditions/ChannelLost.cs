using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Alarms.Conditions;

/// <summary>The device is heard, but a channel that it sent, or the numbers that it had sent, no longer come.</summary>
/// <remarks>
/// A lead that has come off still comes, as missing samples or a flat line, and is <see cref="LeadOff"/>, also where
/// the device then leaves it out; a channel that has never come is <see cref="NeverSent"/>; a device that says nothing
/// at all is told by the patient's own watch over it. Seven seconds, so that with a judgement a second the alarm is
/// there within ten; four where no ECG lead comes any more.
/// </remarks>
public sealed class ChannelLost : IAlarmCondition
{
    /// <summary>Seconds without samples after which a channel is lost: seven of the longest frames.</summary>
    public const double LostSeconds = 7;

    /// <summary>The same where no lead is left to see the heart by: as soon as a silent lead is asystole.</summary>
    public const double LostEcgSeconds = 4;

    /// <summary>Seconds within which the device must have been heard for its channels to be missed.</summary>
    private const double HeardWithin = 2;

    /// <summary>The bit of the monitor's numbers, beyond those of the channels.</summary>
    private const ulong Numerics = 1ul << 63;

    public AlarmKind Kind => AlarmKind.ChannelLost;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 0;

    public double ReliefSeconds => 5;

    public bool NeedsNoSamples => true;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        if (!IsHeard(signals))
            return Presence.Unknown;
        return Concerns(signals) == 0 ? Presence.Absent : Presence.Present;
    }

    public ulong Concerns(BedSignals signals)
    {
        var concerns = signals.NumericsHaveStopped ? Numerics : 0;
        for (var i = 0; i < signals.Channels.Length; i++)
        {
            if (IsNews(signals, signals.Channels[i]))
                concerns |= 1ul << i;
        }

        return concerns;
    }

    public string Describe(BedSignals signals, AlarmLimits limits)
    {
        var lost = signals.Channels.Where(c => IsNews(signals, c)).Select(c => c.Declaration.Name).ToList();
        if (signals.NumericsHaveStopped)
            lost.Add("the monitor's numbers");
        return $"No longer arrives: {string.Join(", ", lost)}";
    }

    /// <summary>
    /// Whether a channel has been without samples for so long that it counts as lost, whichever alarm says so.
    /// </summary>
    public static bool IsLost(BedSignals signals, SignalChannel channel) =>
        signals.SecondsWithout(channel) > (EcgIsLost(signals) ? LostEcgSeconds : LostSeconds);

    /// <summary>Whether the device itself is heard just now.</summary>
    internal static bool IsHeard(BedSignals signals) => signals.SilentSeconds <= HeardWithin;

    /// <summary>Whether no other alarm says the loss of a channel.</summary>
    private static bool IsNews(BedSignals signals, SignalChannel channel)
    {
        var isDetached = channel is { Kind: SignalKind.Ecg or SignalKind.Pleth, WasOff: true };
        return channel.HasCome && !isDetached && IsLost(signals, channel);
    }

    private static bool EcgIsLost(BedSignals signals)
    {
        var hadEcg = false;
        foreach (var channel in signals.Channels)
        {
            if (channel.Kind != SignalKind.Ecg)
                continue;
            if (signals.SecondsWithout(channel) <= LostEcgSeconds)
                return false;
            hadEcg |= channel.HasCome;
        }

        return hadEcg;
    }
}
