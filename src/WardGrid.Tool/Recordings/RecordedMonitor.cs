using System.Buffers;
using WardGrid.Signals.Protocol;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Recordings;

/// <summary>A recording as the bedside monitor that sent it: its birth, and wave bundles of 250 ms.</summary>
public sealed class RecordedMonitor(Recording recording)
{
    public const double BundleSeconds = 0.25;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public DeviceBirth Birth { get; } =
        new(1, "recording", recording.Header.Name, RecordingChannels.Declare(recording.Header));

    public int Bundles => (int)Math.Ceiling(recording.Length / (BundleSeconds * recording.Header.Rate));

    /// <summary>One bundle in the binary form of the protocol; valid until the next call.</summary>
    /// <param name="number">0 is the first.</param>
    /// <param name="until">Samples from this number on are left out.</param>
    public ReadOnlySpan<byte> Bundle(int number, int until = int.MaxValue)
    {
        var start = StartOf(number);
        var count = Math.Max(0, Math.Min(StartOf(number + 1), Math.Min(until, recording.Length)) - start);
        _bytes.ResetWrittenCount();
        WaveFrameWriter.WriteHeader(
            _bytes,
            Birth.Epoch,
            (uint)number,
            (long)(start / recording.Header.Rate * 1e6),
            Birth.Channels.Length
        );
        for (var i = 0; i < Birth.Channels.Length; i++)
            WaveFrameWriter.WriteChannel(_bytes, i, start, recording.Raw(i).Slice(start, count));
        return _bytes.WrittenSpan;
    }

    private int StartOf(int bundle) => (int)Math.Round(bundle * BundleSeconds * recording.Header.Rate);
}
