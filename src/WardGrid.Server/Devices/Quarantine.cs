using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.Server.Devices;

/// <summary>Devices that send but serve no patient. The biomedical engineer sees them; the ward never does.</summary>
/// <remarks>
/// Bounded, because anybody can send names: the device that has been silent for longest is dropped first. Thread-safe.
/// </remarks>
public sealed class Quarantine(TimeProvider clock)
{
    /// <summary>The largest number of devices that are kept.</summary>
    public const int Most = 500;

    private readonly ConcurrentDictionary<string, QuarantinedDevice> _devices = new();

    /// <summary>The one that sent last comes first.</summary>
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
