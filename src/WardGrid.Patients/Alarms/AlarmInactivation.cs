using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>The four states in which an alarm gives fewer signals than it would, after IEC 60601-1-8.</summary>
/// <remarks>
/// "Paused" lasts for a limited time, "off" until someone ends it; "audio" takes the sound only, "alarm" every signal:
/// what is found is still verified, recorded and listed, but neither sounds nor flashes nor colours the bed.
/// </remarks>
public enum AlarmInactivationState
{
    AudioPaused,
    AudioOff,
    AlarmPaused,
    AlarmOff,
}

/// <summary>One alarm of one patient that is paused or off: who said so, when, and for how long.</summary>
/// <remarks>
/// It stands for one kind of alarm and no other: pausing one never hides another (IEC 60601-1-8, 6.8).
/// </remarks>
/// <param name="Text">The monitor's words where the kind is <see cref="AlarmKind.Other"/>, which are the alarm's only
/// name; empty otherwise.</param>
/// <param name="UpTo">The highest priority that it holds for: a more urgent alarm is another matter than the one that
/// was looked at, and ends it.</param>
/// <param name="Until">When a pause ends by itself; null where it is off.</param>
/// <param name="Reason">Why it is off; may be empty where it is paused.</param>
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
    /// Whether it holds for this alarm; never for asystole and ventricular fibrillation, whatever was stored.
    /// </summary>
    public bool Covers(Alarm alarm) => IsFor(alarm) && alarm.Priority <= UpTo && AlarmHandling.MayBeSilent(alarm.Kind);

    /// <summary>Whether it was said of alarms like this one, however urgent.</summary>
    public bool IsFor(Alarm alarm) => AlarmHandling.LineOf(alarm) == (Kind, Text);
}
