using System.Collections.Concurrent;
using System.IO.Pipelines;
using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Sessions;
using WardGrid.Mqtt.Topics;

namespace WardGrid.Mqtt.Endpoint;

/// <summary>The MQTT endpoint that devices connect to: connections, sessions, retained messages and subscriptions.</summary>
/// <remarks>
/// It speaks over pipes (<see cref="ServeAsync"/>); <see cref="MqttListener"/> gives it Kestrel's. It is an endpoint for devices and not
/// a general broker: messages go to the host, and beside that to whoever the host lets subscribe, outwards at QoS 0 or 1; properties
/// of 5.0 publishes are checked and not passed on. All public members may be called from any thread.
/// </remarks>
public sealed class MqttEndpoint : IDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<MqttConnection, byte> _connections = new();
    private readonly ITimer _sweep;
    private volatile bool _stopping;

    public MqttEndpoint(MqttEndpointOptions options, IMqttHost host, IMqttObserver? observer = null, TimeProvider? clock = null)
    {
        options.Validate();
        Options = options;
        Host = host;
        Observer = observer;
        Clock = clock ?? TimeProvider.System;
        RetainedMessages = new(options.MaximumRetained, options.MaximumRetainedBytes);
        Sessions = new(options, Subscriptions, Counters, Clock);
        _sweep = Clock.CreateTimer(static sessions => ((SessionStore)sessions!).RemoveExpired(), Sessions, SweepInterval, SweepInterval);
    }

    public MqttEndpointOptions Options { get; }

    public MqttCounters Counters { get; } = new();

    public RetainedMessages RetainedMessages { get; }

    /// <summary>The clients that are connected now.</summary>
    public IEnumerable<MqttPeer> Peers => Sessions.All().Select(s => s.Connection?.Peer).OfType<MqttPeer>();

    internal IMqttHost Host { get; }

    internal IMqttObserver? Observer { get; }

    internal TimeProvider Clock { get; }

    internal SubscriptionTable Subscriptions { get; } = new();

    internal SessionStore Sessions { get; }

    /// <summary>Serves one connection until it ends; never throws for what the peer does.</summary>
    /// <param name="abort">Cuts the transport, used where the peer does not even take the last bytes meant for it.</param>
    public async Task ServeAsync(IDuplexPipe transport, string remoteAddress, Action? abort = null)
    {
        var connection = new MqttConnection(this, transport, remoteAddress, abort);
        if (Counters.CountOpened() > Options.MaximumConnections)
            connection.End(new(ReasonCode.ServerBusy, $"all {Options.MaximumConnections} connections are in use", IsRefusal: true));
        _connections.TryAdd(connection, 0);
        if (_stopping)
            connection.End(new(ReasonCode.ServerShuttingDown, "the server is shutting down"));
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            Counters.CountClosed();
        }
    }

    /// <summary>Publishes to whoever listens, for instance a command to a device.</summary>
    /// <returns>How many sessions it was sent to or, at QoS 1, is kept for; 0 where nobody listens.</returns>
    public int Publish(string topic, ReadOnlySpan<byte> payload, QualityOfService qos = QualityOfService.AtLeastOnce, bool retain = false)
    {
        TopicName.Check(System.Text.Encoding.UTF8.GetBytes(topic));
        var message = new MqttMessage { Topic = topic, Payload = payload, QoS = qos, Retain = retain };
        if (retain)
            Keep(message);
        return Send(message, Subscriptions.Find(topic), null);
    }

    /// <summary>Ends the connection of a client, for instance of a device that was retired; false where it has none.</summary>
    public bool Disconnect(string clientId, ReasonCode reason, string detail)
    {
        if (Sessions.Find(clientId)?.Connection is not { } connection)
            return false;
        connection.End(new(reason, detail, TellsPeer: true));
        return true;
    }

    /// <summary>Ends every connection and takes no more.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _stopping = true;
        foreach (var connection in _connections.Keys)
            connection.End(new(ReasonCode.ServerShuttingDown, "the server is shutting down", TellsPeer: true));
        await Task.WhenAll(_connections.Keys.Select(c => c.Ended)).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _sweep.Dispose();
        Counters.Dispose();
    }

    /// <summary>Tells of a peer on the port with TLS that never got through the handshake.</summary>
    internal void RefuseWithoutTls(string remoteAddress)
    {
        Counters.CountRefused(ReasonCode.NotAuthorised);
        Observer?.Refused(new(
            ReasonCode.NotAuthorised, "no TLS handshake: the device does not trust this server's certificate, knows it by another name, or speaks without TLS",
            remoteAddress, null, null, null));
    }

    internal void Refuse(ReasonCode reason, string detail, MqttConnection connection, string? topic)
    {
        Counters.CountRefused(reason);
        Tell(reason, detail, connection, topic);
    }

    /// <summary>Tells the observer of a refusal that is counted elsewhere.</summary>
    internal void Tell(ReasonCode reason, string detail, MqttConnection connection, string? topic) =>
        Observer?.Refused(new(reason, detail, connection.RemoteAddress, connection.ClientId, connection.UserName, topic));

    /// <summary>Keeps what is to be kept, and sends a client's message to the others who listen.</summary>
    internal void PassOn(in MqttMessage message, KnownTopic topic, MqttSession from)
    {
        if (message.Retain)
            Keep(message);
        var version = Subscriptions.Version;
        if (topic.ListenersVersion != version)
        {
            topic.Listeners = Subscriptions.Find(topic.Name);
            topic.ListenersVersion = version;
        }

        if (topic.Listeners.Length > 0)
            Send(message, topic.Listeners, from);
    }

    internal void SendRetained(Subscription subscription)
    {
        foreach (var kept in RetainedMessages.Matching(subscription.Request.Filter))
        {
            var qos = kept.QoS < subscription.QoS ? kept.QoS : subscription.QoS;
            if (qos == QualityOfService.AtMostOnce ? !subscription.Session.TrySend(kept.Topic, kept.Payload, retain: true) : !subscription.Session.TryQueue(kept))
                Counters.CountDropped();
        }
    }

    /// <summary>Publishes a client's last will now or after its delay; null: it has none, or said goodbye.</summary>
    internal async Task SettleWillAsync(MqttConnection connection, MqttSession session, WillMessage? will)
    {
        if (will is null)
            return;
        if (will.DelaySeconds == 0 || session.ExpirySeconds == 0)
            await PublishWillAsync(connection, session, will).ConfigureAwait(false);
        else
            session.PendingWill = new(Clock, TimeSpan.FromSeconds(Math.Min(will.DelaySeconds, session.ExpirySeconds)), () => _ = PublishWillAsync(connection, session, will));
    }

    private async Task PublishWillAsync(MqttConnection connection, MqttSession session, WillMessage will)
    {
        try
        {
            await HandOverWill(connection, session, will).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Refuse(ReasonCode.ImplementationError, $"the last will could not be taken: {e.Message}", connection, will.Topic);
        }
    }

    private ValueTask<ReasonCode> HandOverWill(MqttConnection connection, MqttSession session, WillMessage will)
    {
        var message = new MqttMessage { Topic = will.Topic, Payload = will.Payload.Span, QoS = will.QoS, Retain = will.Retain, IsWill = true };
        var acceptance = Host.AcceptAsync(connection.Peer!, message);
        PassOn(message, new(will.Topic), session);
        return acceptance;
    }

    private void Keep(in MqttMessage message)
    {
        if (!RetainedMessages.Keep(message.Topic, message.Payload, message.QoS))
            Counters.CountDropped();
    }

    private int Send(in MqttMessage message, Subscription[] listeners, MqttSession? from)
    {
        StoredMessage? stored = null;
        var reached = 0;
        foreach (var listener in listeners)
        {
            if (listener.Session == from && listener.Request.NoLocal)
                continue;
            bool sent;
            if (message.QoS == QualityOfService.AtMostOnce || listener.QoS == QualityOfService.AtMostOnce)
            {
                sent = listener.Session.TrySend(message.Topic, message.Payload, message.Retain && listener.Request.RetainAsPublished);
            }
            else
            {
                stored ??= new(message.Topic, message.Payload.ToArray(), QualityOfService.AtLeastOnce);
                sent = listener.Session.TryQueue(message.Retain && listener.Request.RetainAsPublished ? stored with { Retain = true } : stored);
            }

            if (sent)
                reached++;
            else
                Counters.CountDropped();
        }

        return reached;
    }
}
