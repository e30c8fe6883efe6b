using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>SUBACK and UNSUBACK: the answer to each filter, in their order.</summary>
internal sealed record SubAckPacket(PacketType Type, ushort PacketId, IReadOnlyList<ReasonCode> Reasons)
{
    public static SubAckPacket Read(PacketType type, ReadOnlySpan<byte> body, MqttProtocolVersion version)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        reader.Properties(version, PropertyHolder.SubAck).CheckAll();
        var reasons = new List<ReasonCode>();
        while (!reader.AtEnd)
            reasons.Add((ReasonCode)reader.Byte());
        return new(type, id, reasons);
    }
}
