using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Patients.Devices;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>
/// The last birth of each registered device. The unit that it declares limits what a channel can be mapped to.
/// </summary>
/// <remarks>
/// For a device of another silo the view of its bed is used instead, in the units to which WardGrid converts.
/// Thread-safe.
/// </remarks>
public sealed class LatestBirths(IWard ward)
{
    private readonly ConcurrentDictionary<string, DeviceBirth> _births = new();

    public void Hear(string device, ReadOnlySpan<byte> payload)
    {
        var isKept = _births.ContainsKey(device) || _births.Count < RefusalLogs.Most;
        if (isKept && !DeviceBirthJson.TryRead(payload, out var birth).IsRefused)
            _births[device] = birth!;
    }

    /// <summary>The device's last birth; null where none came since the start.</summary>
    public DeviceBirth? Of(string device) => _births.GetValueOrDefault(device);

    /// <summary>A channel of a device by its name; null where no birth with it is known.</summary>
    public ChannelDeclaration? Channel(string device, string name)
    {
        if (_births.TryGetValue(device, out var birth))
            return birth.Channels.FirstOrDefault(c => c.Name == name);
        var bed = ward.Beds.FirstOrDefault(b => b.Association.Device == device);
        return bed?.Channels.Select(c => c.Declaration).FirstOrDefault(c => c.Name == name);
    }
}
