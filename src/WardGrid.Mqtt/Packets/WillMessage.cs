using System.Text;
using WardGrid.Mqtt.Topics;

namespace WardGrid.Mqtt.Packets;

/// <summary>A last will: what the server publishes for a client that leaves without saying so.</summary>
/// <param name="DelaySeconds">MQTT 5.0: seconds that the server waits for the client to come back first.</param>
public sealed record WillMessage(string Topic, ReadOnlyMemory<byte> Payload, QualityOfService QoS = QualityOfService.AtLeastOnce, bool Retain = false, uint DelaySeconds = 0)
{
    internal static WillMessage Read(ref PacketReader reader, MqttVersion version, QualityOfService qos, bool retain)
    {
        var delay = 0u;
        var properties = reader.Properties(version, PropertyHolder.Will);
        while (properties.Next())
        {
            if (properties.Id == PropertyId.WillDelay)
                delay = properties.Number;
        }

        var topic = reader.Text();
        TopicName.Check(topic);
        return new(Encoding.UTF8.GetString(topic), reader.Binary().ToArray(), qos, retain, delay);
    }

    internal void WriteTo(PacketBuffer buffer, MqttVersion version)
    {
        if (version == MqttVersion.V500)
        {
            var start = buffer.BeginPart();
            if (DelaySeconds > 0)
                buffer.Property(PropertyId.WillDelay, DelaySeconds);
            buffer.EndPart(start);
        }

        buffer.String(Topic);
        buffer.Binary(Payload.Span);
    }
}
