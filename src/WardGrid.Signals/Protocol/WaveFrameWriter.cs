using System.Buffers;
using System.Buffers.Binary;

namespace WardGrid.Signals.Protocol;

/// <summary>Writes a wave bundle in the binary form of the wire.</summary>
/// <remarks>The caller owns the buffer; nothing is allocated per sample.</remarks>
public static class WaveFrameWriter
{
    /// <summary>Bytes that a bundle of these channels takes.</summary>
    public static int Length(ReadOnlySpan<int> samplesPerChannel)
    {
        var length = WaveFrame.HeaderLength;
        foreach (var samples in samplesPerChannel)
            length += WaveFrame.ChannelHeaderLength + 2 * samples;
        return length;
    }

    public static void WriteHeader(IBufferWriter<byte> to, uint epoch, uint sequence, long timeMicros, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, byte.MaxValue);
        var span = to.GetSpan(WaveFrame.HeaderLength);
        span[0] = (byte)'W';
        span[1] = (byte)'G';
        span[2] = 1;
        span[3] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(span[8..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(span[12..], timeMicros);
        span[20] = (byte)channels;
        to.Advance(WaveFrame.HeaderLength);
    }

    public static void WriteChannel(IBufferWriter<byte> to, int index, long start, ReadOnlySpan<short> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, ushort.MaxValue);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        var span = to.GetSpan(WaveFrame.ChannelHeaderLength + 2 * samples.Length);
        span[0] = checked((byte)index);
        span[1] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(span[2..], (ushort)samples.Length);
        BinaryPrimitives.WriteInt64LittleEndian(span[4..], start);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(span[(WaveFrame.ChannelHeaderLength + 2 * i)..], samples[i]);
        to.Advance(WaveFrame.ChannelHeaderLength + 2 * samples.Length);
    }
}
