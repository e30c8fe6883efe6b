using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Protocol;
using MQTTnet.Server;
using WardGrid.Server.Settings;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// The MQTT endpoint that devices connect to: MQTTnet's server, each connection behind a <see cref="GuardedChannel"/>.
/// </summary>
/// <remarks>
/// It works on pipes (<see cref="ServeAsync"/>), which <see cref="MqttListener"/> takes from Kestrel. It is an endpoint
/// for devices and not a broker: messages go to the host only, nothing is retained, and no session outlives its
/// connection. It sends commands at QoS 0 or 1 to subscribers that the host allows. All public members are thread-safe.
/// </remarks>
public sealed class MqttEndpoint : IDisposable
{
    /// <summary>
    /// MQTTnet's keep-alive monitor is not used here (see <see cref="Handshake.ForServer"/>); its thread sleeps for
    /// this long.
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
        TimeProvider? clock = null,
        RevokedCertificates? revoked = null
    )
    {
        options.Validate();
        Revoked = revoked;
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

    /// <summary>The certificates that let nobody in any more; null: there is no list.</summary>
    internal RevokedCertificates? Revoked { get; }

    internal ConnectedClients Clients { get; } = new();

    /// <summary>Serves one connection until it ends; nothing that the peer does makes it throw.</summary>
    /// <param name="abort">Cuts the transport; used if the peer does not read its last bytes.</param>
    /// <param name="certificate">The device's own certificate, which TLS has checked; null if it showed none.</param>
    public async Task ServeAsync(
        IDuplexPipe transport,
        string remoteAddress,
        Action? abort = null,
        X509Certificate2? certificate = null
    )
    {
        await _started.ConfigureAwait(false);
        var channel = new GuardedChannel(this, transport, remoteAddress, abort, certificate);
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

    /// <summary>
    /// Publishes to the subscribers of a topic, for instance a command to a device; false if there are none.
    /// </summary>
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

    /// <summary>Ends the connection of a client, for instance of a retired device; false if it has none.</summary>
    public bool Disconnect(string clientId, ReasonCode reason, string detail)
    {
        if (Clients.Find(clientId) is not { } channel)
            return false;
        channel.End(new(reason, detail, TellsPeer: true));
        return true;
    }

    /// <summary>Ends every connection and accepts no more; returns at once.</summary>
    public void BeginStop()
    {
        _stopping = true;
        foreach (var channel in _channels.Keys)
            channel.End(new(ReasonCode.ServerShuttingDown, "the server is shutting down", TellsPeer: true));
    }

    /// <summary>Ends every connection, accepts no more, and stops MQTTnet's server.</summary>
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

    /// <summary>Reports a peer whose TLS handshake failed.</summary>
    internal void RefuseWithoutTls(string remoteAddress)
    {
        Counters.CountRefused(ReasonCode.NotAuthorised);
        Observer?.Refused(
            new(
                ReasonCode.NotAuthorised,
                "no TLS handshake: the device does not trust this server's certificate, "
                    + "knows it by another name, shows a certificate that does not count here, or speaks without TLS",
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

    /// <summary>Reports a refusal to the observer; it is counted elsewhere.</summary>
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
            // The channel accepts commands at once and bounds them itself. This bound is for a burst that MQTTnet has
            // not passed to it yet.
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

    /// <summary>The source of connections for MQTTnet's server.</summary>
    private sealed class PipedServerAdapter : IMqttServerAdapter
    {
        public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

        public Task ServeAsync(IMqttChannelAdapter channel) => ClientHandler?.Invoke(channel) ?? Task.CompletedTask;

        public Task StartAsync(MqttServerOptions options, IMqttNetLogger logger) => Task.CompletedTask;

        public Task StopAsync() => Task.CompletedTask;

        public void Dispose() { }
    }
}
