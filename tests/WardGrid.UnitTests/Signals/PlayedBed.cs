using System.Buffers;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.UnitTests.Signals;

/// <summary>
/// A bed that hears what a test writes: each channel is a function of time in physical units, NaN for a missing sample.
/// </summary>
public sealed class PlayedBed
{
    /// <summary>What a wave gives while its channel is left out of the frames.</summary>
    public const double NotSent = double.PositiveInfinity;

    private readonly Func<double, double>[] _waves;
    private uint _sequence;
    private int _frame;

    public PlayedBed(params (ChannelDeclaration Declaration, Func<double, double> Wave)[] channels)
    {
        Signals = new(new(1, "test", "1", [.. channels.Select(c => c.Declaration)]));
        _waves = [.. channels.Select(c => c.Wave)];
    }

    public BedSignals Signals { get; }

    public SignalChannel this[int channel] => Signals.Channels[channel];

    public static ChannelDeclaration Lead(int index = 0, double rate = 250) =>
        new(index, "II", Mdc.EcgLeadII, rate, "mV", 1000, 0);

    public static ChannelDeclaration Pleth(int index = 1, double rate = 125) =>
        new(index, "Pleth", Mdc.Pleth, rate, "", 1000, 0);

    public static ChannelDeclaration Pressure(int index = 2, double rate = 125) =>
        new(index, "ABP", Mdc.ArterialPressureWave, rate, "mmHg", 20, 0);

    public static ChannelDeclaration Breath(int index = 3, double rate = 62.5) =>
        new(index, "Resp", Mdc.RespirationWave, rate, "Ohm", 1000, 0);

    /// <summary>
    /// Plays until <paramref name="seconds"/> since the epoch, in frames of 250 ms, and looks after each.
    /// </summary>
    public PlayedBed PlayTo(double seconds, Action? afterFrame = null)
    {
        var bytes = new ArrayBufferWriter<byte>();
        for (; (_frame + 1) * 0.25 <= seconds + 1e-9; _frame++)
        {
            bytes.ResetWrittenCount();
            var sent = Enumerable.Range(0, _waves.Length).Where(c => _waves[c](_frame * 0.25) != NotSent).ToList();
            WaveFrameWriter.WriteHeader(bytes, 1, _sequence++, 0, sent.Count);
            foreach (var c in sent)
            {
                var d = Signals.Channels[c].Declaration;
                var (start, end) = (
                    (long)Math.Ceiling(_frame * 0.25 * d.Rate),
                    (long)Math.Ceiling((_frame + 1) * 0.25 * d.Rate)
                );
                var raw = new short[end - start];
                for (var i = 0; i < raw.Length; i++)
                    raw[i] = Raw(d, _waves[c]((start + i) / d.Rate));
                WaveFrameWriter.WriteChannel(bytes, d.Index, start, raw);
            }

            var read = WaveFrame.TryRead(bytes.WrittenSpan, out var frame);
            if (read.IsRefused || Signals.Accept(frame) is { IsRefused: true } refusal && (read = refusal).IsRefused)
                throw new InvalidOperationException(read.Detail);
            afterFrame?.Invoke();
        }

        return this;
    }

    private static short Raw(ChannelDeclaration d, double value) =>
        double.IsNaN(value)
            ? ChannelDeclaration.Missing
            : (short)Math.Clamp(Math.Round(value * d.Gain + d.Offset), -short.MaxValue, short.MaxValue);
}
