using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using MQTTnet.Formatter;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>Bytes of outgoing packets, growing in pooled memory.</summary>
/// <remarks>
/// Not thread-safe. <see cref="Release"/> gives the memory back; the buffer may be used again afterwards.
/// </remarks>
internal sealed class PacketBuffer
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Appends room for <paramref name="count"/> bytes, which the caller fills at once.</summary>
    public Span<byte> Claim(int count)
    {
        if (_bytes.Length - Length < count)
            Grow(count);
        var claimed = _bytes.AsSpan(Length, count);
        Length += count;
        return claimed;
    }

    public void Byte(byte value) => Claim(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Claim(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Claim(4), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Claim(bytes.Length));

    public void Binary(ReadOnlySpan<byte> bytes)
    {
        UInt16(checked((ushort)bytes.Length));
        Bytes(bytes);
    }

    public void String(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        UInt16(checked((ushort)length));
        Encoding.UTF8.GetBytes(text, Claim(length));
    }

    public void VarInt(int value)
    {
        do
        {
            var next = (byte)(value & 0x7F);
            value >>= 7;
            Byte(value > 0 ? (byte)(next | 0x80) : next);
        } while (value > 0);
    }

    /// <summary>The bytes that <see cref="VarInt"/> needs for a value.</summary>
    public static int VarIntLength(int value) =>
        value switch
        {
            < 128 => 1,
            < 16_384 => 2,
            < 2_097_152 => 3,
            _ => 4,
        };

    /// <summary>Begins a part whose length is written before it once it is known; see <see cref="EndPart"/>.</summary>
    public int BeginPart()
    {
        Claim(4);
        return Length;
    }

    /// <summary>Writes the length of the part before it and closes the gap that was held for it.</summary>
    public void EndPart(int start)
    {
        var length = Length - start;
        Length = start - 4;
        VarInt(length);
        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(Length));
        Length += length;
    }

    public void Property(PropertyId id, byte value)
    {
        Byte((byte)id);
        Byte(value);
    }

    public void Property(PropertyId id, ushort value)
    {
        Byte((byte)id);
        UInt16(value);
    }

    public void Property(PropertyId id, uint value)
    {
        Byte((byte)id);
        UInt32(value);
    }

    public void Property(PropertyId id, string value)
    {
        Byte((byte)id);
        String(value);
    }

    /// <summary>Forgets everything from a length on: a packet begun and not wanted.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Sets the duplicate flag of the single PUBLISH that this buffer holds.</summary>
    internal void MarkDuplicate() => _bytes[0] |= PublishPacket.DuplicateFlag;

    public void Release()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(256, Math.Max(Length + count, 2 * _bytes.Length)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>A packet that can be written.</summary>
internal interface IOutgoingPacket
{
    /// <summary>Appends the whole packet, fixed header included.</summary>
    void WriteTo(PacketBuffer buffer, MqttProtocolVersion version);
}
