using WardGrid.Signals;

namespace WardGrid.Alarms.Conditions;

/// <summary>What the signals say, at one moment, of one kind of alarm.</summary>
public enum Presence
{
    /// <summary>
    /// The signals that would tell are missing or not to be trusted; a condition that lasts goes on lasting.
    /// </summary>
    Unknown,

    Absent,

    /// <summary>
    /// Too little to begin an alarm on: one begins only if the verification shows it too. An alarm that lasts goes on.
    /// </summary>
    Suspected,

    Present,
}

/// <summary>One kind of alarm that WardGrid detects itself.</summary>
/// <remarks>
/// Judged once per second of signal time, by <see cref="ConditionWatch"/>. A condition has no memory: onset and relief
/// delays are the watch's. One thread at a time.
/// </remarks>
public interface IAlarmCondition
{
    AlarmKind Kind { get; }

    AlarmPriority Priority { get; }

    /// <summary>
    /// Seconds that the condition must be present before its alarm starts, beyond what its own definition waits for.
    /// </summary>
    double OnsetSeconds { get; }

    /// <summary>
    /// Seconds that it must be absent before its alarm ends, so that one event is one alarm and not a chatter of them.
    /// </summary>
    double ReliefSeconds { get; }

    /// <summary>
    /// It can be judged while no samples come: on the device's own numbers, or on the silence itself.
    /// </summary>
    bool NeedsNoSamples => false;

    /// <summary>What it found rests on a number of the device, which no signal can check.</summary>
    bool RestsOnDevice(BedSignals signals) => false;

    /// <summary>
    /// The channels that it concerns, a bit each by their place: a lasting alarm that gains one is said anew. 0 where
    /// it never is.
    /// </summary>
    ulong Concerns(BedSignals signals) => 0;

    /// <summary>Whether the condition is present as of <see cref="BedSignals.NowSeconds"/>.</summary>
    Presence Judge(BedSignals signals, AlarmLimits limits);

    /// <summary>The finding in a nurse's words, at the moment at which the alarm starts.</summary>
    string Describe(BedSignals signals, AlarmLimits limits);
}
