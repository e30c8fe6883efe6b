using System.Collections.Concurrent;
using MQTTnet.Protocol;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices.Broker;

/// <summary>
/// Brings the messages of the hospital's broker to the same router as those of WardGrid's own endpoint.
/// </summary>
public sealed class BrokerMessageRouter(DeviceMessageRouter router, DeviceCommands commands)
{
    private readonly ConcurrentDictionary<string, DeviceTopic> _topics = new();

    /// <summary>Routes one message of a device; completes when the patient has accepted or refused it.</summary>
    /// <param name="retained">The broker had retained the message and sends it at a new subscription.</param>
    /// <param name="answer">Publishes to a topic on the connection from which the message came.</param>
    public async ValueTask TakeAsync(
        string text,
        ReadOnlyMemory<byte> payload,
        bool guaranteed,
        bool retained,
        Action<string, byte[]> answer
    )
    {
        if (!_topics.TryGetValue(text, out var topic))
        {
            if (DeviceTopic.TryRead(text, out topic).IsRefused)
                return;
            if (_topics.Count < RefusalLogs.Most)
                _topics[text] = topic;
        }

        // A silo that begins to serve a shard receives the retained births. From then on it answers the shard's devices
        // on this connection.
        if (topic.Kind == MessageKind.Birth)
            commands.Heard(topic, answer);
        var qos = guaranteed ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce;
        await router.AcceptAsync(topic, payload.Span, qos, from: null, retained);
    }
}
