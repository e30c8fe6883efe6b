using WardGrid.Alarms;

namespace WardGrid.Patients.Devices;

/// <summary>A device that may send.</summary>
/// <param name="PasswordHash">The hash of the device's password; the password itself is not stored.</param>
public sealed record RegisteredDevice(
    string Device,
    string Model,
    string Serial,
    string PasswordHash,
    bool Demo,
    DateTimeOffset RegisteredAt
)
{
    /// <summary>When it was retired; null while it is in service.</summary>
    public DateTimeOffset? RetiredAt { get; init; }
}
