using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Protocol;

namespace WardGrid.Server.Devices.Broker;

/// <summary>A few devices of a shard, whose messages are delivered one after the other.</summary>
/// <remarks>
/// MQTTnet delivers one message of a connection at a time and waits. With lanes, a slow patient delays only the devices
/// of its own lane. A full lane drops and counts QoS 0 messages, and makes the connection wait for the others. An alert
/// is acknowledged when it is recorded, and no later message waits for that: samples continue while the store is down.
/// </remarks>
internal sealed class Lane
{
    private const int Capacity = 256;

    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _waiting =
        Channel.CreateBounded<MqttApplicationMessageReceivedEventArgs>(
            new BoundedChannelOptions(Capacity) { SingleReader = true }
        );

    private readonly Task _loop;
    private readonly Action _dropped;

    public Lane(
        BrokerMessageRouter router,
        Action<string, byte[]> answer,
        Action dropped,
        Action<Exception> failed,
        CancellationToken stop
    )
    {
        _dropped = dropped;
        _loop = RunAsync(router, answer, failed, stop);
    }

    public ValueTask AddAsync(MqttApplicationMessageReceivedEventArgs message, CancellationToken stop)
    {
        if (_waiting.Writer.TryWrite(message))
            return ValueTask.CompletedTask;
        if (IsGuaranteed(message))
            return _waiting.Writer.WriteAsync(message, stop);
        _dropped();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Completes when the lane has stopped. Messages that still wait were not acknowledged, so the broker sends them
    /// again.
    /// </summary>
    public Task EndAsync()
    {
        _waiting.Writer.TryComplete();
        return _loop;
    }

    private async Task RunAsync(
        BrokerMessageRouter router,
        Action<string, byte[]> answer,
        Action<Exception> failed,
        CancellationToken stop
    )
    {
        while (!stop.IsCancellationRequested && await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (!stop.IsCancellationRequested && _waiting.Reader.TryRead(out var message))
            {
                var taken = TakeAsync(message, router, answer, failed, stop);
                if (!IsAlert(message))
                    await taken;
            }
        }
    }

    private static async Task TakeAsync(
        MqttApplicationMessageReceivedEventArgs message,
        BrokerMessageRouter router,
        Action<string, byte[]> answer,
        Action<Exception> failed,
        CancellationToken stop
    )
    {
        try
        {
            var (content, isGuaranteed) = (message.ApplicationMessage, IsGuaranteed(message));
            await router.TakeAsync(content.Topic, Bytes(message), isGuaranteed, content.Retain, answer);
            if (isGuaranteed && !stop.IsCancellationRequested)
                await message.AcknowledgeAsync(stop);
        }
        catch (Exception e)
        {
            // Not acknowledged: the broker keeps the message and sends it again when the session is resumed.
            failed(e);
        }
    }

    private static ReadOnlyMemory<byte> Bytes(MqttApplicationMessageReceivedEventArgs message) => (byte[])message.Tag;

    private static bool IsAlert(MqttApplicationMessageReceivedEventArgs message) =>
        message.ApplicationMessage.Topic.EndsWith("/alert", StringComparison.Ordinal);

    private static bool IsGuaranteed(MqttApplicationMessageReceivedEventArgs message) =>
        message.ApplicationMessage.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce;
}
