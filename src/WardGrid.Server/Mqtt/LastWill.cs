using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>The message that is published for a client that leaves without DISCONNECT.</summary>
/// <remarks>
/// It is published at once, even if the client asks for a delay: a will waits no longer than its session (MQTT 5.0,
/// 3.1.3.2.2), and no session outlives its connection here.
/// </remarks>
internal sealed record LastWill(string Topic, byte[] Payload, MqttQualityOfServiceLevel QoS, bool Retain)
{
    /// <exception cref="MqttProtocolException">The will breaks a rule.</exception>
    public static LastWill Of(MqttConnectPacket connect)
    {
        PacketDecoder.CheckQuality(connect.WillQoS);
        PacketDecoder.CheckTopic(connect.WillTopic);
        return new(connect.WillTopic, connect.WillMessage ?? [], connect.WillQoS, connect.WillRetain);
    }
}
