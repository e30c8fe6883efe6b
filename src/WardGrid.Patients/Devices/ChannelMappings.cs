using System.Collections.Frozen;

namespace WardGrid.Patients.Devices;

/// <summary>A person's mapping of one channel of a device to what it measures.</summary>
/// <param name="Channel">The channel's name in the device's birth.</param>
/// <param name="Code">The IEEE 11073-10101 code.</param>
public sealed record ChannelMapping(string Device, string Channel, int Code, string By, DateTimeOffset At);

/// <summary>The mappings in force; they apply from a device's next birth on.</summary>
/// <remarks>Thread-safe: patients read it in their turns, and the registry replaces it as a whole.</remarks>
public sealed class ChannelMappings
{
    private FrozenDictionary<(string, string), int> _codes = FrozenDictionary<(string, string), int>.Empty;

    public int? CodeOf(string device, string channel) =>
        Volatile.Read(ref _codes).TryGetValue((device, channel), out var code) ? code : null;

    /// <summary>Replaces all mappings.</summary>
    public void Replace(IEnumerable<ChannelMapping> mappings) =>
        Volatile.Write(ref _codes, mappings.ToFrozenDictionary(m => (m.Device, m.Channel), m => m.Code));
}
