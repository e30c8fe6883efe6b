using System.Collections.Immutable;

namespace WardGrid.Signals.Protocol;

/// <summary>The first message of a device: what it is and which channels it sends (topic kind <c>birth</c>).</summary>
public sealed record DeviceBirth(uint Epoch, string Model, string Serial, ImmutableArray<ChannelDeclaration> Channels);

/// <summary>The numbers on a device's own screen (topic kind <c>num</c>), by IEEE 11073-10101 code.</summary>
/// <param name="TimeMicros">Device clock, microseconds since 1970.</param>
/// <param name="Values">By code; <see cref="NotShown"/> if the device shows no number.</param>
public sealed record DeviceNumerics(uint Epoch, long TimeMicros, ImmutableDictionary<int, double> Values)
{
    public const double NotShown = double.NaN;

    /// <summary>Names of further numbers in the message that WardGrid has no code for.</summary>
    public ImmutableArray<string> Ignored { get; init; } = [];
}

/// <summary>The phase of an alarm in a device's alert.</summary>
public enum AlertPhase
{
    Start,
    Update,
    End,
}

/// <summary>The monitor's own alarm (topic kind <c>alert</c>), with the monitor's text.</summary>
/// <param name="Id">The device's name of this alarm, the same in start, update and end.</param>
/// <param name="Kind">The monitor's kind, such as VT, ASYSTOLE or SPO2_LOW.</param>
/// <param name="Priority">high, medium or low.</param>
/// <param name="Sample">Sample number, on the first ECG channel, at which the monitor raised it.</param>
public sealed record DeviceAlert(
    uint Epoch,
    long TimeMicros,
    string Id,
    AlertPhase Phase,
    string Kind,
    string Priority,
    long? Sample,
    string Text
);

/// <summary>A device has left (topic kind <c>death</c>): its last will, or its own message.</summary>
public sealed record DeviceDeath(string Reason);

/// <summary>A command of WardGrid to a device (topic kind <c>cmd</c>).</summary>
/// <param name="Do">The command, such as <see cref="Rebirth"/>.</param>
public sealed record DeviceCommand(string Do)
{
    /// <summary>Publish the birth again, because the server has none.</summary>
    public const string Rebirth = "rebirth";
}
