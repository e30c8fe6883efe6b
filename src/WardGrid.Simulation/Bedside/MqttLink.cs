using System.Buffers;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Authentication;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace WardGrid.Simulation.Bedside;

/// <summary>One connection of MQTTnet's client, from CONNECT to its end.</summary>
/// <remarks>
/// MQTTnet pings a server only while nothing is sent to it. A device sends all the time, so the link pings by its own
/// clock. Otherwise the loss of a server would be noticed only after minutes, when TCP gives up.
/// </remarks>
internal sealed class MqttLink : IDisposable
{
    private static readonly MqttClientFactory Factory = new();
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly MqttConnectionOptions _options;
    private readonly MqttMessageHandler? _handler;
    private readonly IMqttClient _client = Factory.CreateMqttClient();
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _room;
    private Task _lastAcknowledgement = Task.CompletedTask;
    private TimeSpan _keepAlive;

    private MqttLink(MqttConnectionOptions options, MqttMessageHandler? handler)
    {
        (_options, _handler, _room) = (options, handler, new(options.ReceiveMaximum));
        _client.ApplicationMessageReceivedAsync += ReceiveAsync;
        _client.DisconnectedAsync += SayWhyAsync;
    }

    /// <summary>The most unacknowledged QoS 1 publishes that the server accepts.</summary>
    public int ReceiveMaximum { get; private set; }

    /// <summary>Bytes of the largest packet that the server accepts.</summary>
    public uint MaximumPacketSize { get; private set; }

    /// <summary>Connects and awaits the server's answer.</summary>
    /// <exception cref="MqttRefusedException">The server refuses the client.</exception>
    public static async Task<MqttLink> OpenAsync(
        MqttConnectionOptions options,
        MqttMessageHandler? handler,
        CancellationToken cancellation
    )
    {
        var link = new MqttLink(options, handler);
        try
        {
            var answer = await link._client.ConnectAsync(options.ToClientOptions(), cancellation).ConfigureAwait(false);
            if (answer.ResultCode != MqttClientConnectResultCode.Success)
                throw new MqttRefusedException(
                    answer.ResultCode,
                    answer.ReasonString is { Length: > 0 } detail ? detail : null
                );
            link.ReceiveMaximum = answer.ReceiveMaximum is > 0 and var many ? many : ushort.MaxValue;
            link.MaximumPacketSize = answer.MaximumPacketSize is > 0 and var size ? size : uint.MaxValue;
            link._keepAlive = TimeSpan.FromSeconds(
                answer.ServerKeepAlive > 0 ? answer.ServerKeepAlive : options.KeepAliveSeconds
            );
            return link;
        }
        catch (MqttCommunicationException e) when (!cancellation.IsCancellationRequested)
        {
            link.Dispose();
            // MQTTnet wraps the error of the socket or of TLS, which is the useful message.
            if (e.GetBaseException() is SocketException or AuthenticationException)
                ExceptionDispatchInfo.Throw(e.GetBaseException());
            throw new IOException($"no answer to CONNECT: {e.Message}", e);
        }
        catch
        {
            link.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Waits until the connection ends, and returns the reason.</summary>
    public async Task<string> RunAsync(TimeProvider clock, CancellationToken cancellation)
    {
        using var stop = cancellation.Register(() => End("the client was closed"));
        var pause = _keepAlive / 2;
        await using var pings = clock.CreateTimer(_ => _ = PingAsync(clock), null, pause, pause).ConfigureAwait(false);
        return await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Publishes; the order of the calls is the order on the wire. Fails if the connection ends before the
    /// acknowledgement.
    /// </summary>
    public async Task<MqttClientPublishReasonCode> PublishAsync(MqttApplicationMessage message) =>
        (await _client.PublishAsync(message, CancellationToken.None).ConfigureAwait(false)).ReasonCode;

    /// <summary>Subscribes, and returns the server's answer.</summary>
    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string topic, MqttQualityOfServiceLevel qos)
    {
        var filter = new MqttTopicFilterBuilder().WithTopic(topic).WithQualityOfServiceLevel(qos);
        try
        {
            var options = new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter).Build();
            var result = await _client.SubscribeAsync(options).ConfigureAwait(false);
            return result.Items.Single().ResultCode;
        }
        catch (MqttCommunicationException e)
        {
            throw new IOException($"the connection ended: {e.Message}", e);
        }
    }

    /// <summary>Sends DISCONNECT.</summary>
    public Task LeaveAsync(MqttClientDisconnectOptionsReason reason) =>
        _client
            .DisconnectAsync(new MqttClientDisconnectOptions { Reason = reason })
            .WaitAsync(Goodbye)
            .ContinueWith(static _ => { }, TaskScheduler.Default);

    /// <summary>Ends the connection without DISCONNECT; the first reason counts.</summary>
    public void End(string why)
    {
        if (_ended.TrySetResult(why))
            _client.Dispose();
    }

    public void Dispose() => End("the client was closed");

    private async Task PingAsync(TimeProvider clock)
    {
        try
        {
            using var patience = new CancellationTokenSource(_keepAlive, clock);
            await _client.PingAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or MqttCommunicationTimedOutException)
        {
            End("the server was silent for one and a half times the keep-alive");
        }
        catch (Exception e) when (e is MqttCommunicationException or InvalidOperationException)
        {
            End(e.Message);
        }
    }

    /// <summary>
    /// Passes a message to the handler, and the next when there is room; acknowledgements keep the order of arrival
    /// (MQTT 5.0, 4.6).
    /// </summary>
    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        await Task.WhenAny(_room.WaitAsync(), _ended.Task).ConfigureAwait(false);
        _lastAcknowledgement = AcknowledgeAsync(_lastAcknowledgement, HandOver(received.ApplicationMessage), received);
    }

    private ValueTask HandOver(MqttApplicationMessage message)
    {
        try
        {
            return _handler?.Invoke(message) ?? default;
        }
        catch (Exception e)
        {
            return ValueTask.FromException(e);
        }
    }

    private async Task AcknowledgeAsync(Task before, ValueTask taken, MqttApplicationMessageReceivedEventArgs received)
    {
        try
        {
            await taken.ConfigureAwait(false);
            await before.ConfigureAwait(false);
            if (_ended.Task.IsCompleted)
                return;
            if (received.ApplicationMessage.QualityOfServiceLevel != MqttQualityOfServiceLevel.AtMostOnce)
                await received.AcknowledgeAsync(CancellationToken.None).ConfigureAwait(false);
            _room.Release();
        }
        catch (Exception e)
        {
            // Neither this message nor a later one is acknowledged, so the server sends them again.
            End($"a message could not be taken: {e.Message}");
        }
    }

    private Task SayWhyAsync(MqttClientDisconnectedEventArgs ended)
    {
        var isRefusal = ended.Reason >= MqttClientDisconnectReason.UnspecifiedError && ended.Exception is null;
        if (isRefusal || ended.ReasonString is { Length: > 0 })
            End($"the server ended the connection: {ended.Reason} {ended.ReasonString}".TrimEnd());
        else
            End(ended.Exception?.Message ?? "the server closed the connection");
        return Task.CompletedTask;
    }
}
