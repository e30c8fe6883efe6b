using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP: the four answers about one packet identifier.</summary>
internal readonly record struct AckPacket(PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success)
    : IOutgoingPacket
{
    public static AckPacket Read(PacketType type, ReadOnlySpan<byte> body, MqttProtocolVersion version)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        var reason = ReasonCode.Success;
        if (version == MqttProtocolVersion.V500 && !reader.AtEnd)
        {
            reason = (ReasonCode)reader.Byte();
            if (!reader.AtEnd)
                reader.Properties(version, PropertyHolder.Acknowledgement).CheckAll();
        }

        reader.End(type);
        return new(type, id, reason);
    }

    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        var withReason = version == MqttProtocolVersion.V500 && Reason != ReasonCode.Success;
        var to = buffer.Claim(withReason ? 5 : 4);
        to[0] = (byte)(((byte)Type << 4) | (Type == PacketType.PubRel ? 0b0010 : 0));
        to[1] = (byte)(to.Length - 2);
        to[2] = (byte)(PacketId >> 8);
        to[3] = (byte)PacketId;
        if (withReason)
            to[4] = (byte)Reason;
    }
}

/// <summary>PINGREQ and PINGRESP: a header and nothing else.</summary>
internal readonly record struct PingPacket(PacketType Type) : IOutgoingPacket
{
    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        buffer.Byte((byte)((byte)Type << 4));
        buffer.Byte(0);
    }
}
