using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Sessions;
using WardGrid.Mqtt.Topics;
using WardGrid.Mqtt.Transport;

namespace WardGrid.Mqtt.Client;

/// <summary>One connection of a client to its server, from CONNECT to its end.</summary>
internal sealed class ClientLink : IAcceptances, IAsyncDisposable
{
    /// <summary>A consumer of a whole hospital hears six topics of each of ten thousand devices.</summary>
    private const int TopicsKept = 65_536;

    private readonly MqttClientOptions _options;
    private readonly PublishWindow _window;
    private readonly MqttMessageHandler? _handler;
    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly AcceptanceQueue _acceptances;
    private readonly TopicCache _topics = new(TopicsKept);
    private readonly ConcurrentDictionary<ushort, TaskCompletionSource<SubAckPacket>> _answers = new();
    private readonly CancellationTokenSource _ending = new();
    private string? _why;
    private ushort _lastRequest = ushort.MaxValue;
    private int _silentTicks;
    private long _refused;

    private ClientLink(MqttClientOptions options, PublishWindow window, MqttMessageHandler? handler, Stream stream)
    {
        (_options, _window, _handler, _stream) = (options, window, handler, stream);
        _input = PipeReader.Create(stream, new(bufferSize: options.ReceiveBuffer, minimumReadSize: Math.Min(1024, options.ReceiveBuffer)));
        Outbound = new(PipeWriter.Create(stream), options.MaximumOutboundBytes) { Version = options.Version };
        _acceptances = new(options.ReceiveMaximum, this);
    }

    public OutboundBuffer Outbound { get; }

    /// <summary>QoS 1 publishes that the server acknowledged with a refusal.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    public ConnAckPacket Answer { get; private set; } = new(ReasonCode.UnspecifiedError);

