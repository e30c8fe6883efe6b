using System.Text;
using MQTTnet;
using MQTTnet.Protocol;

namespace WardGrid.Simulation.Bedside;

/// <summary>The bytes of a publish as a packet of MQTT 5.0 without properties.</summary>
internal static class PublishSize
{
    public static long Of(MqttApplicationMessage message)
    {
        var identifier = message.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce ? 0 : 2;
        // The topic with its length, the identifier, an empty list of properties, the payload.
        var remaining = 2 + Encoding.UTF8.GetByteCount(message.Topic) + identifier + 1 + message.Payload.Length;
        var length = remaining switch
        {
            < 128 => 1,
            < 16_384 => 2,
            < 2_097_152 => 3,
            _ => 4,
        };
        return 1 + length + remaining;
    }
}
