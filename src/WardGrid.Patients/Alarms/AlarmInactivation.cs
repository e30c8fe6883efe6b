using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>The four inactivation states of an alarm after IEC 60601-1-8.</summary>
/// <remarks>
/// "Paused" lasts for a limited time, "off" until a person ends it. "Audio" stops the sound only, "alarm" every signal:
/// the alarm is still verified, recorded and listed, but it does not sound, flash or colour the bed.
/// </remarks>
public enum AlarmInactivationState
{
    AudioPaused,
    AudioOff,
    AlarmPaused,
    AlarmOff,
}

/// <summary>One alarm of one patient that is paused or off: by whom, since when, and for how long.</summary>
/// <remarks>
/// It holds for one kind of alarm only: pausing one never hides another (IEC 60601-1-8, 6.8).
/// </remarks>
/// <param name="Text">The monitor's text if the kind is <see cref="AlarmKind.Other"/>, because it is the alarm's only
/// name; else empty.</param>
/// <param name="UpTo">The highest priority for which it holds. A more urgent alarm ends it, because the person did not
/// look at that one.</param>
/// <param name="Until">When a pause ends by itself; null if the alarm is off.</param>
/// <param name="Reason">Why the alarm is off; may be empty for a pause.</param>
public sealed record AlarmInactivation(
    AlarmKind Kind,
    string Text,
    AlarmInactivationState State,
    AlarmPriority UpTo,
    string By,
    DateTimeOffset Since,
    DateTimeOffset? Until,
    string Reason
)
{
    /// <summary>Whether the alarm gives no signal at all, not even light.</summary>
    public bool Hides => State is AlarmInactivationState.AlarmPaused or AlarmInactivationState.AlarmOff;

    /// <summary>
    /// Whether it holds for this alarm; never for asystole and ventricular fibrillation, even if it was stored.
    /// </summary>
    public bool Covers(Alarm alarm) => IsFor(alarm) && alarm.Priority <= UpTo && AlarmHandling.MayBeSilent(alarm.Kind);

    /// <summary>Whether it is about alarms of this kind, whatever their priority.</summary>
    public bool IsFor(Alarm alarm) => AlarmHandling.LineOf(alarm) == (Kind, Text);
}
