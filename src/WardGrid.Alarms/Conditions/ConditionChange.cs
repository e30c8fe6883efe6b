namespace WardGrid.Alarms.Conditions;

/// <summary>A condition began or ended.</summary>
/// <param name="AtSeconds">Seconds since the device's epoch.</param>
/// <param name="Text">What was found, in a nurse's words; empty at the end.</param>
/// <param name="OfDevice">It rests on a number of the device, which no signal can check.</param>
public sealed record ConditionChange(
    AlarmKind Kind,
    AlarmPriority Priority,
    bool Started,
    double AtSeconds,
    string Text,
    bool OfDevice = false
);
