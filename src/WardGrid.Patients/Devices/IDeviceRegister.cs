using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Devices;

/// <summary>Devices and their associations, kept through restarts.</summary>
public interface IDeviceRegister
{
    ValueTask<ImmutableArray<RegisteredDevice>> DevicesAsync(CancellationToken stop);

    ValueTask<RegisteredDevice?> FindAsync(string device, CancellationToken stop);

    /// <summary>Registers a device, or replaces its registration.</summary>
    ValueTask RegisterAsync(RegisteredDevice device, CancellationToken stop);

    /// <summary>
    /// Replaces the hash of a device's password by another hash of the same password, unless the registration has
    /// changed since.
    /// </summary>
    ValueTask RenewPasswordHashAsync(string device, string from, string to, CancellationToken stop);

    ValueTask RetireAsync(string device, DateTimeOffset at, CancellationToken stop);

    /// <summary>The devices that were retired and not registered again since.</summary>
    ValueTask<ImmutableArray<RegisteredDevice>> RetiredAsync(CancellationToken stop);

    /// <summary>The associations in force.</summary>
    ValueTask<ImmutableArray<DeviceAssociation>> AssociationsAsync(CancellationToken stop);

    /// <summary>
    /// Binds a device to a bed and a patient; earlier associations of that device, bed or patient end at the same
    /// moment.
    /// </summary>
    ValueTask BindAsync(DeviceAssociation association, CancellationToken stop);

    ValueTask UnbindAsync(string bed, DateTimeOffset at, CancellationToken stop);

    /// <summary>The mappings that people made for devices' channels.</summary>
    ValueTask<ImmutableArray<ChannelMapping>> MappingsAsync(CancellationToken stop);

    /// <summary>Maps a channel and replaces its earlier mapping; the code 0 removes the mapping.</summary>
    ValueTask MapAsync(ChannelMapping mapping, CancellationToken stop);
}
