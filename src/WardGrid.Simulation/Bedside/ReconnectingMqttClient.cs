using System.Buffers;
using System.Net.Sockets;
using System.Security.Authentication;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace WardGrid.Simulation.Bedside;

/// <summary>MQTTnet's client, kept connected: publishes at QoS 0 and 1, and subscribes.</summary>
/// <remarks>
/// MQTTnet's client serves one connection. This adds what a bedside device needs: after a lost connection it connects
/// again with growing pauses, and repeats its subscriptions and unacknowledged messages. Messages of its subscriptions
/// go to the handler (<see cref="MqttMessageHandler"/>). All members are thread-safe.
/// </remarks>
public sealed class ReconnectingMqttClient : IAsyncDisposable
{
    private readonly MqttConnectionOptions _options;
    private readonly MqttMessageHandler? _handler;
    private readonly TimeProvider _clock;
    private readonly UnacknowledgedPublishes _publishes;
    private readonly Dictionary<string, MqttQualityOfServiceLevel> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private MqttLink? _link;
    private Task _keeping = Task.CompletedTask;
    private long _lost;

    public ReconnectingMqttClient(
        MqttConnectionOptions options,
        MqttMessageHandler? handler = null,
        TimeProvider? clock = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            options.InFlight is > 0 and <= ushort.MaxValue,
            true,
            nameof(options.InFlight)
        );
        ArgumentOutOfRangeException.ThrowIfZero(options.KeepAliveSeconds, nameof(options.KeepAliveSeconds));
        _options = options;
        _handler = handler;
        _clock = clock ?? TimeProvider.System;
        _publishes = new(options.InFlight);
    }

    /// <summary>Raised when the connection was made, was lost or could not be made, with the reason in words.</summary>
    public event Action<ReconnectingMqttClient, bool, string>? ConnectionChanged;

    /// <summary>Raised when the server has granted a subscription, at first and after every reconnect.</summary>
    public event Action<string>? Subscribed;

    public bool IsConnected => Volatile.Read(ref _link) is not null;

    /// <summary>
    /// Messages that were dropped: at QoS 0 without a connection, and any message that is too large for the server.
    /// </summary>
    public long Lost => Interlocked.Read(ref _lost) + _publishes.TooLarge;

    /// <summary>QoS 1 messages that a 5.0 server acknowledged with a refusal.</summary>
    public long Refused => _publishes.Refused;

    /// <summary>QoS 1 messages not yet acknowledged.</summary>
    public int Unacknowledged => _publishes.Count;

    /// <summary>Connects and stays connected from then on; throws if the first attempt fails.</summary>
    /// <exception cref="MqttRefusedException">The server refuses the client.</exception>
    public async Task ConnectAsync(CancellationToken cancellation = default)
    {
        var link = await OpenAsync(cancellation).ConfigureAwait(false);
        _keeping = Task.Run(() => KeepAsync(link), CancellationToken.None);
        await ResubscribeAsync(link).WaitAsync(_options.AnswerTimeout, _clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>Begins to connect, and keeps trying, in the background.</summary>
    public void Start() => _keeping = Task.Run(() => KeepAsync(null), CancellationToken.None);

    /// <summary>
    /// Sends a message. At QoS 1 the task completes when the message is under way; its acknowledgement is awaited in
    /// the background.
    /// </summary>
    /// <remarks>
    /// At QoS 0 without a connection the message is dropped and counted in <see cref="Lost"/>. The caller may reuse the
    /// payload when the task completes.
    /// </remarks>
    public async ValueTask PostAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQualityOfServiceLevel qos,
        bool retain = false,
        CancellationToken cancellation = default
    )
    {
        if (qos == MqttQualityOfServiceLevel.AtMostOnce)
            await PublishAtMostOnceAsync(MessageOf(topic, payload, qos, retain)).ConfigureAwait(false);
        else
            await AddAsync(topic, payload, qos, retain, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends a message and returns the server's answer: at QoS 1 the acknowledgement, at QoS 0 success when it is on
    /// its way.
    /// </summary>
    /// <remarks>Cancellation ends only the wait until the message may be under way.</remarks>
    public async ValueTask<MqttClientPublishReasonCode> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQualityOfServiceLevel qos,
        bool retain = false,
        CancellationToken cancellation = default
    )
    {
        if (qos != MqttQualityOfServiceLevel.AtMostOnce)
        {
            var acknowledged = await AddAsync(topic, payload, qos, retain, cancellation).ConfigureAwait(false);
            return await acknowledged.ConfigureAwait(false);
        }

        await PublishAtMostOnceAsync(MessageOf(topic, payload, qos, retain)).ConfigureAwait(false);
        return MqttClientPublishReasonCode.Success;
    }

    /// <summary>Subscribes now, if there is a connection, and after every reconnect.</summary>
    /// <returns>The granted quality of service or a refusal; without a connection the requested one.</returns>
    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(
        string filter,
        MqttQualityOfServiceLevel qos,
        CancellationToken cancellation = default
    )
    {
        MqttLink? link;
        lock (_subscriptions)
        {
            _subscriptions[filter] = qos;
            link = _link;
        }

        return link is null
            ? (MqttClientSubscribeResultCode)qos
            : await SubscribeAsync(link, filter, qos)
                .WaitAsync(_options.AnswerTimeout, _clock, cancellation)
                .ConfigureAwait(false);
    }

    /// <summary>Completes when every QoS 1 message sent so far is acknowledged.</summary>
    public Task DrainAsync(CancellationToken cancellation = default) =>
        _publishes.DrainedAsync().WaitAsync(cancellation);

    /// <summary>Sends DISCONNECT, so that the server publishes no last will, and ends.</summary>
    public ValueTask DisposeAsync() => CloseAsync(MqttClientDisconnectOptionsReason.NormalDisconnection);

    /// <summary>
    /// Ends; with <see cref="MqttClientDisconnectOptionsReason.DisconnectWithWillMessage"/> a 5.0 server still
    /// publishes the last will.
    /// </summary>
    public async ValueTask CloseAsync(MqttClientDisconnectOptionsReason reason)
    {
        if (_closing.IsCancellationRequested)
            return;
        if (Volatile.Read(ref _link) is { } link)
            await link.LeaveAsync(reason).ConfigureAwait(false);
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _publishes.Close();
    }

    /// <summary>
    /// Cuts the connection without DISCONNECT, as a pulled cable does; the client then connects again.
    /// </summary>
    public void Break() => Volatile.Read(ref _link)?.End("the connection was cut");

    private static MqttApplicationMessage MessageOf(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQualityOfServiceLevel qos,
        bool retain
    ) =>
        new()
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = qos,
            Retain = retain,
        };

    private async Task KeepAsync(MqttLink? link)
    {
        var pause = new ReconnectPause(_options.FirstPause, _options.LongestPause, Random.Shared);
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                if (link is null)
                {
                    link = await OpenAsync(_closing.Token).ConfigureAwait(false);
                    // The answers arrive while the link runs. If the link ends first, the next link subscribes again.
                    _ = ResubscribeAsync(link).ContinueWith(static _ => { }, TaskScheduler.Default);
                }

                pause.Reset();
                ConnectionChanged?.Invoke(this, true, $"connected to {_options.Host}:{_options.Port}");
                var why = await link.RunAsync(_clock, _closing.Token).ConfigureAwait(false);
                ConnectionChanged?.Invoke(this, false, why);
            }
            catch (Exception e) when (IsOfTheConnection(e))
            {
                if (!_closing.IsCancellationRequested)
                    ConnectionChanged?.Invoke(this, false, e.Message);
            }

            Volatile.Write(ref _link, null);
            _publishes.Detach();
            link?.Dispose();
            link = null;
            await Task.Delay(pause.Next(), _clock, _closing.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsOfTheConnection(Exception e) =>
        e
            is IOException
                or SocketException
                or OperationCanceledException
                or TimeoutException
                or AuthenticationException
                or MqttRefusedException
                or MqttCommunicationException
                or MqttProtocolViolationException;

    private async Task<MqttLink> OpenAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(_options.AnswerTimeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        MqttLink link;
        try
        {
            link = await MqttLink.OpenAsync(_options, _handler, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{_options.Host}:{_options.Port} did not answer within {_options.AnswerTimeout.TotalSeconds:0.#} s"
            );
        }

        // First the messages that wait, then this one.
        _publishes.Attach(link);
        lock (_subscriptions)
            _link = link;
        return link;
    }

    private async Task ResubscribeAsync(MqttLink link)
    {
        KeyValuePair<string, MqttQualityOfServiceLevel>[] filters;
        lock (_subscriptions)
            filters = [.. _subscriptions];
        foreach (var (filter, qos) in filters)
            await SubscribeAsync(link, filter, qos).ConfigureAwait(false);
    }

    private async Task<MqttClientSubscribeResultCode> SubscribeAsync(
        MqttLink link,
        string filter,
        MqttQualityOfServiceLevel qos
    )
    {
        var reason = await link.SubscribeAsync(filter, qos).ConfigureAwait(false);
        if (reason >= MqttClientSubscribeResultCode.UnspecifiedError)
            ConnectionChanged?.Invoke(this, true, $"the server refuses the subscription to {filter}: {reason}");
        else
            Subscribed?.Invoke(filter);
        return reason;
    }

    private async Task PublishAtMostOnceAsync(MqttApplicationMessage message)
    {
        try
        {
            if (Volatile.Read(ref _link) is { } link && PublishSize.Of(message) <= link.MaximumPacketSize)
            {
                await link.PublishAsync(message).ConfigureAwait(false);
                return;
            }
        }
        catch (Exception e) when (IsOfTheConnection(e) || e is ObjectDisposedException or InvalidOperationException)
        {
            // The connection is ending, and a QoS 0 message is not repeated.
        }

        Interlocked.Increment(ref _lost);
    }

    /// <summary>Sends a message; the inner task returns its acknowledgement.</summary>
    private async ValueTask<Task<MqttClientPublishReasonCode>> AddAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQualityOfServiceLevel qos,
        bool retain,
        CancellationToken cancellation
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)qos, (int)MqttQualityOfServiceLevel.AtLeastOnce, nameof(qos));
        // A copy, because it may be sent again after the caller has reused its buffer.
        var message = MessageOf(topic, payload.ToArray(), qos, retain);
        while (true)
        {
            if (_publishes.TryAdd(message) is { } acknowledged)
                return acknowledged;
            await _publishes.RoomAsync().WaitAsync(cancellation).ConfigureAwait(false);
        }
    }
}
