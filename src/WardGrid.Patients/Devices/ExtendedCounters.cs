using System.Buffers;
using System.Buffers.Binary;
using WardGrid.Signals;
using WardGrid.Signals.Protocol;

namespace WardGrid.Patients.Devices;

/// <summary>
/// Extends sample counters of 32 bits that have wrapped to 0, as RFC 3550 (A.1) extends sequence numbers of 16 bits.
/// </summary>
/// <remarks>
/// At 250 samples per second a counter wraps after 199 days, and that of a slower channel later. A counter is extended
/// only if the extended number continues the channel; else it is left unchanged. One thread at a time; nothing is
/// allocated per frame.
/// </remarks>
public sealed class ExtendedCounters
{
    private const long Cycle = 1L << 32;

    /// <summary>
    /// Seconds of samples that may have been lost over the wrap; a longer gap is a restart of the counters.
    /// </summary>
    private const double MostLostSeconds = 3600;

    private readonly ArrayBufferWriter<byte> _extended = new();

    /// <summary>
    /// The frame with its counters extended; the same bytes if none has wrapped, else valid until the next call.
    /// </summary>
    public ReadOnlyMemory<byte> Extend(ReadOnlyMemory<byte> binary, in WaveFrame frame, BedSignals signals)
    {
        var now = NowSeconds(frame, signals);
        var hasWrapped = false;
        foreach (var wave in frame)
            hasWrapped |= Extended(wave, signals, now) != wave.Start;
        if (!hasWrapped)
            return binary;

        _extended.ResetWrittenCount();
        var bytes = _extended.GetSpan(binary.Length);
        binary.Span.CopyTo(bytes);
        var at = WaveFrame.HeaderLength;
        foreach (var wave in frame)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(at + 4)..], Extended(wave, signals, now));
            at += WaveFrame.ChannelHeaderLength + (2 * wave.Count);
        }

        _extended.Advance(binary.Length);
        return _extended.WrittenMemory;
    }

    private static long Extended(in WaveChannel wave, BedSignals signals, double now)
    {
        var at = signals.IndexOf(wave.Index);
        if (at < 0 || wave.Start >= Cycle)
            return wave.Start;
        var channel = signals.Channels[at];
        var rate = channel.Declaration.Rate;

        // A channel with samples continues from them; a channel without samples begins within a window of the others.
        var (from, within) =
            channel.Window.End > 0
                ? (channel.Window.End, MostLostSeconds)
                : ((long)((now - BedSignals.WindowSeconds) * rate), 2 * BedSignals.WindowSeconds);
        if (wave.Start >= from)
            return wave.Start;
        var extended = wave.Start + ((from - wave.Start + Cycle - 1) / Cycle * Cycle);
        return extended - from <= within * rate ? extended : wave.Start;
    }

    /// <summary>The latest second of the bed or the frame.</summary>
    private static double NowSeconds(in WaveFrame frame, BedSignals signals)
    {
        var now = signals.NowSeconds;
        foreach (var wave in frame)
        {
            if (signals.IndexOf(wave.Index) is var at && at >= 0)
                now = Math.Max(now, wave.Start / signals.Channels[at].Declaration.Rate);
        }

        return now;
    }
}
