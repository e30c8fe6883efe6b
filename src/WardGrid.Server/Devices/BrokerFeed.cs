using System.Buffers;
using System.Collections.Concurrent;
using MQTTnet;
using MQTTnet.Protocol;
using WardGrid.Server.Mqtt;
using WardGrid.Server.Settings;
using WardGrid.Signals.Frames;
using WardGrid.Simulation.Bedside;

namespace WardGrid.Server.Devices;

/// <summary>Consumes an external broker's devices, beside or instead of the own endpoint.</summary>
/// <remarks>Who may connect there is the broker's business; which device serves a bed is still WardGrid's own binding.</remarks>
public sealed class BrokerFeed(MqttSettings settings, DeviceIntake intake, DeviceCommands commands, ILogger<BrokerFeed> log) : IHostedService
{
    private readonly ConcurrentDictionary<string, DeviceTopic> _topics = new();
    private static readonly string[] Kinds = ["birth", "wave", "num", "Numeric", "alert", "death"];

    private MqttSource? _source;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Broker is not { } address)
            return;
        var broker = MqttConnectionOptions.FromAddress(address) with { ClientId = $"wardgrid-{Environment.MachineName}" };
        _source = new(broker, Accept, new() { Filters = [.. Kinds.Select(kind => $"wg/v1/+/+/+/{kind}")] });
        _source.Client.ConnectionChanged += (_, connected, why) => log.LogInformation("Broker {State}: {Why}", connected ? "connected" : "not connected", why);
        _source.MessageLost += (topic, why) => log.LogWarning("A message of {Topic} from the broker was lost: {Why}", topic, why);
        await _source.StartAsync();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_source is not null)
            await _source.DisposeAsync();
    }

    private async ValueTask Accept(MqttApplicationMessage message)
    {
        if (!_topics.TryGetValue(message.Topic, out var topic))
        {
            if (DeviceTopic.TryRead(message.Topic, out topic) is { IsRefused: true } refusal)
            {
                log.LogWarning("The broker passed on a message that is no device's: {Detail}", refusal.Detail);
                return;
            }

            commands.Heard(topic, Publish);
            if (_topics.Count < RefusalLogs.Most)
                _topics[message.Topic] = topic;
        }

        var payload = message.Payload.IsSingleSegment ? message.Payload.First : message.Payload.ToArray();
        await intake.AcceptAsync(topic, payload.Span, message.QualityOfServiceLevel, from: null, message.Retain);
    }

    private void Publish(string topic, byte[] payload) => _ = PublishAsync(topic, payload);

    private async Task PublishAsync(string topic, byte[] payload)
    {
        try
        {
            await _source!.Client.PostAsync(topic, payload, MqttQualityOfServiceLevel.AtLeastOnce);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "A command could not be sent by the broker");
        }
    }
}
