using WardGrid.Patients.Devices;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>The address of a <see cref="WatchedDevice"/> in the cluster.</summary>
[GrainType("devicepreview")]
internal sealed class DevicePreviewGrain : Grain, IDevicePreviewGrain
{
    private readonly WatchedDevice _device;

    public DevicePreviewGrain(ChannelMappings mappings, TimeProvider clock) =>
        _device = new(channel => mappings.CodeOf(this.GetPrimaryKeyString(), channel), clock);

    public Task<bool> HearAsync(MessageKind kind, byte[] payload, DateTimeOffset at) =>
        Task.FromResult(_device.Hear(kind, payload, at));

    public Task<DevicePreview> ReadAsync() => Task.FromResult(_device.Look());
}
