using System.Buffers;
using System.Collections.Immutable;
using WardGrid.Signals.Frames;
using WardGrid.Signals.Recordings;

namespace WardGrid.Tool.Recordings;

/// <summary>A recording as the bedside monitor that sent it: its birth, and wave bundles of 250 ms.</summary>
public sealed class RecordedMonitor(Recording recording)
{
    public const double BundleSeconds = 0.25;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    public DeviceBirth Birth { get; } = new(1, "recording", recording.Header.Name,
    [
        .. recording.Header.Signals.Select((s, i) => new ChannelDeclaration(i, s.Description, CodeOf(s.Description), recording.Header.Rate, s.Unit, s.Gain, s.Baseline)),
    ]);

    public int Bundles => (int)Math.Ceiling(recording.Length / (BundleSeconds * recording.Header.Rate));

    /// <summary>One bundle in the binary form of the wire; valid until the next call.</summary>
    /// <param name="number">0 is the first.</param>
    /// <param name="until">Samples from this number on are left out.</param>
    public ReadOnlySpan<byte> Bundle(int number, int until = int.MaxValue)
    {
        var start = StartOf(number);
        var count = Math.Max(0, Math.Min(StartOf(number + 1), Math.Min(until, recording.Length)) - start);
        _bytes.ResetWrittenCount();
        WaveFrameWriter.WriteHeader(_bytes, Birth.Epoch, (uint)number, (long)(start / recording.Header.Rate * 1e6), Birth.Channels.Length);
        for (var i = 0; i < Birth.Channels.Length; i++)
            WaveFrameWriter.WriteChannel(_bytes, i, start, recording.Raw(i).Slice(start, count));
        return _bytes.WrittenSpan;
    }

    private int StartOf(int bundle) => (int)Math.Round(bundle * BundleSeconds * recording.Header.Rate);

    /// <summary>The code of a signal by the name that recordings give it; 0 where the name is not known.</summary>
    private static int CodeOf(string name) => name.ToUpperInvariant() switch
    {
        "I" => Mdc.EcgLeadI,
        "II" or "MLII" or "ECG" => Mdc.EcgLeadII,
        "III" => Mdc.EcgLeadIII,
        "AVR" => Mdc.EcgLeadAvr,
        "AVL" => Mdc.EcgLeadAvl,
        "AVF" => Mdc.EcgLeadAvf,
        "V" or "V1" or "MCL" or "MCL1" => Mdc.EcgLeadV1,
        "V2" => Mdc.EcgLeadV2,
        "V3" => Mdc.EcgLeadV3,
        "V4" => Mdc.EcgLeadV4,
        "V5" => Mdc.EcgLeadV5,
        "V6" => Mdc.EcgLeadV6,
        "PLETH" => Mdc.Pleth,
        "ABP" or "ART" => Mdc.ArterialPressureWave,
        "RESP" => Mdc.RespirationWave,
        _ => 0,
    };
}
