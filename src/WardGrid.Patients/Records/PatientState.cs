using System.Collections.Immutable;
using WardGrid.Alarms;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>A patient's state between two activations.</summary>
/// <param name="Open">Alarms that last or wait for an acknowledgement.</param>
/// <param name="Unrecorded">Decisions that are not in the alarm log yet.</param>
public sealed record PatientState(
    string PatientId,
    AlarmLimits Limits,
    ImmutableArray<Alarm> Open,
    ImmutableArray<Alarm> Unrecorded,
    DateTimeOffset SavedAt
)
{
    /// <summary>The alarms that are paused or off.</summary>
    public ImmutableArray<AlarmInactivation> Inactive { get; init; } = [];

    /// <summary>
    /// The episodes of the monitor's alarm ids, so that an id that is used again never overwrites an earlier alarm.
    /// </summary>
    public ImmutableArray<MonitorEpisode> Episodes { get; init; } = [];

    /// <summary>The monitor's alarms that lasted when their device was lost, acknowledged or not.</summary>
    public ImmutableArray<Alarm> Lost { get; init; } = [];

    /// <summary>Whether the device has ever sent: from then on silence is an alarm.</summary>
    public bool Heard { get; init; }

    /// <summary>The version of the newest snapshot, so that the next activation's are newer.</summary>
    public long Version { get; init; }
}
