using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>The preview of one device for as long as somebody looks.</summary>
/// <param name="mapped">The code to which a person has mapped a channel, by its name.</param>
/// <remarks>Not thread-safe: its grain takes one call after the other.</remarks>
public sealed class WatchedDevice(Func<string, int?> mapped, TimeProvider clock)
{
    /// <summary>How long after the last look the device is still listened to: some missed looks of a page.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private PreviewedDevice? _device;
    private DateTimeOffset _lookedAt;

    /// <summary>Takes a message if somebody looks; says whether somebody does.</summary>
    public bool Hear(MessageKind kind, ReadOnlySpan<byte> payload, DateTimeOffset at)
    {
        Expire();
        _device?.Hear(kind, payload, UnboundMessages.Check(kind, payload, mapped), at);
        return _device is not null;
    }

    public DevicePreview Look()
    {
        Expire();
        _lookedAt = clock.GetUtcNow();
        _device ??= new();
        return _device.Read(mapped, _lookedAt);
    }

    private void Expire()
    {
        if (clock.GetUtcNow() - _lookedAt > Lease)
            _device = null;
    }
}
