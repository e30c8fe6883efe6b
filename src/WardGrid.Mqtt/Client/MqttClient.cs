using System.Net.Sockets;
using System.Security.Authentication;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Client;

/// <summary>An MQTT client that keeps itself connected: publishes at QoS 0 and 1, and subscribes.</summary>
/// <remarks>
/// No thread and no timer but one belongs to a client, and a publish allocates nothing, so that a thousand devices fit in a process.
/// After a lost connection it connects again with growing pauses, repeats its subscriptions and what was not acknowledged. Messages
/// that it has subscribed to go to the handler (<see cref="MqttMessageHandler"/>). All members may be called from any thread.
/// </remarks>
public sealed class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly MqttMessageHandler? _handler;
    private readonly TimeProvider _clock;
    private readonly PublishWindow _window;
    private readonly Dictionary<string, SubscriptionRequest> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _sending = new();
    private ClientLink? _link;
    private Task _keeping = Task.CompletedTask;
    private long _lost;
    private long _refused;

    public MqttClient(MqttClientOptions options, MqttMessageHandler? handler = null, TimeProvider? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.InFlight is > 0 and <= ushort.MaxValue - 1024, true, nameof(options.InFlight));
        ArgumentOutOfRangeException.ThrowIfZero(options.KeepAliveSeconds, nameof(options.KeepAliveSeconds));
        _options = options;
        _handler = handler;
        _clock = clock ?? TimeProvider.System;
        _window = new(options.InFlight);
    }

    /// <summary>Tells that the connection was made, was lost or could not be made, with the reason in words.</summary>
    public event Action<MqttClient, bool, string>? ConnectionChanged;

    /// <summary>Tells that the server has granted a subscription, at first and after every reconnect.</summary>
    public event Action<string>? Subscribed;

    public bool IsConnected => Volatile.Read(ref _link) is not null;

    /// <summary>Messages that were dropped: at QoS 0 without a connection, at any level larger than the server takes.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>QoS 1 messages that a 5.0 server acknowledged with a refusal.</summary>
    public long Refused => Interlocked.Read(ref _refused) + (Volatile.Read(ref _link)?.Refused ?? 0);

    /// <summary>QoS 1 messages not yet acknowledged.</summary>
    public int Unacknowledged => _window.InUse;

    /// <summary>Connects, and keeps connected from then on; throws where the first attempt fails.</summary>
    /// <exception cref="MqttRefusedException">The server refuses the client.</exception>
    public async Task ConnectAsync(CancellationToken cancellation = default)
    {
        var link = await OpenAsync(cancellation).ConfigureAwait(false);
        _keeping = Task.Run(() => KeepAsync(link), CancellationToken.None);
        await ResubscribeAsync(link).WaitAsync(_options.AnswerTimeout, _clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>Begins to connect, and keeps trying, in the background.</summary>
    public void Start() => _keeping = Task.Run(() => KeepAsync(null), CancellationToken.None);

    /// <summary>Sends a message; at QoS 1 the task completes when there is a place for it in the window, and its acknowledgement is awaited by the window.</summary>
    /// <remarks>At QoS 0 without a connection the message is dropped and counted in <see cref="Lost"/>.</remarks>
    public ValueTask PostAsync(string topic, ReadOnlyMemory<byte> payload, QualityOfService qos, bool retain = false, CancellationToken cancellation = default)
    {
        if (qos == QualityOfService.AtMostOnce)
            return PostUnacknowledged(topic, payload.Span, retain, cancellation);
        RequireAtLeastOnce(qos);
        if (!_window.TryTake(out var place))
            return WaitAndPostAsync(topic, payload, retain, cancellation);
        Send(place, topic, payload.Span, retain);
        return default;
    }

    /// <summary>Sends a message and gives the server's answer to it: at QoS 1 its acknowledgement, at QoS 0 success once it is on its way.</summary>
    /// <remarks>Await the task once, at once or later. Cancellation ends only the wait for a place in the window.</remarks>
    public ValueTask<ReasonCode> PublishAsync(string topic, ReadOnlyMemory<byte> payload, QualityOfService qos, bool retain = false, CancellationToken cancellation = default)
    {
        if (qos == QualityOfService.AtMostOnce)
            return PublishUnacknowledgedAsync(topic, payload, retain, cancellation);
        RequireAtLeastOnce(qos);
        if (!_window.TryTake(out var place))
            return WaitAndPublishAsync(topic, payload, retain, cancellation);
        var acknowledged = place.Await(_window);
        Send(place, topic, payload.Span, retain);
        return acknowledged;
    }

    /// <summary>Subscribes now, where there is a connection, and after every reconnect.</summary>
    /// <returns>The granted quality of service or a refusal; success where there is no connection yet.</returns>
    public async Task<ReasonCode> SubscribeAsync(string filter, QualityOfService qos, CancellationToken cancellation = default)
    {
        var request = new SubscriptionRequest(filter, qos);
        ClientLink? link;
        lock (_sending)
        {
            _subscriptions[filter] = request;
            link = _link;
        }

        return link is null ? ReasonCode.Success : await SubscribeAsync(link, request).WaitAsync(_options.AnswerTimeout, _clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>Completes when every QoS 1 message sent so far is acknowledged.</summary>
    public Task DrainAsync(CancellationToken cancellation = default) => _window.DrainedAsync().WaitAsync(cancellation);

    /// <summary>Says goodbye, so that the server publishes no last will, and ends.</summary>
    public ValueTask DisposeAsync() => CloseAsync(ReasonCode.Success);

    /// <summary>Ends; with <see cref="ReasonCode.DisconnectWithWill"/> a 5.0 server publishes the last will all the same.</summary>
    public async ValueTask CloseAsync(ReasonCode reason)
    {
        if (_closing.IsCancellationRequested)
            return;
        if (Volatile.Read(ref _link) is { } link)
            await link.LeaveAsync(reason).ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _window.Close();
    }

    /// <summary>Cuts the connection without a goodbye, as a pulled cable does; the client then connects again.</summary>
    public void Break() => Volatile.Read(ref _link)?.End("the connection was cut");

    private static void RequireAtLeastOnce(QualityOfService qos) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)qos, (int)QualityOfService.AtLeastOnce, nameof(qos));

    private async Task KeepAsync(ClientLink? link)
    {
        var pause = new ReconnectPause(_options.FirstPause, _options.LongestPause, Random.Shared);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (link is null)
                {
                    link = await OpenAsync(_closing.Token).ConfigureAwait(false);
                    // Its answers arrive while the link runs; where the link ends first, the next one asks again.
                    _ = ResubscribeAsync(link).ContinueWith(static _ => { }, TaskScheduler.Default);
                }

                pause.Reset();
                ConnectionChanged?.Invoke(this, true, $"connected to {_options.Host}:{_options.Port}");
                var why = await link.RunAsync(_clock, _closing.Token).ConfigureAwait(false);
                ConnectionChanged?.Invoke(this, false, why);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or TimeoutException or AuthenticationException or MqttRefusedException or MqttProtocolException)
            {
                if (!_closing.IsCancellationRequested)
                    ConnectionChanged?.Invoke(this, false, e.Message);
            }

            Volatile.Write(ref _link, null);
            if (link is not null)
            {
                Interlocked.Add(ref _refused, link.Refused);
                await link.DisposeAsync().ConfigureAwait(false);
            }

            link = null;
            await Task.Delay(pause.Next(), _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ClientLink> OpenAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        ClientLink link;
        try
        {
            link = await ClientLink.OpenAsync(_options, _window, _handler, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException($"{_options.Host}:{_options.Port} did not answer within {_options.AnswerTimeout.TotalSeconds:0.#} s");
        }

        _window.Limit = link.Answer.ReceiveMaximum;
        lock (_sending)
        {
            // In one step, so that every publish goes to this connection exactly once.
            foreach (var place in _window.InOrder())
            {
                place.Packet.MarkDuplicate();
                Send(place, link);
            }

            Volatile.Write(ref _link, link);
        }

        link.Outbound.Flush();
        return link;
    }

    private async Task ResubscribeAsync(ClientLink link)
    {
        SubscriptionRequest[] requests;
        lock (_sending)
            requests = [.. _subscriptions.Values];
        foreach (var request in requests)
            await SubscribeAsync(link, request).ConfigureAwait(false);
    }

    private async Task<ReasonCode> SubscribeAsync(ClientLink link, SubscriptionRequest request)
    {
        var reason = await link.SubscribeAsync(request).ConfigureAwait(false);
        if (reason.IsRefusal())
            ConnectionChanged?.Invoke(this, true, $"the server refuses the subscription to {request.Filter}: {reason}");
        else
            Subscribed?.Invoke(request.Filter);
        return reason;
    }

    private void Send(PublishWindow.Place place, string topic, ReadOnlySpan<byte> payload, bool retain)
    {
        new PublishPacket { TopicName = topic, Payload = payload, QoS = QualityOfService.AtLeastOnce, PacketId = place.PacketId, Retain = retain }
            .WriteTo(place.Packet, _options.Version);
        ClientLink? link;
        lock (_sending)
        {
            place.IsReady = true;
            link = _link;
            if (link is not null)
                Send(place, link);
        }

        link?.Outbound.FlushSoon();
    }

    private void Send(PublishWindow.Place place, ClientLink link)
    {
        if (place.Packet.Length <= link.Outbound.MaximumPacketSize)
        {
            link.Outbound.AppendRaw(place.Packet.Written.Span);
            return;
        }

        // Sent, it would end the connection, and again after every reconnect.
        Interlocked.Increment(ref _lost);
        _window.Acknowledge(place.PacketId, ReasonCode.PacketTooLarge);
    }

    private ValueTask PostUnacknowledged(string topic, ReadOnlySpan<byte> payload, bool retain, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _link) is not { } link
            || !link.Outbound.Append(new PublishPacket { TopicName = topic, Payload = payload, Retain = retain }))
        {
            Interlocked.Increment(ref _lost);
            return default;
        }

        link.Outbound.FlushSoon();
        return link.Outbound.HasRoom ? default : new(link.Outbound.RoomAsync().WaitAsync(cancellation));
    }

    private async ValueTask<ReasonCode> PublishUnacknowledgedAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation)
    {
        await PostUnacknowledged(topic, payload.Span, retain, cancellation).ConfigureAwait(false);
        return ReasonCode.Success;
    }

    private async ValueTask WaitAndPostAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation) =>
        Send(await TakePlaceAsync(cancellation).ConfigureAwait(false), topic, payload.Span, retain);

    private async ValueTask<ReasonCode> WaitAndPublishAsync(string topic, ReadOnlyMemory<byte> payload, bool retain, CancellationToken cancellation)
    {
        var place = await TakePlaceAsync(cancellation).ConfigureAwait(false);
        var acknowledged = place.Await(_window);
        Send(place, topic, payload.Span, retain);
        return await acknowledged.ConfigureAwait(false);
    }

    private async ValueTask<PublishWindow.Place> TakePlaceAsync(CancellationToken cancellation)
    {
        PublishWindow.Place place;
        while (!_window.TryTake(out place))
            await _window.RoomAsync().WaitAsync(cancellation).ConfigureAwait(false);
        return place;
    }
}
