using System.Collections.Concurrent;
using System.IO.Pipelines;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// The MQTT endpoint that devices connect to: MQTTnet's server, each connection behind a <see cref="GuardedChannel"/>.
/// </summary>
/// <remarks>
/// It speaks over pipes (<see cref="ServeAsync"/>); <see cref="MqttListener"/> gives it Kestrel's. It is an endpoint
/// for devices and not a broker: messages go to the host and to nobody else, nothing is retained, and no session
/// outlives its connection. Outwards go commands, at QoS 0 or 1, to whoever the host lets subscribe. All public members
/// may be called from any thread.
/// </remarks>
public sealed class MqttEndpoint : IDisposable
{
    /// <summary>
    /// MQTTnet's monitor of keep-alives has nothing to do here (see <see cref="Handshake.ForServer"/>), and its thread
    /// sleeps this long.
    /// </summary>
    private static readonly TimeSpan MonitorInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<GuardedChannel, byte> _channels = new();
    private readonly ConcurrentDictionary<MqttApplicationMessage, byte> _unheard = new();
    private readonly PipedServerAdapter _adapter = new();
    private readonly MqttServer _server;
    private readonly Task _started;
    private volatile bool _stopping;

    public MqttEndpoint(
        MqttEndpointOptions options,
        IMqttHost host,
        IMqttObserver? observer = null,
        TimeProvider? clock = null
    )
    {
        options.Validate();
        Options = options;
        Host = host;
        Observer = observer;
        Clock = clock ?? TimeProvider.System;
        _server = new(SettingsOf(options), [_adapter], MqttNetNullLogger.Instance);
        _server.ApplicationMessageNotConsumedAsync += message =>
        {
            _unheard[message.ApplicationMessage] = 0;
            return Task.CompletedTask;
        };
        _server.ApplicationMessageEnqueuedOrDroppedAsync += message =>
        {
            if (message.IsDropped)
                Counters.CountDropped();
            return Task.CompletedTask;
        };
        _started = _server.StartAsync();
    }

    public MqttEndpointOptions Options { get; }

    public MqttCounters Counters { get; } = new();

    /// <summary>The clients that are connected now.</summary>
    public IEnumerable<MqttPeer> Peers => Clients.All().Select(channel => channel.Peer!);

    internal IMqttHost Host { get; }

    internal IMqttObserver? Observer { get; }

    internal TimeProvider Clock { get; }

    internal ConnectedClients Clients { get; } = new();

    /// <summary>Serves one connection until it ends; never throws for what the peer does.</summary>
    /// <param name="abort">Cuts the transport, used where the peer does not even take the last bytes meant for
    /// it.</param>
    public async Task ServeAsync(IDuplexPipe transport, string remoteAddress, Action? abort = null)
    {
        await _started.ConfigureAwait(false);
        var channel = new GuardedChannel(this, transport, remoteAddress, abort);
        if (Counters.CountOpened() > Options.MaximumConnections)
            channel.End(
                new(ReasonCode.ServerBusy, $"all {Options.MaximumConnections} connections are in use", IsRefusal: true)
            );
        _channels.TryAdd(channel, 0);
        if (_stopping)
            channel.End(new(ReasonCode.ServerShuttingDown, "the server is shutting down"));
        try
        {
            await channel.RunAsync(_adapter.ServeAsync).ConfigureAwait(false);
        }
        finally
        {
            _channels.TryRemove(channel, out _);
            Counters.CountClosed();
        }
    }

    /// <summary>Publishes to whoever listens, for instance a command to a device; false where nobody listens.</summary>
    public async Task<bool> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce
    )
    {
        await _started.ConfigureAwait(false);
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new(payload),
            QualityOfServiceLevel = qos,
        };
        await _server.InjectApplicationMessage(new(message)).ConfigureAwait(false);
        return !_unheard.TryRemove(message, out _);
    }

    /// <summary>
    /// Ends the connection of a client, for instance of a device that was retired; false where it has none.
    /// </summary>
    public bool Disconnect(string clientId, ReasonCode reason, string detail)
    {
        if (Clients.Find(clientId) is not { } channel)
            return false;
        channel.End(new(reason, detail, TellsPeer: true));
        return true;
    }

    /// <summary>Ends every connection and takes no more; returns at once.</summary>
    public void BeginStop()
    {
        _stopping = true;
        foreach (var channel in _channels.Keys)
            channel.End(new(ReasonCode.ServerShuttingDown, "the server is shutting down", TellsPeer: true));
    }

    /// <summary>Ends every connection, takes no more, and stops MQTTnet's server.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        BeginStop();
        await Task.WhenAll(_channels.Keys.Select(c => c.Ended)).WaitAsync(cancellation).ConfigureAwait(false);
        await _server.StopAsync(new MqttServerStopOptions()).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _server.Dispose();
        Counters.Dispose();
    }

    /// <summary>Tells of a peer on the port with TLS that never got through the handshake.</summary>
    internal void RefuseWithoutTls(string remoteAddress)
    {
        Counters.CountRefused(ReasonCode.NotAuthorised);
        Observer?.Refused(
            new(
                ReasonCode.NotAuthorised,
                "no TLS handshake: the device does not trust this server's certificate, knows it by another name, or speaks without TLS",
                remoteAddress,
                null,
                null,
                null
            )
        );
    }

    internal void Refuse(ReasonCode reason, string detail, GuardedChannel channel, string? topic)
    {
        Counters.CountRefused(reason);
        Tell(reason, detail, channel, topic);
    }

    /// <summary>Tells the observer of a refusal that is counted elsewhere.</summary>
    internal void Tell(ReasonCode reason, string detail, GuardedChannel channel, string? topic) =>
        Observer?.Refused(new(reason, detail, channel.RemoteAddress, channel.ClientId, channel.UserName, topic));

    /// <summary>Hands a client's last will to the host.</summary>
    internal async Task PublishWillAsync(GuardedChannel channel)
    {
        if (channel.Will is not { } will)
            return;
        try
        {
            await HandOver(channel.Peer!, will).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Refuse(
                ReasonCode.ImplementationError,
                $"the last will could not be taken: {e.Message}",
                channel,
                will.Topic
            );
        }
    }

    private static MqttServerOptions SettingsOf(MqttEndpointOptions options)
    {
        var settings = new MqttServerOptions
        {
            EnablePersistentSessions = false,
            // The channel takes commands at once and bounds them itself; this is for a burst that MQTTnet has not
            // passed to it yet.
            MaxPendingMessagesPerClient = options.MaximumQueuedPerSession + options.MaximumInFlightPerSession,
            PendingMessagesOverflowStrategy = MqttPendingMessagesOverflowStrategy.DropNewMessage,
        };
        settings.KeepAliveOptions.MonitorInterval = MonitorInterval;
        return settings;
    }

    private ValueTask<ReasonCode> HandOver(MqttPeer peer, LastWill will) =>
        Host.AcceptAsync(
            peer,
            new()
            {
                Topic = will.Topic,
                Payload = will.Payload,
                QoS = will.QoS,
                Retain = will.Retain,
                IsWill = true,
            }
        );

    /// <summary>What MQTTnet's server takes connections from.</summary>
    private sealed class PipedServerAdapter : IMqttServerAdapter
    {
        public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

        public Task ServeAsync(IMqttChannelAdapter channel) => ClientHandler?.Invoke(channel) ?? Task.CompletedTask;

        public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger) => Task.CompletedTask;

        public Task StopAsync() => Task.CompletedTask;

        public void Dispose() { }
    }
}
