using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>Reads the fields of one packet's body in their order, strictly.</summary>
/// <remarks>
/// Spans given out are views over the body. Every method throws <see cref="InvalidDataException"/> where the body ends
/// early or breaks a rule.
/// </remarks>
internal ref struct PacketReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>A packet identifier, which is never zero.</summary>
    public ushort PacketId()
    {
        var id = UInt16();
        return id != 0 ? id : throw new InvalidDataException("a packet identifier is zero");
    }

    /// <summary>A variable byte integer of one to four bytes.</summary>
    public int VarInt()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var next = Byte();
            value |= (next & 0x7F) << (7 * i);
            if ((next & 0x80) != 0)
                continue;
            if (i > 0 && next == 0)
                throw new InvalidDataException("a variable byte integer is written with more bytes than it needs");
            return value;
        }

        throw new InvalidDataException("a variable byte integer has more than four bytes");
    }

    /// <summary>Bytes with a two-byte length before them.</summary>
    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>A UTF-8 string, checked, as its bytes.</summary>
    public ReadOnlySpan<byte> Text()
    {
        var bytes = Binary();
        return IsText(bytes) ? bytes : throw new InvalidDataException("a text is not valid UTF-8 or contains U+0000");
    }

    public string String() => Encoding.UTF8.GetString(Text());

    /// <summary>The properties that stand here in MQTT 5.0; none in 3.1.1.</summary>
    public PropertyReader Properties(MqttProtocolVersion version, PropertyHolder holder) =>
        version == MqttProtocolVersion.V500 ? new(Take(VarInt()), holder) : new([], holder);

    /// <summary>Everything up to the end.</summary>
    public ReadOnlySpan<byte> Rest() => Take(_rest.Length);

    /// <summary>Refuses bytes behind the last field.</summary>
    public readonly void End(PacketType type)
    {
        if (!_rest.IsEmpty)
            throw new InvalidDataException($"{_rest.Length} bytes follow the last field of a {type} packet");
    }

    /// <summary>Says whether bytes are a string as MQTT demands: well-formed UTF-8 without U+0000.</summary>
    public static bool IsText(ReadOnlySpan<byte> bytes) => !bytes.Contains((byte)0) && Utf8.IsValid(bytes);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
            throw new InvalidDataException($"a packet ends early: {count} bytes expected, {_rest.Length} left");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
