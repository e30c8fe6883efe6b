using System.Collections.Immutable;

namespace WardGrid.Patients.Devices;

/// <summary>A device that was heard but serves no patient.</summary>
/// <param name="Reason">In words: unknown, or registered and bound to no bed.</param>
/// <param name="From">Where it connected from; null where an external broker passed it on.</param>
public sealed record QuarantinedDevice(
    string Device,
    string Reason,
    bool IsRegistered,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    long Messages,
    string? From
);
