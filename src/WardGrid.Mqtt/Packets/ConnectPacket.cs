namespace WardGrid.Mqtt.Packets;

/// <summary>CONNECT: who wants to speak, and under which terms.</summary>
public sealed record ConnectPacket : IOutgoingPacket
{
    public MqttVersion Version { get; init; } = MqttVersion.V500;

    /// <summary>Empty: the server gives one.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>Begin without what an earlier session left (3.1.1: clean session, which also keeps nothing afterwards).</summary>
    public bool CleanStart { get; init; } = true;

    /// <summary>Seconds between two packets at most; 0: never checked.</summary>
    public ushort KeepAliveSeconds { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public WillMessage? Will { get; init; }

    /// <summary>Seconds that the session outlives its connection; <see cref="uint.MaxValue"/>: for ever.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>QoS 1 and 2 messages that the client takes unacknowledged.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>Bytes of the largest packet that the client takes.</summary>
    public uint MaximumPacketSize { get; init; } = uint.MaxValue;

    public ushort TopicAliasMaximum { get; init; }

    /// <summary>The name of an extended authentication that the client asks for.</summary>
    public string? AuthenticationMethod { get; init; }

    public static ConnectPacket Read(ReadOnlySpan<byte> body)
    {
        var reader = new PacketReader(body);
        var name = reader.Text();
        if (!name.SequenceEqual("MQTT"u8))
            throw new MqttProtocolException(ReasonCode.UnsupportedProtocolVersion, "the protocol of CONNECT is not called MQTT (3.1 calls it MQIsdp and is not spoken)");
        var level = reader.Byte();
        if (level is not ((byte)MqttVersion.V311) and not ((byte)MqttVersion.V500))
            throw new MqttProtocolException(ReasonCode.UnsupportedProtocolVersion, $"protocol level {level} is not spoken, only 4 (3.1.1) and 5 (5.0)");

        var version = (MqttVersion)level;
        var flags = reader.Byte();
        CheckFlags(flags, version);
        var packet = new ConnectPacket { Version = version, CleanStart = (flags & 2) != 0, KeepAliveSeconds = reader.UInt16() };
        packet = version == MqttVersion.V500 ? packet.WithProperties(ref reader) : packet with { SessionExpirySeconds = packet.CleanStart ? 0 : uint.MaxValue };
        packet = packet with { ClientId = reader.String() };
        if ((flags & 4) != 0)
            packet = packet with { Will = WillMessage.Read(ref reader, version, (QualityOfService)((flags >> 3) & 3), (flags & 0x20) != 0) };
        if ((flags & 0x80) != 0)
            packet = packet with { UserName = reader.String() };
        if ((flags & 0x40) != 0)
            packet = packet with { Password = reader.Binary().ToArray() };
        reader.End(PacketType.Connect);
        if (version == MqttVersion.V311 && packet.ClientId.Length == 0 && !packet.CleanStart)
            throw new MqttProtocolException(ReasonCode.ClientIdentifierNotValid, "a session to be kept needs a client identifier");
        return packet;
    }

    public void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        buffer.Byte((byte)PacketType.Connect << 4);
        var start = buffer.BeginPart();
        buffer.String("MQTT");
        buffer.Byte((byte)Version);
        buffer.Byte((byte)((CleanStart ? 2 : 0) | (Will is { } w ? 4 | ((int)w.QoS << 3) | (w.Retain ? 0x20 : 0) : 0)
            | (Password is null ? 0 : 0x40) | (UserName is null ? 0 : 0x80)));
        buffer.UInt16(KeepAliveSeconds);
        if (Version == MqttVersion.V500)
            WriteProperties(buffer);
        buffer.String(ClientId);
        Will?.WriteTo(buffer, Version);
        if (UserName is not null)
            buffer.String(UserName);
        if (Password is not null)
            buffer.Binary(Password);
        buffer.EndPart(start);
    }

    private static void CheckFlags(byte flags, MqttVersion version)
    {
        if ((flags & 1) != 0)
            throw MqttProtocolException.Malformed("the reserved flag of CONNECT is set");
        if ((flags & 4) == 0 && (flags & 0x38) != 0)
            throw MqttProtocolException.Malformed("CONNECT has flags of a last will, but no will");
        if ((flags & 0x18) == 0x18)
            throw MqttProtocolException.Malformed("the last will asks for QoS 3");
        if (version == MqttVersion.V311 && (flags & 0xC0) == 0x40)
            throw MqttProtocolException.Malformed("CONNECT has a password without a user name");
    }

    private ConnectPacket WithProperties(ref PacketReader reader)
    {
        var packet = this;
        var properties = reader.Properties(MqttVersion.V500, PropertyHolder.Connect);
        while (properties.Next())
        {
            packet = properties.Id switch
            {
                PropertyId.SessionExpiry => packet with { SessionExpirySeconds = properties.Number },
                PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)properties.Number },
                PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = properties.Number },
                PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)properties.Number },
                PropertyId.AuthenticationMethod => packet with { AuthenticationMethod = System.Text.Encoding.UTF8.GetString(properties.Bytes) },
                _ => packet,
            };
        }

        return packet;
    }

    private void WriteProperties(PacketBuffer buffer)
    {
        var start = buffer.BeginPart();
        if (SessionExpirySeconds > 0)
            buffer.Property(PropertyId.SessionExpiry, SessionExpirySeconds);
        if (ReceiveMaximum < ushort.MaxValue)
            buffer.Property(PropertyId.ReceiveMaximum, ReceiveMaximum);
        if (MaximumPacketSize < uint.MaxValue)
            buffer.Property(PropertyId.MaximumPacketSize, MaximumPacketSize);
        if (TopicAliasMaximum > 0)
            buffer.Property(PropertyId.TopicAliasMaximum, TopicAliasMaximum);
        if (AuthenticationMethod is not null)
            buffer.Property(PropertyId.AuthenticationMethod, AuthenticationMethod);
        buffer.EndPart(start);
    }
}
