namespace WardGrid.Mqtt.Packets;

/// <summary>SUBACK and UNSUBACK: the answer to each filter, in their order.</summary>
public sealed record SubAckPacket(PacketType Type, ushort PacketId, IReadOnlyList<ReasonCode> Reasons) : IOutgoingPacket
{
    public static SubAckPacket Read(PacketType type, ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        reader.Properties(version, PropertyHolder.SubAck).CheckAll();
        var reasons = new List<ReasonCode>();
        while (!reader.AtEnd)
            reasons.Add((ReasonCode)reader.Byte());
        return new(type, id, reasons);
    }

    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        buffer.Byte((byte)((byte)Type << 4));
        var start = buffer.BeginPart();
        buffer.UInt16(PacketId);
        if (version == MqttVersion.V500)
            buffer.VarInt(0);
        // 3.1.1 knows no reasons in UNSUBACK, and one refusal, 0x80, in SUBACK.
        if (version == MqttVersion.V500 || Type == PacketType.SubAck)
        {
            foreach (var reason in Reasons)
                buffer.Byte(version == MqttVersion.V311 && reason.IsRefusal() ? (byte)0x80 : (byte)reason);
        }

        buffer.EndPart(start);
    }
}
