using System.Buffers;
using System.Collections.Concurrent;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices;

/// <summary>Passes the messages of registered devices that serve no bed on to whoever looks at them.</summary>
/// <remarks>
/// Where nobody looks, a device costs one question a second at most. Thread-safe.
/// </remarks>
public sealed class DevicePreviews(IGrainFactory grains, LatestBirths births, TimeProvider clock) : IDevicePreviews
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Audience> _audiences = new();

    public async ValueTask<DevicePreview> ReadAsync(string device, CancellationToken stop) =>
        await grains.GetGrain<IDevicePreviewGrain>(device).ReadAsync().WaitAsync(stop);

    internal void Hear(string device, MessageKind kind, ReadOnlySpan<byte> payload)
    {
        var audience = _audiences.GetOrAdd(device, _ => new());
        if (!audience.Asks(clock.GetTimestamp(), clock))
            return;
        _ = TellAsync(device, kind, payload.ToArray(), audience);
    }

    private async Task TellAsync(string device, MessageKind kind, byte[] payload, Audience audience)
    {
        var looks = false;
        try
        {
            var grain = grains.GetGrain<IDevicePreviewGrain>(device);
            if (kind != MessageKind.Birth && !audience.Looks && BirthOf(device) is { } birth)
                await grain.HearAsync(MessageKind.Birth, birth, clock.GetUtcNow());
            looks = await grain.HearAsync(kind, payload, clock.GetUtcNow());
        }
        catch (Exception)
        {
            // A preview is a convenience: a silo that has just left is asked again with a later message.
        }
        finally
        {
            audience.Answered(looks, clock.GetTimestamp());
        }
    }

    /// <summary>The birth that came before anybody looked.</summary>
    private byte[]? BirthOf(string device)
    {
        if (births.Of(device) is not { } birth)
            return null;
        var json = new ArrayBufferWriter<byte>();
        DeviceBirthJson.Write(json, birth);
        return json.WrittenSpan.ToArray();
    }

    /// <summary>Whether somebody looks at one device, as it was last known.</summary>
    private sealed class Audience
    {
        private readonly Lock _gate = new();
        private long? _answeredAt;

        public bool Looks { get; private set; }

        /// <summary>False where nobody looked a moment ago.</summary>
        public bool Asks(long now, TimeProvider clock)
        {
            lock (_gate)
                return Looks || _answeredAt is not { } at || clock.GetElapsedTime(at, now) >= AskEvery;
        }

        public void Answered(bool looks, long now)
        {
            lock (_gate)
                (Looks, _answeredAt) = (looks, now);
        }
    }
}
