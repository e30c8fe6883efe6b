using System.Text;
using MQTTnet.Formatter;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>DISCONNECT: a connection ends on purpose; in MQTT 5.0 with a reason, from either side.</summary>
/// <param name="SessionExpirySeconds">From a client, MQTT 5.0: a new session expiry.</param>
internal sealed record DisconnectPacket(
    ReasonCode Reason = ReasonCode.Success,
    string? ReasonString = null,
    uint? SessionExpirySeconds = null
) : IOutgoingPacket
{
    public static DisconnectPacket Read(ReadOnlySpan<byte> body, MqttProtocolVersion version)
    {
        var reader = new PacketReader(body);
        var packet = new DisconnectPacket();
        if (version == MqttProtocolVersion.V500 && !reader.AtEnd)
        {
            packet = packet with { Reason = (ReasonCode)reader.Byte() };
            if (!reader.AtEnd)
            {
                var properties = reader.Properties(version, PropertyHolder.Disconnect);
                while (properties.Next())
                {
                    packet = properties.Id switch
                    {
                        PropertyId.ReasonString => packet with
                        {
                            ReasonString = Encoding.UTF8.GetString(properties.Bytes),
                        },
                        PropertyId.SessionExpiry => packet with { SessionExpirySeconds = properties.Number },
                        _ => packet,
                    };
                }
            }
        }

        reader.End(PacketType.Disconnect);
        return packet;
    }

    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        buffer.Byte((byte)PacketType.Disconnect << 4);
        var start = buffer.BeginPart();
        if (
            version == MqttProtocolVersion.V500
            && (Reason != ReasonCode.Success || ReasonString is not null || SessionExpirySeconds is not null)
        )
        {
            buffer.Byte((byte)Reason);
            var properties = buffer.BeginPart();
            if (SessionExpirySeconds is { } expiry)
                buffer.Property(PropertyId.SessionExpiry, expiry);
            if (ReasonString is not null)
                buffer.Property(PropertyId.ReasonString, ReasonString);
            buffer.EndPart(properties);
        }

        buffer.EndPart(start);
    }
}
