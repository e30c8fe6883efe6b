using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>Whether the walls of a ward sound, by whom it was set and when.</summary>
/// <param name="Until">When a pause ends; null otherwise.</param>
public sealed record WallSound(WallSoundState State, string By, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>After IEC 60601-1-8: paused for a limited time, off until somebody turns it on.</summary>
public enum WallSoundState
{
    On,
    Paused,
    Off,
}
