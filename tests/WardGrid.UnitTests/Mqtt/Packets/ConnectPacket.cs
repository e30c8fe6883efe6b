using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;
using WardGrid.Simulation.Bedside;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>CONNECT: who wants to speak, and under which terms.</summary>
internal sealed record ConnectPacket : IOutgoingPacket
{
    public MqttProtocolVersion Version { get; init; } = MqttProtocolVersion.V500;

    /// <summary>Empty: the server gives one.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>
    /// Begin without what an earlier session left (3.1.1: clean session, which also keeps nothing afterwards).
    /// </summary>
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

    private byte Flags()
    {
        var flags = CleanStart ? 2 : 0;
        if (Will is { } will)
            flags |= 4 | ((int)will.QoS << 3) | (will.Retain ? 0x20 : 0);
        if (Password is not null)
            flags |= 0x40;
        if (UserName is not null)
            flags |= 0x80;
        return (byte)flags;
    }

    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        buffer.Byte((byte)PacketType.Connect << 4);
        var start = buffer.BeginPart();
        buffer.String("MQTT");
        buffer.Byte((byte)Version);
        buffer.Byte(Flags());
        buffer.UInt16(KeepAliveSeconds);
        if (Version == MqttProtocolVersion.V500)
            WriteProperties(buffer);
        buffer.String(ClientId);
        if (Will is not null)
            WriteWill(buffer, Will);
        if (UserName is not null)
            buffer.String(UserName);
        if (Password is not null)
            buffer.Binary(Password);
        buffer.EndPart(start);
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

    private void WriteWill(PacketBuffer buffer, WillMessage will)
    {
        if (Version == MqttProtocolVersion.V500)
        {
            var start = buffer.BeginPart();
            if (will.DelaySeconds > 0)
                buffer.Property(PropertyId.WillDelay, will.DelaySeconds);
            buffer.EndPart(start);
        }

        buffer.String(will.Topic);
        buffer.Binary(will.Payload.Span);
    }
}
