using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>One filter of a SUBSCRIBE and what was asked with it.</summary>
/// <param name="NoLocal">MQTT 5.0: do not send back what this client published itself.</param>
/// <param name="RetainAsPublished">MQTT 5.0: keep the retain flag on messages passed on.</param>
/// <param name="RetainHandling">MQTT 5.0: 0 sends retained messages now, 1 only if the subscription is new, 2
/// never.</param>
internal readonly record struct SubscriptionRequest(
    string Filter,
    MqttQualityOfServiceLevel QoS,
    bool NoLocal = false,
    bool RetainAsPublished = false,
    byte RetainHandling = 0
);

/// <summary>SUBSCRIBE: the topics that a client wants to hear.</summary>
internal sealed record SubscribePacket(ushort PacketId, IReadOnlyList<SubscriptionRequest> Filters) : IOutgoingPacket
{
    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        buffer.Byte(((byte)PacketType.Subscribe << 4) | 0b0010);
        var start = buffer.BeginPart();
        buffer.UInt16(PacketId);
        if (version == MqttProtocolVersion.V500)
            buffer.VarInt(0);
        foreach (var filter in Filters)
        {
            buffer.String(filter.Filter);
            var options = (int)filter.QoS;
            if (version == MqttProtocolVersion.V500)
                options |= (filter.NoLocal ? 4 : 0) | (filter.RetainAsPublished ? 8 : 0) | (filter.RetainHandling << 4);
            buffer.Byte((byte)options);
        }

        buffer.EndPart(start);
    }
}

/// <summary>UNSUBSCRIBE: the filters that a client no longer wants.</summary>
internal sealed record UnsubscribePacket(ushort PacketId, IReadOnlyList<string> Filters) : IOutgoingPacket
{
    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        buffer.Byte(((byte)PacketType.Unsubscribe << 4) | 0b0010);
        var start = buffer.BeginPart();
        buffer.UInt16(PacketId);
        if (version == MqttProtocolVersion.V500)
            buffer.VarInt(0);
        foreach (var filter in Filters)
            buffer.String(filter);
        buffer.EndPart(start);
    }
}
