namespace WardGrid.Mqtt.Packets;

/// <summary>One filter of a SUBSCRIBE and what was asked with it.</summary>
/// <param name="NoLocal">MQTT 5.0: do not send back what this client published itself.</param>
/// <param name="RetainAsPublished">MQTT 5.0: keep the retain flag on messages passed on.</param>
/// <param name="RetainHandling">MQTT 5.0: 0 sends retained messages now, 1 only if the subscription is new, 2 never.</param>
public readonly record struct SubscriptionRequest(string Filter, QualityOfService QoS, bool NoLocal = false, bool RetainAsPublished = false, byte RetainHandling = 0);

/// <summary>SUBSCRIBE: the topics that a client wants to hear.</summary>
public sealed record SubscribePacket(ushort PacketId, IReadOnlyList<SubscriptionRequest> Filters) : IOutgoingPacket
{
    public static SubscribePacket Read(ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        var properties = reader.Properties(version, PropertyHolder.Subscribe);
        while (properties.Next())
        {
            if (properties.Id == PropertyId.SubscriptionIdentifier)
                throw new MqttProtocolException(ReasonCode.SubscriptionIdentifiersNotSupported, "subscription identifiers are not available here");
        }

        var filters = new List<SubscriptionRequest>();
        while (!reader.AtEnd)
        {
            var filter = reader.String();
            var options = reader.Byte();
            if ((options & 3) == 3 || (options & 0xC0) != 0 || (version == MqttVersion.V311 && options > 2) || (options & 0x30) == 0x30)
                throw MqttProtocolException.Malformed($"the options 0x{options:X2} of a subscription are not valid");
            filters.Add(new(filter, (QualityOfService)(options & 3), (options & 4) != 0, (options & 8) != 0, (byte)((options >> 4) & 3)));
        }

        return filters.Count > 0 ? new(id, filters) : throw MqttProtocolException.Violation("SUBSCRIBE names no filter");
    }

    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        buffer.Byte(((byte)PacketType.Subscribe << 4) | 0b0010);
        var start = buffer.BeginPart();
        buffer.UInt16(PacketId);
        if (version == MqttVersion.V500)
            buffer.VarInt(0);
        foreach (var filter in Filters)
        {
            buffer.String(filter.Filter);
            var options = (int)filter.QoS;
            if (version == MqttVersion.V500)
                options |= (filter.NoLocal ? 4 : 0) | (filter.RetainAsPublished ? 8 : 0) | (filter.RetainHandling << 4);
            buffer.Byte((byte)options);
        }

        buffer.EndPart(start);
    }
}

/// <summary>UNSUBSCRIBE: the filters that a client no longer wants.</summary>
public sealed record UnsubscribePacket(ushort PacketId, IReadOnlyList<string> Filters) : IOutgoingPacket
{
    public static UnsubscribePacket Read(ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = new PacketReader(body);
        var id = reader.PacketId();
        reader.Properties(version, PropertyHolder.Unsubscribe).CheckAll();
        var filters = new List<string>();
        while (!reader.AtEnd)
            filters.Add(reader.String());
        return filters.Count > 0 ? new(id, filters) : throw MqttProtocolException.Violation("UNSUBSCRIBE names no filter");
    }

    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        buffer.Byte(((byte)PacketType.Unsubscribe << 4) | 0b0010);
        var start = buffer.BeginPart();
        buffer.UInt16(PacketId);
        if (version == MqttVersion.V500)
            buffer.VarInt(0);
        foreach (var filter in Filters)
            buffer.String(filter);
        buffer.EndPart(start);
    }
}
