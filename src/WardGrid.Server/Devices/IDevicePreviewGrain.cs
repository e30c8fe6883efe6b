using Orleans.Concurrency;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>
/// What one registered device sends while somebody looks at it; the key is the device's name. A grain, because the page
/// and the device can be on different silos.
/// </summary>
[Alias("wardgrid.device-preview")]
public interface IDevicePreviewGrain : IGrainWithStringKey
{
    /// <summary>Takes a message if somebody looks; says whether somebody does.</summary>
    [Alias("hear")]
    Task<bool> HearAsync(MessageKind kind, [Immutable] byte[] payload, DateTimeOffset at);

    /// <summary>What was taken so far; somebody looks from here on, for the time of the lease.</summary>
    [Alias("read")]
    Task<DevicePreview> ReadAsync();
}
