using System.Buffers;
using WardGrid.Patients;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Synthesis;

namespace WardGrid.UnitTests.Grains;

/// <summary>
/// A device that hands its bytes to an engine, with every message guaranteed, so that the answer is the patient's.
/// </summary>
public sealed class BedsideMonitor(string name, IPatients patients, TimeProvider clock)
{
    private uint _epoch = 1;
    private uint _sequence;
    private long _samples;

    public string Name => name;

    public ValueTask<Refusal> Birth(uint epoch = 1)
    {
        (_epoch, _sequence, _samples) = (epoch, 0, 0);
        return Send(
            MessageKind.Birth,
            to => DeviceBirthJson.Write(to, new(epoch, "Simulated", "1", SimulatedMonitor.UsualChannels))
        );
    }

    /// <summary>The next bundle of 250 ms: every sample of both channels is its number.</summary>
    public ValueTask<Refusal> Frame()
    {
        (_sequence, _samples) = (_sequence + 1, _samples + 62);
        return Send(MessageKind.Wave, Write);
    }

    /// <summary>The last bundle again.</summary>
    public ValueTask<Refusal> SameFrame() => Send(MessageKind.Wave, Write);

    /// <summary>Bundles that the device numbers and that never come.</summary>
    public void Lose(int frames) => (_sequence, _samples) = (_sequence + (uint)frames, _samples + 62 * frames);

    public ValueTask<Refusal> Alert(string id, string kind = "VT", AlertPhase phase = AlertPhase.Start) =>
        Send(
            MessageKind.Alert,
            to => DeviceAlertJson.Write(to, new(_epoch, Micros, id, phase, kind, "high", null, kind))
        );

    private long Micros => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;

    private void Write(IBufferWriter<byte> to)
    {
        WaveFrameWriter.WriteHeader(to, _epoch, _sequence, Micros - 248_000, 2);
        Span<short> samples = stackalloc short[62];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (short)((_samples - 62 + i) % 1000);
        WaveFrameWriter.WriteChannel(to, 0, _samples - 62, samples);
        WaveFrameWriter.WriteChannel(to, 1, _samples - 62, samples);
    }

    private ValueTask<Refusal> Send(MessageKind kind, Action<IBufferWriter<byte>> write)
    {
        var payload = new ArrayBufferWriter<byte>();
        write(payload);
        var message = new DeviceMessage
        {
            Device = name,
            Kind = kind,
            Payload = payload.WrittenSpan,
            ReceivedAt = clock.GetUtcNow(),
            Guaranteed = true,
        };
        return patients.AcceptAsync(message, TestContext.Current.CancellationToken);
    }
}
