using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>The device is heard, but a channel that it declared, or the numbers that it had sent, no longer come.</summary>
/// <remarks>
/// A lead that has come off still comes, as missing samples or a flat line, and is <see cref="LeadOff"/>; a device that says nothing at
/// all is told by the patient's own watch over it. Seven seconds, so that with a judgement a second the alarm is there within ten.
/// </remarks>
public sealed class ChannelLost : IAlarmCondition
{
    /// <summary>Seconds without samples after which a channel is lost: seven of the longest frames.</summary>
    public const double LostSeconds = 7;

    /// <summary>Seconds within which the device must have been heard for its channels to be missed.</summary>
    private const double HeardWithin = 2;

    public AlarmKind Kind => AlarmKind.ChannelLost;

    public AlarmPriority Priority => AlarmPriority.Medium;

    public double OnsetSeconds => 0;

    public double ReliefSeconds => 5;

    public bool NeedsNoSamples => true;

    public Presence Judge(BedSignals signals, AlarmLimits limits)
    {
        if (!(signals.SilentSeconds <= HeardWithin))
            return Presence.Unknown;
        if (signals.NumericsHaveStopped)
            return Presence.Present;
        foreach (var channel in signals.Channels)
        {
            if (IsLost(signals, channel))
                return Presence.Present;
        }

        return Presence.Absent;
    }

    public string Describe(BedSignals signals, AlarmLimits limits)
    {
        var lost = signals.Channels.Where(c => IsLost(signals, c)).Select(c => c.Declaration.Name).ToList();
        if (signals.NumericsHaveStopped)
            lost.Add("the monitor's numbers");
        return $"No longer arrives: {string.Join(", ", lost)}";
    }

    /// <summary>Whether a channel has been without samples for so long that its loss is an alarm.</summary>
    public static bool IsLost(BedSignals signals, SignalChannel channel) => signals.SecondsWithout(channel) > LostSeconds;
}
