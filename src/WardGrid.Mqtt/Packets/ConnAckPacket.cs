using System.Text;

namespace WardGrid.Mqtt.Packets;

/// <summary>CONNACK: the server's answer, and its limits.</summary>
public sealed record ConnAckPacket(ReasonCode Reason, bool SessionPresent = false) : IOutgoingPacket
{
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    public uint MaximumPacketSize { get; init; } = uint.MaxValue;

    public ushort TopicAliasMaximum { get; init; }

    /// <summary>The identifier that the server gave to a client without one.</summary>
    public string? AssignedClientId { get; init; }

    /// <summary>The keep-alive that the server demands instead of the client's own, seconds.</summary>
    public ushort? ServerKeepAlive { get; init; }

    /// <summary>The session expiry that the server grants instead of the one asked for, seconds.</summary>
    public uint? SessionExpirySeconds { get; init; }

    public string? ReasonString { get; init; }

    public static ConnAckPacket Read(ReadOnlySpan<byte> body, MqttVersion version)
    {
        var reader = new PacketReader(body);
        var flags = reader.Byte();
        if (flags > 1)
            throw MqttProtocolException.Malformed($"the flags of CONNACK are 0x{flags:X2}");
        var code = reader.Byte();
        var packet = new ConnAckPacket(version == MqttVersion.V500 ? (ReasonCode)code : ReasonCodes.FromConnectReturnCode(code), flags == 1);
        // A server that does not speak 5.0 may answer as 3.1.1 does, without properties.
        if (version == MqttVersion.V500 && !reader.AtEnd)
            packet = packet.WithProperties(ref reader);
        reader.End(PacketType.ConnAck);
        return packet;
    }

    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        buffer.Byte((byte)PacketType.ConnAck << 4);
        var start = buffer.BeginPart();
        buffer.Byte(SessionPresent ? (byte)1 : (byte)0);
        buffer.Byte(version == MqttVersion.V500 ? (byte)Reason : Reason.AsConnectReturnCode());
        if (version == MqttVersion.V500)
        {
            var properties = buffer.BeginPart();
            WriteProperties(buffer);
            buffer.EndPart(properties);
        }

        buffer.EndPart(start);
    }

    private void WriteProperties(PacketBuffer buffer)
    {
        if (ReasonString is not null)
            buffer.Property(PropertyId.ReasonString, ReasonString);
        if (Reason.IsRefusal())
            return;
        if (SessionExpirySeconds is { } expiry)
            buffer.Property(PropertyId.SessionExpiry, expiry);
        if (ReceiveMaximum < ushort.MaxValue)
            buffer.Property(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumPacketSize < uint.MaxValue)
            buffer.Property(PropertyId.MaximumPacketSize, MaximumPacketSize);
        if (AssignedClientId is not null)
            buffer.Property(PropertyId.AssignedClientId, AssignedClientId);
        if (TopicAliasMaximum > 0)
            buffer.Property(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (ServerKeepAlive is { } keepAlive)
            buffer.Property(PropertyId.ServerKeepAlive, keepAlive);
        buffer.Property(PropertyId.SubscriptionIdentifierAvailable, (byte)0);
        buffer.Property(PropertyId.SharedSubscriptionAvailable, (byte)0);
    }

    private ConnAckPacket WithProperties(ref PacketReader reader)
    {
        var packet = this;
        var properties = reader.Properties(MqttVersion.V500, PropertyHolder.ConnAck);
        while (properties.Next())
        {
            packet = properties.Id switch
            {
                PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)properties.Number },
                PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = properties.Number },
                PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)properties.Number },
                PropertyId.ServerKeepAlive => packet with { ServerKeepAlive = (ushort)properties.Number },
                PropertyId.SessionExpiry => packet with { SessionExpirySeconds = properties.Number },
                PropertyId.AssignedClientId => packet with { AssignedClientId = Encoding.UTF8.GetString(properties.Bytes) },
                PropertyId.ReasonString => packet with { ReasonString = Encoding.UTF8.GetString(properties.Bytes) },
                _ => packet,
            };
        }

        return packet;
    }
}
