using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Patients.Devices.Previews;
using WardGrid.Signals.Protocol;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>What hand-fed devices send before they serve a bed.</summary>
internal sealed class FakePreviews : IDevicePreviews
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PreviewedDevice> _devices = [];

    public ValueTask<DevicePreview> ReadAsync(string device, CancellationToken stop)
    {
        lock (_gate)
            return new(
                _devices.TryGetValue(device, out var heard)
                    ? heard.Read(_ => null, TimeProvider.System.GetUtcNow())
                    : DevicePreview.Empty
            );
    }

    /// <summary>The device has sent its birth, fifteen seconds of these channels and a heart rate.</summary>
    public void Play(string device, ImmutableArray<ChannelDeclaration> channels)
    {
        var heard = new PreviewedDevice();
        var now = TimeProvider.System.GetUtcNow();
        var message = new ArrayBufferWriter<byte>();
        DeviceBirthJson.Write(message, new(1, "B450", "1", channels));
        heard.Hear(MessageKind.Birth, message.WrittenSpan, Refusal.None, now.AddSeconds(-15));
        var heart = new DrawnHeart(70, 1, channels);
        for (var second = 0; second < 15; second++)
        {
            var at = now.AddSeconds(second - 14);
            heard.Hear(MessageKind.Wave, heart.Frame(1, second, second + 1, at).Span, Refusal.None, at);
        }

        heard.Hear(MessageKind.Numerics, """{"epoch":1,"time":1,"v":{"147842":71,"150456":97}}"""u8, Refusal.None, now);
        lock (_gate)
            _devices[device] = heard;
    }

    /// <summary>The device sends something that is refused.</summary>
    public void Refuse(string device, string why)
    {
        lock (_gate)
            _devices[device]
                .Hear(MessageKind.Wave, [], new(RefusalReason.Malformed, why), TimeProvider.System.GetUtcNow());
    }

    /// <summary>A registered device that sends all kinds of signals, one that nobody knows, and a fault.</summary>
    public static async Task RegisterAsync(LivingWard ward, string device)
    {
        await ward.Devices.RegisterAsync(
            new(device, "B450", "2", "hash", false, TimeProvider.System.GetUtcNow()),
            TestContext.Current.CancellationToken
        );
        ward.Previews.Play(device, DrawnHeart.Channels.Add(new(9, "CH9", 0, 125, "mV", 200, 0)));
        ward.Previews.Refuse(device, "2 bytes follow the last channel");
    }
}
