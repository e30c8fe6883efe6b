namespace WardGrid.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP: the four answers about one packet identifier.</summary>
public readonly record struct AckPacket(PacketType Type, ushort PacketId, ReasonCode Reason = ReasonCode.Success) : IOutgoingPacket
{
    public static AckPacket Read(PacketType type, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        var reason = ReasonCode.Success;
        if (version == MqttVersion.V500 && !reader.AtEnd)
        {
            reason = (ReasonCode)reader.Byte();
            if (!reader.AtEnd)
                reader.Properties(version, PropertyHolder.Acknowledgement).CheckAll();
        }

        reader.End(type);
        return new(type, id, reason);
    }

    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        var withReason = version == MqttVersion.V500 && Reason != ReasonCode.Success;
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
public readonly record struct PingPacket(PacketType Type) : IOutgoingPacket
{
    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        buffer.Byte((byte)((byte)Type << 4));
        buffer.Byte(0);
    }
}
