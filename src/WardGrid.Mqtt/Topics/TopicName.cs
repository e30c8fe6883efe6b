using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Topics;

/// <summary>What a topic that is published to may look like.</summary>
public static class TopicName
{
    /// <summary>Refuses bytes that are no topic name.</summary>
    /// <exception cref="MqttProtocolException">Empty, not a text, or with a wildcard.</exception>
    public static void Check(ReadOnlySpan<byte> topic)
    {
        if (topic.IsEmpty)
            throw new MqttProtocolException(ReasonCode.TopicNameInvalid, "a topic is empty");
        if (!PacketReader.IsText(topic))
            throw MqttProtocolException.Malformed("a topic is not valid UTF-8 or contains U+0000");
        if (topic.IndexOfAny((byte)'+', (byte)'#') >= 0)
            throw new MqttProtocolException(ReasonCode.TopicNameInvalid, "a topic that is published to contains the wildcard + or #");
    }
}
