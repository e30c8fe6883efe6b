using System.Buffers;
using System.Buffers.Binary;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Signals.Protocol;

namespace WardGrid.Web.Live;

/// <summary>
/// A device's wave bundle for the pages: the same samples, addressed by slot, with only the drawn channels.
/// </summary>
/// <remarks>
/// Little-endian: kind u8 = 1 | channels u8 | slot u16 | epoch u32 | time f64 (server clock, ms since 1970), then per
/// channel: index u8 | 0 u8 | samples u16 | start f64 (sample number since the epoch) | samples × int16. Every int16 is
/// at an even offset.
/// </remarks>
public static class WaveMessage
{
    private const byte Kind = 1;
    private const int HeaderLength = 16;
    private const int ChannelHeaderLength = 12;

    /// <summary>Writes the message once for all viewers; null if the bundle has none of the channels.</summary>
    /// <param name="channels">Indices to keep; empty means all.</param>
    public static byte[]? Write(WaveFrame frame, int slot, long nowMs, ReadOnlySpan<int> channels)
    {
        var (count, length) = (0, HeaderLength);
        foreach (var channel in frame)
        {
            if (!Wanted(channel.Index, channels))
                continue;
            count++;
            length += ChannelHeaderLength + channel.RawBytes.Length;
        }

        if (count == 0)
            return null;

        var message = new byte[length];
        var to = message.AsSpan();
        to[0] = Kind;
        to[1] = (byte)count;
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], (ushort)slot);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], frame.Epoch);
        BinaryPrimitives.WriteDoubleLittleEndian(to[8..], nowMs);
        to = to[HeaderLength..];
        foreach (var channel in frame)
        {
            if (!Wanted(channel.Index, channels))
                continue;
            to[0] = (byte)channel.Index;
            BinaryPrimitives.WriteUInt16LittleEndian(to[2..], (ushort)channel.Count);
            BinaryPrimitives.WriteDoubleLittleEndian(to[4..], channel.Start);
            channel.RawBytes.CopyTo(to[ChannelHeaderLength..]);
            to = to[(ChannelHeaderLength + channel.RawBytes.Length)..];
        }

        return message;
    }

    /// <summary>Writes a strip of the last seconds in the same form, for a page that has just opened.</summary>
    public static byte[] Write(AlarmStrip strip, uint epoch, int slot, long nowMs, ReadOnlySpan<int> channels)
    {
        var frame = new ArrayBufferWriter<byte>();
        WaveFrameWriter.WriteHeader(frame, epoch, 0, 0, strip.Channels.Length);
        foreach (var channel in strip.Channels)
        {
            var samples = channel.Samples.AsSpan();
            WaveFrameWriter.WriteChannel(
                frame,
                channel.Declaration.Index,
                channel.Start,
                samples[..Math.Min(samples.Length, ushort.MaxValue)]
            );
        }

        WaveFrame.TryRead(frame.WrittenSpan, out var wave);
        return Write(wave, slot, nowMs, channels) ?? [];
    }

    private static bool Wanted(int index, ReadOnlySpan<int> channels) => channels.IsEmpty || channels.Contains(index);
}
