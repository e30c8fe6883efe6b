using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Conformance;

namespace WardGrid.Web.Devices;

/// <summary>The state of a device in the list of all devices.</summary>
public enum FleetState
{
    /// <summary>It serves a patient and has sent within the last two seconds.</summary>
    Live,

    /// <summary>It serves a patient, but sends nothing.</summary>
    Silent,

    /// <summary>It sends, but serves no patient.</summary>
    Quarantined,

    /// <summary>It serves no patient and sends nothing.</summary>
    Unbound,
    Retired,
}

/// <summary>The newest conformance run of a device.</summary>
/// <param name="Run">The key of its report.</param>
public sealed record FleetTest(string Run, DateTimeOffset At, Conformity Result);

/// <summary>One line of the list of all devices.</summary>
/// <param name="Association">The patient whom it serves; null if nobody.</param>
/// <param name="LastSeen">When it last sent something; null if it has not since the server's start.</param>
/// <param name="UsableShare">Of its worst channel, the share of the last 60 s that was usable, 0 to 1; null where no
/// channel is known.</param>
/// <param name="Test">Null if it was never tested.</param>
public sealed record FleetDevice(
    RegisteredDevice Device,
    DeviceAssociation? Association,
    FleetState State,
    DateTimeOffset? LastSeen,
    float? UsableShare,
    FleetTest? Test
)
{
    /// <summary>
    /// The least share of a minute that must be usable. A choice: below it, more than half of the time is lost.
    /// </summary>
    private const float LeastUsable = 0.5f;

    public string Name => Device.Device;

    /// <summary>Whether a channel of a live device was unusable for more than half of the last minute.</summary>
    public bool HasBadQuality => State == FleetState.Live && UsableShare < LeastUsable;
}
