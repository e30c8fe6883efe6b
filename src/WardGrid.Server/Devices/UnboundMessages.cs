using System.Buffers;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>
/// Checks the messages of a registered device that serves no patient yet, so that its faults are seen before a person
/// binds it.
/// </summary>
/// <remarks>
/// Rules that depend on earlier messages (epochs, sequence, time) are checked once a patient receives them.
/// </remarks>
internal static class UnboundMessages
{
    /// <param name="mapped">The code to which a person has mapped a channel, by its name.</param>
    public static Refusal Check(MessageKind kind, ReadOnlySpan<byte> payload, Func<string, int?> mapped) =>
        kind switch
        {
            MessageKind.Wave => CheckWave(payload),
            MessageKind.Numerics => DeviceNumericsJson.TryRead(payload, out _),
            MessageKind.Alert => DeviceAlertJson.TryRead(payload, out _),
            MessageKind.Birth => CheckBirth(payload, mapped),
            MessageKind.Death => DeviceDeathJson.TryRead(payload, out _),
            _ => new(RefusalReason.UnknownTopic, "a device does not command the ward"),
        };

    private static Refusal CheckWave(ReadOnlySpan<byte> payload)
    {
        if (!WaveFrameJson.IsJson(payload))
            return WaveFrame.TryRead(payload, out _);
        var binary = new ArrayBufferWriter<byte>();
        var refusal = WaveFrameJson.TryConvert(payload, binary);
        return refusal.IsRefused ? refusal : WaveFrame.TryRead(binary.WrittenSpan, out _);
    }

    private static Refusal CheckBirth(ReadOnlySpan<byte> payload, Func<string, int?> mapped)
    {
        var refusal = DeviceBirthJson.TryRead(payload, out var birth);
        return refusal.IsRefused ? refusal : BirthConversion.TryConvert(birth!, mapped, out _);
    }
}
