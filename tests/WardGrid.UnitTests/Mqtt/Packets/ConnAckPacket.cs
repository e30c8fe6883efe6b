using System.Text;
using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>CONNACK: the server's answer, and its limits.</summary>
internal sealed record ConnAckPacket(ReasonCode Reason, bool SessionPresent = false)
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

    public static ConnAckPacket Read(ReadOnlySpan<byte> body, MqttProtocolVersion version)
    {
        var reader = new PacketReader(body);
        var flags = reader.Byte();
        var code = reader.Byte();
        var packet = new ConnAckPacket(
            version == MqttProtocolVersion.V500 ? (ReasonCode)code : ReasonCodes.FromConnectReturnCode(code),
            flags == 1
        );
        // A server that does not speak 5.0 may answer as 3.1.1 does, without properties.
        if (version == MqttProtocolVersion.V500 && !reader.AtEnd)
            packet = packet.WithProperties(ref reader);
        reader.End(PacketType.ConnAck);
        return packet;
    }

    private ConnAckPacket WithProperties(ref PacketReader reader)
    {
        var packet = this;
        var properties = reader.Properties(MqttProtocolVersion.V500, PropertyHolder.ConnAck);
        while (properties.Next())
        {
            packet = properties.Id switch
            {
                PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)properties.Number },
                PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = properties.Number },
                PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)properties.Number },
                PropertyId.ServerKeepAlive => packet with { ServerKeepAlive = (ushort)properties.Number },
                PropertyId.SessionExpiry => packet with { SessionExpirySeconds = properties.Number },
                PropertyId.AssignedClientId => packet with
                {
                    AssignedClientId = Encoding.UTF8.GetString(properties.Bytes),
                },
                PropertyId.ReasonString => packet with { ReasonString = Encoding.UTF8.GetString(properties.Bytes) },
                _ => packet,
            };
        }

        return packet;
    }
}
