using System.Collections.Concurrent;
using MQTTnet.Protocol;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Devices.Broker;

/// <summary>The way from the hospital's broker to a patient: the same as from WardGrid's own endpoint.</summary>
public sealed class BrokerMessageRouter(DeviceMessageRouter router, DeviceCommands commands)
{
    private readonly ConcurrentDictionary<string, DeviceTopic> _topics = new();

    /// <summary>Takes one message of a device in; completes when the patient has accepted or refused it.</summary>
    /// <param name="retained">The broker had kept the message and hands it over at a new subscription.</param>
    /// <param name="answer">Publishes to a topic on the connection by which the message came.</param>
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

        // A shard that is taken up is told the births that the broker retained: from then on its devices are answered
        // on its connection.
        if (topic.Kind == MessageKind.Birth)
            commands.Heard(topic, answer);
        var qos = guaranteed ? MqttQualityOfServiceLevel.AtLeastOnce : MqttQualityOfServiceLevel.AtMostOnce;
        await router.AcceptAsync(topic, payload.Span, qos, from: null, retained);
    }
}
