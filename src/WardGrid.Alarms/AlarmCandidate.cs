namespace WardGrid.Alarms;

/// <summary>An alarm before its verification.</summary>
/// <param name="AtSeconds">Seconds since the device's epoch at which it was raised; nothing after that is used to
/// verify it.</param>
/// <param name="Text">The monitor's words, or WardGrid's own.</param>
public sealed record AlarmCandidate(
    AlarmKind Kind,
    AlarmPriority Priority,
    AlarmOrigin Origin,
    double AtSeconds,
    string Text
)
{
    /// <summary>It rests on a number of the device, which no signal can check.</summary>
    public bool OfDevice { get; init; }
}
