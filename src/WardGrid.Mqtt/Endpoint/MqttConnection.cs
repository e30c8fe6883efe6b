using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Sessions;
using WardGrid.Mqtt.Transport;

namespace WardGrid.Mqtt.Endpoint;

/// <summary>One connection of the endpoint, from its first byte to its last.</summary>
/// <remarks>
/// It knows pipes, not sockets. <see cref="RunAsync"/> reads alone; anything else may call <see cref="End"/>, and the first who does
/// decides why the connection ended. Whatever goes wrong ends here and is told to the observer; it reaches no other connection.
/// </remarks>
internal sealed class MqttConnection
{
    /// <summary>How long a peer is given to take the last bytes, which say why the connection ends.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);

    private readonly MqttEndpoint _endpoint;
    private readonly PipeReader _input;
    private readonly Action? _abort;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionWatch _watch;
    private ConnectPacket? _connect;
    private MqttSession? _session;
    private Departure? _departure;

    public MqttConnection(MqttEndpoint endpoint, IDuplexPipe transport, string remoteAddress, Action? abort)
    {
        _endpoint = endpoint;
        _input = transport.Input;
        _abort = abort;
        RemoteAddress = remoteAddress;
        Outbound = new(transport.Output, endpoint.Options.MaximumOutboundBytes);
        _watch = new(endpoint.Clock, what => End(new(ReasonCode.KeepAliveTimeout, what, IsRefusal: true, TellsPeer: true)));
    }

    public string RemoteAddress { get; }

    public OutboundBuffer Outbound { get; }

    /// <summary>Who this is, once the host has let it in.</summary>
    public MqttPeer? Peer { get; set; }

    public string? ClientId => Peer?.ClientId ?? _connect?.ClientId;

    public string? UserName => Peer?.UserName ?? _connect?.UserName;

    /// <summary>Completes when the connection has let go of its session and its last will is settled.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Ends the connection; only the first reason counts.</summary>
    public void End(Departure departure)
    {
        if (Interlocked.CompareExchange(ref _departure, departure, null) is not null)
            return;
        _ending.Cancel();
        _input.CancelPendingRead();
    }

    public async Task RunAsync()
    {
        try
        {
            _watch.Expect(_endpoint.Options.ConnectTimeout, $"no complete CONNECT within {_endpoint.Options.ConnectTimeout.TotalSeconds:0.#} s");
            await ServeAsync().ConfigureAwait(false);
        }
        catch (MqttProtocolException e)
        {
            End(new(e.Reason, e.Message, IsRefusal: true, TellsPeer: true));
        }
        catch (Exception e) when (e is IOException or ConnectionResetException or ConnectionAbortedException or OperationCanceledException)
        {
            End(new(ReasonCode.UnspecifiedError, "the connection broke"));
        }
        catch (Exception e)
        {
            End(new(ReasonCode.ImplementationError, $"a fault while serving the connection: {e.GetType().Name}: {e.Message}", IsRefusal: true, TellsPeer: true));
        }

        await FinishAsync(_departure!).ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        _connect = await ReadConnectAsync().ConfigureAwait(false);
        if (_connect is null)
            return;
        Outbound.Version = _connect.Version;
        _watch.Expect(_endpoint.Options.ConnectTimeout, "whether the device may come in was not answered in time");
        var (peer, session) = await new Handshake(_endpoint, this).AcceptAsync(_connect, _ending.Token).ConfigureAwait(false);
        _session = session;
        await ReceiveAsync(new(_endpoint, this, session, peer), new(_endpoint, this, session, peer)).ConfigureAwait(false);
    }

