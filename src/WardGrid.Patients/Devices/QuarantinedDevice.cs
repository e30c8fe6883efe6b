using System.Collections.Immutable;

namespace WardGrid.Patients.Devices;

/// <summary>A device that has sent something but serves no patient.</summary>
/// <param name="Reason">The reason in words: unknown, or registered and bound to no bed.</param>
/// <param name="From">The address of its connection; null if its messages come from a broker.</param>
public sealed record QuarantinedDevice(
    string Device,
    string Reason,
    bool IsRegistered,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long Messages,
    string? From
);
