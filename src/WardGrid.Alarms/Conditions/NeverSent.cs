using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>The device is heard, but a channel that its birth declares has never come.</summary>
/// <remarks>
/// Many gateways declare every channel that a monitor can have. Low, since nothing that was there is gone; it lasts
/// until the channel comes, or a birth no longer declares it.
/// </remarks>
public sealed class NeverSent : IAlarmCondition
{
    public AlarmKind Kind => AlarmKind.NeverSent;

    public AlarmPriority Priority => AlarmPriority.Low;

    public double OnsetSeconds => 0;

    /// <summary>A new birth with the same channel is awaited anew for that long, and is the same event.</summary>
    public double ReliefSeconds => ChannelLost.LostSeconds + 1;

    public bool NeedsNoSamples => true;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        if (!ChannelLost.IsHeard(signals))
            return Presence.Unknown;
        return Concerns(signals) == 0 ? Presence.Absent : Presence.Present;
    }

    public ulong Concerns(BedSignals signals)
    {
        var concerns = 0ul;
        for (var i = 0; i < signals.Channels.Length; i++)
        {
            if (IsMissed(signals, signals.Channels[i]))
                concerns |= 1ul << i;
        }

        return concerns;
    }

    public string Describe(BedSignals signals, AlarmLimits limits) =>
        "Declared, but has never sent: "
        + string.Join(", ", signals.Channels.Where(c => IsMissed(signals, c)).Select(c => c.Declaration.Name));

    private static bool IsMissed(BedSignals signals, SignalChannel channel) =>
        !channel.HasCome && signals.SecondsWithout(channel) > ChannelLost.LostSeconds;
}