    private async Task<ConnectPacket?> ReadConnectAsync()
    {
        while (true)
        {
            var read = await _input.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            try
            {
                if (_departure is not null)
                    return null;
                var whole = PacketFramer.TryTake(ref buffer, _endpoint.Options.MaximumPacketSize, out var header, out var body);
                if (!read.Buffer.IsEmpty && header.Type != PacketType.Connect)
                    throw MqttProtocolException.Violation($"the first packet is {header.Type}, not CONNECT");
                if (whole)
                    return ConnectPacket.Read(body.IsSingleSegment ? body.FirstSpan : body.ToArray());
                if (read.IsCompleted)
                {
                    End(new(ReasonCode.ProtocolError, "the connection was closed before CONNECT", IsRefusal: true));
                    return null;
                }
            }
            finally
            {
                _input.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private async Task ReceiveAsync(InboundPublishes publishes, ClientSubscriptions subscriptions)
    {
        // A client may stay silent for one and a half times its keep-alive (3.1.2.10).
        TimeSpan? silence = _connect!.KeepAliveSeconds == 0 ? null : TimeSpan.FromSeconds(1.5 * _connect.KeepAliveSeconds);
        var stall = silence < _endpoint.Options.StallTimeout ? silence.Value : _endpoint.Options.StallTimeout;
        var unfinished = false;
        _watch.Expect(silence, "nothing came for one and a half times the keep-alive");
        while (_departure is null)
        {
            var read = await _input.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            var packets = 0;
            try
            {
                while (_departure is null && PacketFramer.TryTake(ref buffer, _endpoint.Options.MaximumPacketSize, out var header, out var body))
                {
                    packets++;
                    Receive(header, body, publishes, subscriptions);
                    if (publishes.IsFull)
                        await HostHasRoomAsync(publishes).ConfigureAwait(false);
                }
            }
            finally
            {
                _input.AdvanceTo(buffer.Start, buffer.End);
            }

            Outbound.Flush();
            if (!Outbound.HasRoom)
            {
                _watch.Expect(_endpoint.Options.StallTimeout, "the client does not read what it is sent");
                await Outbound.RoomAsync().WaitAsync(_ending.Token).ConfigureAwait(false);
            }

            // A begun packet has a time of its own, which dribbling single bytes does not prolong.
            var begun = !buffer.IsEmpty;
            if (packets > 0 || begun != unfinished)
                _watch.Expect(begun ? stall : silence, begun ? "a packet was begun and not finished" : "nothing came for one and a half times the keep-alive");
            unfinished = begun;
            if (read.IsCompleted)
                End(new(ReasonCode.UnspecifiedError, begun ? "the connection was closed in the middle of a packet" : "the connection was closed without DISCONNECT", IsRefusal: begun));
        }
    }

    private async Task HostHasRoomAsync(InboundPublishes publishes)
    {
        Outbound.Flush();
        // While the host is the slow one, the client is not to blame for silence.
        _watch.Expect(null, "");
        await publishes.RoomAsync().WaitAsync(_ending.Token).ConfigureAwait(false);
    }

    private void Receive(PacketHeader header, in ReadOnlySequence<byte> body, InboundPublishes publishes, ClientSubscriptions subscriptions)
    {
        if (body.IsSingleSegment)
        {
            Receive(header, body.FirstSpan, publishes, subscriptions);
            return;
        }

        var length = (int)body.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(copy);
        try
        {
            Receive(header, copy.AsSpan(0, length), publishes, subscriptions);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private void Receive(PacketHeader header, ReadOnlySpan<byte> body, InboundPublishes publishes, ClientSubscriptions subscriptions)
    {
        var version = Outbound.Version;
        switch (header.Type)
        {
            case PacketType.Publish:
                publishes.Receive(header, body);
                break;
            case PacketType.PubAck:
                _session!.Acknowledged(AckPacket.Read(header.Type, body, version).PacketId);
                break;
            case PacketType.PubRel:
                publishes.Release(AckPacket.Read(header.Type, body, version));
                break;
            case PacketType.Subscribe:
                subscriptions.Add(SubscribePacket.Read(body, version));
                break;
            case PacketType.Unsubscribe:
                subscriptions.Remove(UnsubscribePacket.Read(body, version));
                break;
            case PacketType.PingReq when body.IsEmpty:
                Outbound.Append(new PingPacket(PacketType.PingResp));
                break;
            case PacketType.Disconnect:
                Leave(DisconnectPacket.Read(body, version));
                break;
            default:
                throw MqttProtocolException.Violation($"a client may not send {header.Type} now");
        }
    }

    private void Leave(DisconnectPacket disconnect)
    {
        if (disconnect.SessionExpirySeconds is { } expiry)
        {
            if (expiry > 0 && _session!.ExpirySeconds == 0)
                throw MqttProtocolException.Violation("DISCONNECT asks to keep a session that CONNECT asked not to keep");
            _session!.ExpirySeconds = expiry;
        }

        End(new(disconnect.Reason, disconnect.ReasonString ?? "the client said goodbye", DropsWill: disconnect.Reason == ReasonCode.Success));
    }

    private async Task FinishAsync(Departure departure)
    {
        _watch.Dispose();
        if (departure.IsRefusal)
            _endpoint.Refuse(departure.Reason, departure.Detail, this, null);
        TellPeer(departure);
        if (_session is { } session)
        {
            await _endpoint.SettleWillAsync(this, session, departure.DropsWill ? null : _connect!.Will).ConfigureAwait(false);
            _endpoint.Sessions.Detach(session);
            _endpoint.Observer?.Disconnected(Peer!, departure.Reason, departure.Detail);
        }

        _ended.TrySetResult();
        try
        {
            await Outbound.EndAsync().WaitAsync(FarewellTimeout, _endpoint.Clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _abort?.Invoke();
        }

        await _input.CompleteAsync().ConfigureAwait(false);
    }

    private void TellPeer(Departure departure)
    {
        if (!departure.TellsPeer)
            return;
        if (_session is null && (_connect is not null || departure.Reason == ReasonCode.UnsupportedProtocolVersion))
            Outbound.Append(new ConnAckPacket(departure.Reason) { ReasonString = Spoken(departure) });
        else if (_session is not null && Outbound.Version == MqttVersion.V500)
            Outbound.Append(new DisconnectPacket(departure.Reason, Spoken(departure)));
    }

    /// <summary>The words for the client; why it was not let in is for the engineer only.</summary>
    private static string? Spoken(Departure departure) =>
        departure.Reason is ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorised or ReasonCode.ImplementationError ? null : departure.Detail;
}
