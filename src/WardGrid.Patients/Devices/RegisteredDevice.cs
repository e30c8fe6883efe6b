using WardGrid.Alarms;

namespace WardGrid.Patients.Devices;

/// <summary>A device that may send.</summary>
/// <param name="PasswordHash">Of the credential that the device was given once; the credential itself is not
/// kept.</param>
public sealed record RegisteredDevice(
    string Device,
    string Model,
    string Serial,
    string PasswordHash,
    bool Demo,
    DateTimeOffset RegisteredAt
);
