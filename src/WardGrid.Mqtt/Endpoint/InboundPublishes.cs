using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Sessions;
using WardGrid.Mqtt.Topics;

namespace WardGrid.Mqtt.Endpoint;

/// <summary>The messages that one connection publishes: topic, permission, hand-over, acknowledgement.</summary>
internal sealed class InboundPublishes : IAcceptances
{
    /// <summary>A device publishes to a handful of topics.</summary>
    private const int TopicsKept = 32;

    private static readonly Task<ReasonCode> AcceptedTask = Task.FromResult(ReasonCode.Success);

    private readonly MqttEndpoint _endpoint;
    private readonly MqttConnection _connection;
    private readonly MqttSession _session;
    private readonly MqttPeer _peer;
    private readonly TopicCache _topics = new(TopicsKept);
    private readonly KnownTopic?[] _aliases;
    private readonly AcceptanceQueue _acceptances;

    public InboundPublishes(MqttEndpoint endpoint, MqttConnection connection, MqttSession session, MqttPeer peer)
    {
        (_endpoint, _connection, _session, _peer) = (endpoint, connection, session, peer);
        _aliases = peer.Version == MqttVersion.V500 ? new KnownTopic?[endpoint.Options.TopicAliasMaximum + 1] : [];
        _acceptances = new(endpoint.Options.ReceiveMaximum, this);
    }

    /// <summary>Whether to wait for <see cref="RoomAsync"/> before reading on: the host holds all it may.</summary>
    public bool IsFull => _acceptances.IsFull;

    public Task RoomAsync() => _acceptances.RoomAsync();

    public void Receive(PacketHeader header, ReadOnlySpan<byte> body)
    {
        var packet = PublishPacket.Read(header, body, _peer.Version);
        var topic = TopicOf(packet);
        _endpoint.Counters.CountReceived(packet.QoS, packet.Payload.Length);
        if (packet.QoS == QualityOfService.ExactlyOnce)
            ReceiveOnce(packet, topic);
        else
            _acceptances.Add(packet.PacketId, packet.QoS, HandOver(packet, topic));
    }

    /// <summary>The client forgets a QoS 2 message: so may we.</summary>
    public void Release(AckPacket release)
    {
        var known = _session.ReceivedOnce.Remove(release.PacketId);
        _connection.Outbound.Append(new AckPacket(PacketType.PubComp, release.PacketId, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound));
    }

    public void Accepted(ushort packetId, QualityOfService qos, ReasonCode reason)
    {
        if (reason.IsRefusal())
            _endpoint.Counters.CountRefused(reason);
        if (qos == QualityOfService.AtLeastOnce)
            _connection.Outbound.Append(new AckPacket(PacketType.PubAck, packetId, reason));
        else if (qos == QualityOfService.ExactlyOnce)
            _connection.Outbound.Append(new AckPacket(PacketType.PubRec, packetId, reason));
    }

    public void Settled() => _connection.Outbound.Flush();

    public void Failed(Exception failure) =>
        _connection.End(new(ReasonCode.ImplementationError, $"a message could not be taken: {failure.Message}", IsRefusal: true, TellsPeer: true));

    private void ReceiveOnce(in PublishPacket packet, KnownTopic topic)
    {
        if (_session.ReceivedOnce.TryGetValue(packet.PacketId, out var earlier) && !earlier.IsFaulted)
        {
            _acceptances.Add(packet.PacketId, packet.QoS, new(earlier));
            return;
        }

        if (_session.ReceivedOnce.Count >= _endpoint.Options.ReceiveMaximum)
            throw new MqttProtocolException(ReasonCode.ReceiveMaximumExceeded, $"more than {_endpoint.Options.ReceiveMaximum} QoS 2 messages are under way");
        var acceptance = HandOver(packet, topic);
        if (acceptance.IsCompletedSuccessfully && acceptance.Result.IsRefusal())
        {
            // A refused PUBREC ends the exchange in 5.0; a 3.1.1 client goes on with PUBREL.
            _acceptances.Add(packet.PacketId, packet.QoS, acceptance);
            return;
        }

        var task = acceptance.IsCompletedSuccessfully ? AcceptedTask : acceptance.AsTask();
        _session.ReceivedOnce[packet.PacketId] = task;
        _acceptances.Add(packet.PacketId, packet.QoS, new(task));
    }

    private ValueTask<ReasonCode> HandOver(in PublishPacket packet, KnownTopic topic)
    {
        topic.MayPublish ??= _endpoint.Host.MayPublish(_peer, topic.Name);
        if (topic.MayPublish == false)
        {
            _endpoint.Tell(ReasonCode.NotAuthorised, "the device may not publish to this topic", _connection, topic.Name);
            return new(ReasonCode.NotAuthorised);
        }

        var message = new MqttMessage { Topic = topic.Name, Payload = packet.Payload, QoS = packet.QoS, Retain = packet.Retain, Duplicate = packet.Duplicate };
        var acceptance = _endpoint.Host.AcceptAsync(_peer, message);
        if (!acceptance.IsCompletedSuccessfully || !acceptance.Result.IsRefusal())
            _endpoint.PassOn(message, topic, _session);
        return acceptance;
    }

    private KnownTopic TopicOf(in PublishPacket packet)
    {
        if (packet.TopicAlias == 0)
            return _topics.Find(packet.Topic);
        if (packet.TopicAlias >= _aliases.Length)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, $"topic alias {packet.TopicAlias} is above the {_aliases.Length - 1} allowed");
        if (!packet.Topic.IsEmpty)
            return _aliases[packet.TopicAlias] = _topics.Find(packet.Topic);
        return _aliases[packet.TopicAlias] ?? throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, $"topic alias {packet.TopicAlias} was never given a topic");
    }
}
