using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Sessions;

/// <summary>One filter that one session listens to.</summary>
internal sealed record Subscription(MqttSession Session, SubscriptionRequest Request)
{
    /// <summary>Messages are passed on at this level at most; QoS 2 outwards is not offered.</summary>
    public QualityOfService QoS => Request.QoS == QualityOfService.AtMostOnce ? QualityOfService.AtMostOnce : QualityOfService.AtLeastOnce;
}
