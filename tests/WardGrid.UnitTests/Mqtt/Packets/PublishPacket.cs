using System.Buffers.Binary;
using System.Text;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;

namespace WardGrid.UnitTests.Mqtt.Packets;

/// <summary>PUBLISH: one message on a topic.</summary>
/// <remarks>
/// A view over the packet's body. The topic is not yet checked as a text: most publishes repeat a topic that a
/// topic cache has checked before, and it checks the others. Properties are checked; of them only the
/// topic alias is kept.
/// </remarks>
internal readonly ref struct PublishPacket : IOutgoingPacket
{
    internal const byte DuplicateFlag = 0b1000;

    public bool Duplicate { get; init; }

    public MqttQualityOfServiceLevel QoS { get; init; }

    public bool Retain { get; init; }

    /// <summary>The topic's UTF-8 bytes; empty where a topic alias stands for it.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>0 at QoS 0.</summary>
    public ushort PacketId { get; init; }

    /// <summary>0: none.</summary>
    public int TopicAlias { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The topic as a text, for packets that are written; used where <see cref="Topic"/> is empty.</summary>
    public string? TopicName { get; init; }

    public static PublishPacket Read(PacketHeader header, ReadOnlySpan<byte> body, MqttProtocolVersion version)
    {
        var reader = new PacketReader(body);
        var qos = (MqttQualityOfServiceLevel)((header.Value >> 1) & 3);
        var topic = reader.Binary();
        var id = qos == MqttQualityOfServiceLevel.AtMostOnce ? (ushort)0 : reader.PacketId();
        var alias = 0;
        if (version == MqttProtocolVersion.V500)
        {
            var properties = reader.Properties(version, PropertyHolder.Publish);
            while (properties.Next())
            {
                if (properties.Id == PropertyId.TopicAlias)
                    alias =
                        properties.Number != 0
                            ? (int)properties.Number
                            : throw new InvalidDataException("a topic alias is zero");
            }
        }

        if (topic.IsEmpty && alias == 0)
            throw new InvalidDataException("a PUBLISH has neither a topic nor a topic alias");
        return new()
        {
            Duplicate = (header.Value & DuplicateFlag) != 0,
            QoS = qos,
            Retain = (header.Value & 1) != 0,
            Topic = topic,
            PacketId = id,
            TopicAlias = alias,
            Payload = reader.Rest(),
        };
    }

    public void WriteTo(PacketBuffer buffer, MqttProtocolVersion version)
    {
        var topicLength = TopicName is null ? Topic.Length : Encoding.UTF8.GetByteCount(TopicName);
        var length =
            2
            + topicLength
            + (QoS == MqttQualityOfServiceLevel.AtMostOnce ? 0 : 2)
            + (version == MqttProtocolVersion.V500 ? 1 : 0)
            + Payload.Length;
        buffer.Byte(
            (byte)(
                ((byte)PacketType.Publish << 4) | (Duplicate ? DuplicateFlag : 0) | ((byte)QoS << 1) | (Retain ? 1 : 0)
            )
        );
        buffer.VarInt(length);
        var to = buffer.Claim(length);
        BinaryPrimitives.WriteUInt16BigEndian(to, checked((ushort)topicLength));
        if (TopicName is null)
            Topic.CopyTo(to[2..]);
        else
            Encoding.UTF8.GetBytes(TopicName, to[2..]);
        to = to[(2 + topicLength)..];
        if (QoS != MqttQualityOfServiceLevel.AtMostOnce)
        {
            BinaryPrimitives.WriteUInt16BigEndian(to, PacketId);
            to = to[2..];
        }

        if (version == MqttProtocolVersion.V500)
        {
            to[0] = 0;
            to = to[1..];
        }

        Payload.CopyTo(to);
    }
}
