using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices.Profiles;

/// <summary>In which form a device of a profile sends.</summary>
public enum DeviceForm
{
    /// <summary>WardGrid's protocol, waves as JSON.</summary>
    Json,

    /// <summary>WardGrid's protocol, waves as binary bundles.</summary>
    Binary,

    /// <summary>
    /// WardGrid's protocol on one connection that ends with a last will, as Sparkplug's birth and death.
    /// </summary>
    BirthAndDeath,

    /// <summary>The numbers of the public gateway VSCaptureMP.</summary>
    VsCapture,
}

/// <summary>What devices of one kind send: a template that a new device is compared with.</summary>
/// <param name="Numbers">IEEE 11073-10101 codes of the numbers of its screen.</param>
public sealed record DeviceProfile(
    string Name,
    DeviceForm Form,
    ImmutableArray<ProfileChannel> Channels,
    ImmutableArray<int> Numbers
)
{
    /// <summary>The profiles that are always there: they name a form and expect nothing of the content.</summary>
    public static ImmutableArray<DeviceProfile> BuiltIn { get; } =
    [
        new("WardGrid JSON", DeviceForm.Json, [], []),
        new("WardGrid binary", DeviceForm.Binary, [], []),
        new("Birth and death (as Sparkplug)", DeviceForm.BirthAndDeath, [], []),
        new("VSCapture numbers", DeviceForm.VsCapture, [], []),
    ];

    /// <summary>
    /// The channel names of this profile that WardGrid would not read as the profile says, with the code of each: they
    /// are mapped when a device of the profile is registered.
    /// </summary>
    public IEnumerable<(string Channel, int Code)> Mappings =>
        from channel in Channels
        from name in channel.Aliases.Insert(0, channel.Name)
        where ChannelNames.CodeOf(name) != channel.Code
        select (name, channel.Code);
}

/// <summary>One channel of a profile.</summary>
/// <param name="Name">The name that the device gives it.</param>
/// <param name="Code">What it measures, a code of IEEE 11073-10101.</param>
/// <param name="Rate">Samples per second.</param>
/// <param name="Gain">Raw units per physical unit; null: any.</param>
/// <param name="Offset">The raw value of physical zero; null: any.</param>
/// <param name="Aliases">Other names for it.</param>
public sealed record ProfileChannel(
    string Name,
    int Code,
    double Rate,
    string Unit,
    double? Gain,
    double? Offset,
    ImmutableArray<string> Aliases
);
