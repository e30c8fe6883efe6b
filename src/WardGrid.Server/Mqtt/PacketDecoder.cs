using System.Buffers;
using System.Runtime.InteropServices;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>Reads a framed packet with MQTTnet's formatter, and checks what the formatter does not check.</summary>
internal static class PacketDecoder
{
    /// <summary>The longest topic or filter that is accepted, in characters. A device's topic has about 60.</summary>
    public const int LongestTopic = 1024;

    /// <summary>
    /// The shortest body that names a protocol and its level: two bytes of length, four letters, one byte.
    /// </summary>
    private const int ProtocolBytes = 7;

    /// <summary>Reads CONNECT, which also decides the version of the protocol.</summary>
    public static MqttPacket DecodeFirst(
        MqttPacketFormatterAdapter formatter,
        PacketHeader header,
        in ReadOnlySequence<byte> body
    )
    {
        if (body.Length < ProtocolBytes)
            throw MqttProtocolException.Malformed("CONNECT ends before it has named its protocol");
        var packet = Framed(header, body);
        try
        {
            formatter.DetectProtocolVersion(packet);
        }
        catch (Exception e)
        {
            throw NotSpoken(e.Message);
        }

        if (formatter.ProtocolVersion is not (MqttProtocolVersion.V311 or MqttProtocolVersion.V500))
            throw NotSpoken("this is 3.1");
        return Decode(formatter, header, body);
    }

    /// <summary>Reads any packet after CONNECT has decided the version.</summary>
    public static MqttPacket Decode(
        MqttPacketFormatterAdapter formatter,
        PacketHeader header,
        in ReadOnlySequence<byte> body
    )
    {
        if (header.Type is PacketType.PingReq && !body.IsEmpty)
            throw MqttProtocolException.Malformed("PINGREQ has a body");
        MqttPacket? packet;
        try
        {
            packet = formatter.Decode(Framed(header, body));
        }
        catch (Exception e)
        {
            // MQTTnet's formatter throws exceptions of its arrays; they only say that the bytes are wrong.
            throw MqttProtocolException.Malformed($"a {header.Type} packet cannot be read: {e.Message}");
        }

        return packet ?? throw MqttProtocolException.Malformed($"a {header.Type} packet cannot be read");
    }

    /// <summary>Refuses the packet identifier zero.</summary>
    public static void RequireIdentifier(MqttPacketWithIdentifier packet)
    {
        if (packet.PacketIdentifier == 0)
            throw MqttProtocolException.Violation("a packet identifier is zero");
    }

    /// <summary>Refuses a text that is not a topic name to publish to.</summary>
    public static void CheckTopic(string topic)
    {
        if (topic.Length == 0)
            throw new MqttProtocolException(ReasonCode.TopicNameInvalid, "a topic is empty");
        CheckText(topic);
        if (topic.AsSpan().ContainsAny('+', '#'))
            throw new MqttProtocolException(
                ReasonCode.TopicNameInvalid,
                "a topic to publish to contains the wildcard + or #"
            );
    }

    /// <summary>Refuses a text that MQTT does not allow. MQTTnet replaces invalid UTF-8 by U+FFFD.</summary>
    public static void CheckText(string text)
    {
        if (text.Length > LongestTopic)
            throw new MqttProtocolException(
                ReasonCode.TopicNameInvalid,
                $"a topic is longer than {LongestTopic} characters"
            );
        if (text.AsSpan().ContainsAny('\0', '\uFFFD'))
            throw MqttProtocolException.Malformed("a text is not valid UTF-8 or contains U+0000");
    }

    /// <summary>Refuses the quality of service 3, which MQTTnet accepts.</summary>
    public static void CheckQuality(MqttQualityOfServiceLevel qos)
    {
        if (qos > MqttQualityOfServiceLevel.ExactlyOnce)
            throw MqttProtocolException.Malformed("a packet asks for QoS 3");
    }

    private static MqttProtocolException NotSpoken(string why) =>
        new(ReasonCode.UnsupportedProtocolVersion, $"only MQTT 3.1.1 and 5.0 are spoken: {why}");

    private static ReceivedMqttPacket Framed(PacketHeader header, in ReadOnlySequence<byte> body)
    {
        // Not copied if the bytes are in one array: the formatter copies what it keeps.
        var isLent = MemoryMarshal.TryGetArray(body.First, out var lent) && body.IsSingleSegment;
        var bytes = isLent ? lent : new ArraySegment<byte>(body.ToArray());
        return new(header.Value, bytes, PacketFramer.LongestHeader + bytes.Count);
    }
}
