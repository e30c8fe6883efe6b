using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;

namespace WardGrid.WebTests.HandFed;

/// <summary>A device register in memory.</summary>
internal sealed class RememberedDevices : IDeviceRegister
{
    private readonly ConcurrentDictionary<string, RegisteredDevice> _devices = [];
    private readonly ConcurrentDictionary<string, Binding> _bindings = [];

    public ValueTask<ImmutableArray<RegisteredDevice>> DevicesAsync(CancellationToken stop) => new([.. _devices.Values.OrderBy(d => d.Device)]);

    public ValueTask<RegisteredDevice?> FindAsync(string device, CancellationToken stop) => new(_devices.GetValueOrDefault(device));

    public ValueTask RegisterAsync(RegisteredDevice device, CancellationToken stop)
    {
        _devices[device.Device] = device;
        return default;
    }

    public ValueTask RetireAsync(string device, DateTimeOffset at, CancellationToken stop)
    {
        _devices.TryRemove(device, out _);
        foreach (var bound in _bindings.Values.Where(b => b.Device == device))
            _bindings.TryRemove(bound.Bed, out _);
        return default;
    }

    public ValueTask<ImmutableArray<Binding>> BindingsAsync(CancellationToken stop) => new([.. _bindings.Values]);

    public ValueTask BindAsync(Binding binding, CancellationToken stop)
    {
        foreach (var before in _bindings.Values.Where(b => b.Device == binding.Device))
            _bindings.TryRemove(before.Bed, out _);
        _bindings[binding.Bed] = binding;
        return default;
    }

    public ValueTask<ImmutableArray<ChannelMapping>> MappingsAsync(CancellationToken stop) => new([]);

    public ValueTask MapAsync(ChannelMapping mapping, CancellationToken stop) => default;

    public ValueTask UnbindAsync(string bed, DateTimeOffset at, CancellationToken stop)
    {
        _bindings.TryRemove(bed, out _);
        return default;
    }
}
