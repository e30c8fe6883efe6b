using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>One device's connection, from its first byte to its last, between Kestrel and MQTTnet's server.</summary>
/// <remarks>
/// MQTTnet's server must not face a network bare (docs/adr/mqtt-library.md). The channel frames the bytes, applies
/// limits and deadlines, admits the client, and handles its publishes itself. MQTTnet sees only admitted clients, their
/// granted subscriptions and acknowledgements of commands. Only MQTTnet reads (<see cref="ReceivePacketAsync"/>).
/// Anybody may call <see cref="End"/>; the first call decides the reason. An error ends this connection, is reported to
/// the observer, and reaches no other connection.
/// </remarks>
internal sealed class GuardedChannel : IMqttChannelAdapter
{
    /// <summary>How long a peer has to read the last bytes, which give the reason for the end.</summary>
    private static readonly TimeSpan FarewellTimeout = TimeSpan.FromSeconds(2);

    private readonly MqttEndpoint _endpoint;
    private readonly PipeReader _input;
    private readonly Action? _abort;
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConnectionWatch _watch;
    private readonly ChannelReader _reader;
    private MqttConnectPacket? _connect;
    private ClientTraffic? _traffic;
    private ConnectionEnd? _end;

    public GuardedChannel(
        MqttEndpoint endpoint,
        IDuplexPipe transport,
        string remoteAddress,
        Action? abort,
        X509Certificate2? certificate
    )
    {
        ClientCertificate = certificate;
        _endpoint = endpoint;
        _input = transport.Input;
        _abort = abort;
        RemoteAddress = remoteAddress;
        Outbound = new(transport.Output, endpoint.Options.MaximumOutboundBytes, PacketFormatterAdapter);
        _watch = new(endpoint.Clock, what => End(ConnectionEnd.Broke(ReasonCode.KeepAliveTimeout, what)));
        _reader = new(endpoint, this, _input, _watch, _ending.Token);
    }

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(new MqttBufferWriter(256, 4096));

    public string RemoteAddress { get; }

    public OutboundBuffer Outbound { get; }

    /// <summary>The client, once the host has admitted it.</summary>
    public MqttPeer? Peer { get; set; }

    /// <summary>What to publish if the client leaves without DISCONNECT.</summary>
    public LastWill? Will { get; set; }

    public string? ClientId => Peer?.ClientId ?? _connect?.ClientId;

    public string? UserName => Peer?.UserName ?? _connect?.Username;

    /// <summary>
    /// Completes when the connection has released its client identifier and its last will is published or dropped.
    /// </summary>
    public Task Ended => _ended.Task;

    public long BytesReceived => 0;

    public long BytesSent => 0;

    public X509Certificate2? ClientCertificate { get; }

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => false;

    public bool HasEnded => Volatile.Read(ref _end) is not null;

    /// <summary>Ends the connection; only the first reason counts.</summary>
    public void End(ConnectionEnd end)
    {
        if (Interlocked.CompareExchange(ref _end, end, null) is not null)
            return;
        _ending.Cancel();
        _input.CancelPendingRead();
    }

    /// <summary>Serves the connection until it has ended.</summary>
    /// <param name="server">MQTTnet's server; it returns when <see cref="ReceivePacketAsync"/> returns null.</param>
    public async Task RunAsync(Func<IMqttChannelAdapter, Task> server)
    {
        var limit = _endpoint.Options.ConnectTimeout;
        _watch.Expect(limit, $"no complete CONNECT within {limit.TotalSeconds:0.#} s");
        try
        {
            if (!HasEnded)
                await server(this).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(ConnectionEnd.Fault(e));
        }

        End(ConnectionEnd.Lost);
        await FinishAsync(_end!).ConfigureAwait(false);
    }

    /// <summary>Returns the next packet that MQTTnet handles; null: the connection has ended.</summary>
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.UnsafeRegister(
            static channel => ((GuardedChannel)channel!).End(ConnectionEnd.Lost),
            this
        );
        try
        {
            if (_traffic is not null)
                return await _reader.ReceiveAsync(_traffic).ConfigureAwait(false);
            _connect = await _reader.ReadConnectAsync().ConfigureAwait(false);
            return _connect is null ? null : await AdmitAsync(_connect).ConfigureAwait(false);
        }
        catch (MqttProtocolException e)
        {
            End(ConnectionEnd.Broke(e.Reason, e.Message));
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException or OperationCanceledException)
        {
            End(ConnectionEnd.Lost);
        }
        catch (Exception e)
        {
            End(ConnectionEnd.Fault(e));
        }

        return null;
    }

    /// <summary>
    /// Accepts a packet that MQTTnet sends. It never waits for the client, so that nothing accumulates in MQTTnet.
    /// </summary>
    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        switch (packet)
        {
            case MqttPublishPacket command:
                _traffic!.Send(command);
                break;
            case MqttSubAckPacket answer:
                _traffic!.Subscriptions.Answer(answer);
                break;
            case MqttConnAckPacket welcome:
                Handshake.AddTerms(welcome, _endpoint.Options, _connect!, Peer!.ClientId);
                Outbound.Append(welcome);
                break;
            default:
                Outbound.Append(packet);
                break;
        }

        Outbound.Flush();
        return Task.CompletedTask;
    }

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void ResetStatistics() { }

    public void Dispose() { }

    private async Task<MqttPacket> AdmitAsync(MqttConnectPacket connect)
    {
        _watch.Expect(_endpoint.Options.ConnectTimeout, "whether the device may come in was not answered in time");
        var peer = await new Handshake(_endpoint, this).AcceptAsync(connect, _ending.Token).ConfigureAwait(false);
        _traffic = new(_endpoint, this, peer, connect);
        _endpoint.Observer?.Connected(peer);
        _reader.Begin(connect.KeepAlivePeriod);
        return Handshake.ForServer(connect, peer.ClientId);
    }

    private async Task FinishAsync(ConnectionEnd end)
    {
        _watch.Dispose();
        if (end.IsRefusal)
            _endpoint.Refuse(end.Reason, end.Detail, this, null);
        TellPeer(end);
        if (_traffic is not null)
        {
            if (!end.DropsWill)
                await _endpoint.PublishWillAsync(this).ConfigureAwait(false);
            _endpoint.Clients.Detach(this);
            _endpoint.Observer?.Disconnected(Peer!, end.Reason, end.Detail);
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

    private void TellPeer(ConnectionEnd end)
    {
        if (!end.TellsPeer)
            return;
        if (end.Reason == ReasonCode.UnsupportedProtocolVersion && _traffic is null)
            Outbound.AppendRaw(Handshake.VersionNotSpoken);
        else if (_traffic is null && _connect is not null)
            Outbound.Append(Handshake.Refusal(end.Reason, Spoken(end)));
        else if (_traffic is not null && PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500)
            Outbound.Append(
                new MqttDisconnectPacket
                {
                    ReasonCode = (MqttDisconnectReasonCode)end.Reason,
                    ReasonString = Spoken(end),
                }
            );
    }

    /// <summary>The reason for the client. The reason why it was not admitted is for the engineer only.</summary>
    private static string? Spoken(ConnectionEnd end) =>
        end.Reason switch
        {
            ReasonCode.BadUserNameOrPassword or ReasonCode.NotAuthorised or ReasonCode.ImplementationError => null,
            _ => end.Detail,
        };
}
