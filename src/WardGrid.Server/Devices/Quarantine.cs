using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Devices;

/// <summary>
/// Devices that have been heard but serve no patient: seen by the biomedical engineer, never on the ward.
/// </summary>
/// <remarks>
/// Bounded, since names come from outside: the one not heard for longest makes room. Safe for several threads.
/// </remarks>
public sealed class Quarantine(TimeProvider clock)
{
    /// <summary>Devices held; a ward that has more unknown devices has another problem.</summary>
    public const int Most = 500;

    private readonly ConcurrentDictionary<string, QuarantinedDevice> _devices = new();

    /// <summary>The last heard first.</summary>
    public ImmutableArray<QuarantinedDevice> Devices => [.. _devices.Values.OrderByDescending(d => d.LastAt)];

    public void Hear(string device, string reason, bool isRegistered, string? from)
    {
        var now = clock.GetUtcNow();
        if (
            _devices.Count >= Most
            && !_devices.ContainsKey(device)
            && _devices.Values.MinBy(d => d.LastAt) is { } oldest
        )
            _devices.TryRemove(oldest.Device, out _);
        _devices.AddOrUpdate(
            device,
            _ => new(device, reason, isRegistered, now, now, 1, from),
            (_, known) =>
                known with
                {
                    Reason = reason,
                    IsRegistered = isRegistered,
                    LastAt = now,
                    Messages = known.Messages + 1,
                    From = from ?? known.From,
                }
        );
    }

    /// <summary>The device serves a patient now.</summary>
    public void Release(string device) => _devices.TryRemove(device, out _);
}
