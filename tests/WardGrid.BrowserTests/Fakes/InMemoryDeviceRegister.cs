using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Devices;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>A device register in memory.</summary>
internal sealed class InMemoryDeviceRegister : IDeviceRegister
{
    private readonly ConcurrentDictionary<string, RegisteredDevice> _devices = [];
    private readonly ConcurrentDictionary<string, DeviceAssociation> _associations = [];
    private readonly ConcurrentDictionary<string, RegisteredDevice> _retired = [];

    public ValueTask<ImmutableArray<RegisteredDevice>> DevicesAsync(CancellationToken stop) =>
        new([.. _devices.Values.OrderBy(d => d.Device)]);

    public ValueTask<RegisteredDevice?> FindAsync(string device, CancellationToken stop) =>
        new(_devices.GetValueOrDefault(device));

    public ValueTask RegisterAsync(RegisteredDevice device, CancellationToken stop)
    {
        _devices[device.Device] = device;
        _retired.TryRemove(device.Device, out _);
        return default;
    }

    public ValueTask RenewPasswordHashAsync(string device, string from, string to, CancellationToken stop) => default;

    public ValueTask RetireAsync(string device, DateTimeOffset at, CancellationToken stop)
    {
        if (_devices.TryRemove(device, out var known))
            _retired[device] = known with { RetiredAt = at };
        foreach (var bound in _associations.Values.Where(b => b.Device == device))
            _associations.TryRemove(bound.Bed, out _);
        return default;
    }

    public ValueTask<ImmutableArray<RegisteredDevice>> RetiredAsync(CancellationToken stop) =>
        new([.. _retired.Values.OrderBy(d => d.Device)]);

    public ValueTask<ImmutableArray<DeviceAssociation>> AssociationsAsync(CancellationToken stop) =>
        new([.. _associations.Values]);

    public ValueTask BindAsync(DeviceAssociation association, CancellationToken stop)
    {
        foreach (var before in _associations.Values.Where(b => b.Device == association.Device))
            _associations.TryRemove(before.Bed, out _);
        _associations[association.Bed] = association;
        return default;
    }

    public ValueTask<ImmutableArray<ChannelMapping>> MappingsAsync(CancellationToken stop) => new([]);

    public ValueTask MapAsync(ChannelMapping mapping, CancellationToken stop) => default;

    public ValueTask UnbindAsync(string bed, DateTimeOffset at, CancellationToken stop)
    {
        _associations.TryRemove(bed, out _);
        return default;
    }
}