    /// <summary>Connects and awaits the server's answer.</summary>
    /// <exception cref="MqttRefusedException">The server refuses the client.</exception>
    public static async Task<ClientLink> OpenAsync(MqttClientOptions options, PublishWindow window, MqttMessageHandler? handler, CancellationToken cancellation)
    {
        var link = new ClientLink(options, window, handler, await ClientTransport.OpenAsync(options, cancellation).ConfigureAwait(false));
        try
        {
            link.Outbound.Append(ConnectOf(options));
            link.Outbound.Flush();
            link.Answer = await link.ReadAnswerAsync(cancellation).ConfigureAwait(false);
            if (link.Answer.Reason.IsRefusal())
                throw new MqttRefusedException(link.Answer.Reason, link.Answer.ReasonString);
            link.Outbound.MaximumPacketSize = link.Answer.MaximumPacketSize;
            return link;
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads until the connection ends, and says why it did.</summary>
    public async Task<string> RunAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var tick = TimeSpan.FromSeconds(Math.Max((ushort)1, Answer.ServerKeepAlive ?? _options.KeepAliveSeconds) / 2.0);
        using var stop = cancellation.Register(() => End("the client was closed"));
        await using var pings = clock.CreateTimer(_ => Tick(), null, tick, tick).ConfigureAwait(false);
        try
        {
            await ReceiveAsync().ConfigureAwait(false);
        }
        catch (MqttProtocolException e)
        {
            End(e.Message);
            if (_options.Version == MqttVersion.V500)
                Outbound.Append(new DisconnectPacket(e.Reason));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            End(e.Message);
        }

        foreach (var answer in _answers.Values)
            answer.TrySetException(new IOException($"the connection ended: {_why}"));
        return _why!;
    }

    /// <summary>Subscribes, and gives the server's answer.</summary>
    public async Task<ReasonCode> SubscribeAsync(SubscriptionRequest request)
    {
        ushort id;
        var answer = new TaskCompletionSource<SubAckPacket>(TaskCreationOptions.RunContinuationsAsynchronously);
        // Identifiers of publishes count up from 1, these down from the top: they never meet (window <= 65535 - 1024).
        lock (_answers)
            id = _lastRequest = _lastRequest <= ushort.MaxValue - 1024 ? ushort.MaxValue : (ushort)(_lastRequest - 1);
        _answers[id] = answer;
        Outbound.Append(new SubscribePacket(id, [request]));
        Outbound.Flush();
        if (_why is not null)
            throw new IOException($"the connection ended: {_why}");
        return (await answer.Task.ConfigureAwait(false)).Reasons[0];
    }

    /// <summary>Says goodbye and sends what is left.</summary>
    public async Task LeaveAsync(ReasonCode reason)
    {
        Outbound.Append(new DisconnectPacket(reason));
        await Outbound.EndAsync().WaitAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await Outbound.EndAsync().WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _input.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends the connection; the first reason counts.</summary>
    public void End(string why)
    {
        if (Interlocked.CompareExchange(ref _why, why, null) is not null)
            return;
        _ending.Cancel();
        _input.CancelPendingRead();
    }

    void IAcceptances.Accepted(ushort packetId, QualityOfService qos, ReasonCode reason)
    {
        if (qos == QualityOfService.AtLeastOnce)
            Outbound.Append(new AckPacket(PacketType.PubAck, packetId, reason));
    }

    void IAcceptances.Settled() => Outbound.Flush();

    void IAcceptances.Failed(Exception failure) => End($"a message could not be taken: {failure.Message}");

    private static ConnectPacket ConnectOf(MqttClientOptions options) => new()
    {
        Version = options.Version,
        ClientId = options.ClientId,
        CleanStart = options.CleanStart,
        KeepAliveSeconds = options.KeepAliveSeconds,
        UserName = options.UserName,
        Password = options.Password is { } password ? System.Text.Encoding.UTF8.GetBytes(password) : null,
        Will = options.Will,
        SessionExpirySeconds = options.SessionExpirySeconds,
        ReceiveMaximum = options.ReceiveMaximum,
        MaximumPacketSize = (uint)options.MaximumPacketSize,
    };

    private async Task<ConnAckPacket> ReadAnswerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var read = await _input.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = read.Buffer;
            try
            {
                if (PacketFramer.TryTake(ref buffer, _options.MaximumPacketSize, out var header, out var body))
                {
                    return header.Type == PacketType.ConnAck
                        ? ConnAckPacket.Read(body.ToArray(), _options.Version)
                        : throw MqttProtocolException.Violation($"the server answers CONNECT with {header.Type}");
                }

                if (read.IsCompleted)
                    throw new IOException("the server closed the connection instead of answering CONNECT");
            }
            finally
            {
                _input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private async Task ReceiveAsync()
    {
        while (_why is null)
        {
            var read = await _input.ReadAsync(_ending.Token).ConfigureAwait(false);
            Volatile.Write(ref _silentTicks, 0);
            var buffer = read.Buffer;
            try
            {
                while (_why is null && PacketFramer.TryTake(ref buffer, _options.MaximumPacketSize, out var header, out var body))
                {
                    Receive(header, body);
                    if (!_acceptances.IsFull)
                        continue;
                    Outbound.Flush();
                    await _acceptances.RoomAsync().WaitAsync(_ending.Token).ConfigureAwait(false);
                }
            }
            finally
            {
                _input.AdvanceTo(buffer.Start, buffer.End);
            }

            Outbound.Flush();
            if (read.IsCompleted)
                End("the server closed the connection");
        }
    }

    private void Receive(PacketHeader header, in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            Receive(header, body.FirstSpan);
            return;
        }

        var length = (int)body.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(copy);
        try
        {
            Receive(header, copy.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Receive(PacketHeader header, ReadOnlySpan<byte> body)
    {
        switch (header.Type)
        {
            case PacketType.Publish:
                Receive(PublishPacket.Read(header, body, _options.Version));
                break;
            case PacketType.PubAck:
                var ack = AckPacket.Read(header.Type, body, _options.Version);
                if (ack.Reason.IsRefusal())
                    Interlocked.Increment(ref _refused);
                _window.Acknowledge(ack.PacketId, ack.Reason);
                break;
            case PacketType.SubAck or PacketType.UnsubAck:
                var answer = SubAckPacket.Read(header.Type, body, _options.Version);
                if (_answers.TryRemove(answer.PacketId, out var asked))
                    asked.TrySetResult(answer);
                break;
            case PacketType.PingResp:
                break;
            case PacketType.Disconnect when _options.Version == MqttVersion.V500:
                var goodbye = DisconnectPacket.Read(body, _options.Version);
                End($"the server ended the connection: {goodbye.Reason} {goodbye.ReasonString}".TrimEnd());
                break;
            default:
                throw MqttProtocolException.Violation($"a server may not send {header.Type} now");
        }
    }

    private void Receive(in PublishPacket packet)
    {
        if (packet.QoS == QualityOfService.ExactlyOnce)
            throw new MqttProtocolException(ReasonCode.QoSNotSupported, "the server sends QoS 2, which was not subscribed");
        if (packet.TopicAlias > 0)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, $"topic alias {packet.TopicAlias} was not offered");
        var message = new MqttMessage
        {
            Topic = _topics.Find(packet.Topic).Name,
            Payload = packet.Payload,
            QoS = packet.QoS,
            Retain = packet.Retain,
            Duplicate = packet.Duplicate,
        };
        _acceptances.Add(packet.PacketId, packet.QoS, _handler is null ? new(ReasonCode.Success) : _handler(message));
    }

    private void Tick()
    {
        if (Interlocked.Increment(ref _silentTicks) > 3)
            End("the server was silent for one and a half times the keep-alive");
        Outbound.Append(new PingPacket(PacketType.PingReq));
        Outbound.Flush();
    }
}
