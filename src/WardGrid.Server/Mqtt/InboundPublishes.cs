using System.Buffers;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>
/// Handles the messages that one connection publishes: topic, permission, delivery to the host, acknowledgement.
/// MQTTnet sees none of them.
/// </summary>
/// <remarks>
/// MQTTnet would deliver one message at a time, so that one that waits stops all others; it would deliver a repeated
/// QoS 2 message twice; and it would scan all sessions for each message.
/// </remarks>
internal sealed class InboundPublishes : IAcceptances
{
    /// <summary>The most topics that are remembered for one connection. A device publishes to about five.</summary>
    private const int TopicsKept = 32;

    private static readonly Task<ReasonCode> AcceptedTask = Task.FromResult(ReasonCode.Success);

    private readonly MqttEndpoint _endpoint;
    private readonly GuardedChannel _channel;
    private readonly MqttPeer _peer;
    private readonly Dictionary<string, bool> _openTopics = new(StringComparer.Ordinal);
    private readonly Dictionary<ushort, Task<ReasonCode>> _receivedOnce = [];
    private readonly string?[] _aliases;
    private readonly AcceptanceQueue _acceptances;

    public InboundPublishes(MqttEndpoint endpoint, GuardedChannel channel, MqttPeer peer)
    {
        (_endpoint, _channel, _peer) = (endpoint, channel, peer);
        _aliases = peer.Version == MqttProtocolVersion.V500 ? new string?[endpoint.Options.TopicAliasMaximum + 1] : [];
        _acceptances = new(endpoint.Options.ReceiveMaximum, this);
    }

    /// <summary>
    /// Whether the host holds as many messages as allowed. Then wait for <see cref="RoomAsync"/> before reading on.
    /// </summary>
    public bool IsFull => _acceptances.IsFull;

    public Task RoomAsync() => _acceptances.RoomAsync();

    public void Receive(MqttPublishPacket packet)
    {
        Resolve(packet);
        var qos = packet.QualityOfServiceLevel;
        if (qos != MqttQualityOfServiceLevel.AtMostOnce)
            PacketDecoder.RequireIdentifier(packet);
        _endpoint.Counters.CountReceived(qos, (int)packet.Payload.Length);
        if (qos == MqttQualityOfServiceLevel.ExactlyOnce)
            ReceiveOnce(packet);
        else
            _acceptances.Add(packet.PacketIdentifier, qos, HandOver(packet));
    }

    /// <summary>The client has finished with a QoS 2 message, so the channel can forget it.</summary>
    public void Release(MqttPubRelPacket release)
    {
        var known = _receivedOnce.Remove(release.PacketIdentifier);
        var reason = known ? MqttPubCompReasonCode.Success : MqttPubCompReasonCode.PacketIdentifierNotFound;
        _channel.Outbound.Append(
            new MqttPubCompPacket { PacketIdentifier = release.PacketIdentifier, ReasonCode = reason }
        );
    }

    public void Accepted(ushort packetId, MqttQualityOfServiceLevel qos, ReasonCode reason)
    {
        if (reason.IsRefusal())
            _endpoint.Counters.CountRefused(reason);
        if (qos == MqttQualityOfServiceLevel.AtLeastOnce)
            _channel.Outbound.Append(
                new MqttPubAckPacket { PacketIdentifier = packetId, ReasonCode = (MqttPubAckReasonCode)reason }
            );
        else if (qos == MqttQualityOfServiceLevel.ExactlyOnce)
            _channel.Outbound.Append(
                new MqttPubRecPacket { PacketIdentifier = packetId, ReasonCode = (MqttPubRecReasonCode)reason }
            );
    }

    public void Settled() => _channel.Outbound.Flush();

    public void Failed(Exception failure) =>
        _channel.End(
            ConnectionEnd.Broke(ReasonCode.ImplementationError, $"a message could not be taken: {failure.Message}")
        );

    private void ReceiveOnce(MqttPublishPacket packet)
    {
        var id = packet.PacketIdentifier;
        if (_receivedOnce.TryGetValue(id, out var earlier))
        {
            _acceptances.Add(id, MqttQualityOfServiceLevel.ExactlyOnce, new(earlier));
            return;
        }

        if (_receivedOnce.Count >= _endpoint.Options.ReceiveMaximum)
            throw new MqttProtocolException(
                ReasonCode.ReceiveMaximumExceeded,
                $"more than {_endpoint.Options.ReceiveMaximum} QoS 2 messages are under way"
            );
        var acceptance = HandOver(packet).Preserve();
        if (acceptance.IsCompletedSuccessfully && acceptance.Result.IsRefusal())
        {
            // A refused PUBREC ends the exchange in 5.0; a 3.1.1 client goes on with PUBREL.
            _acceptances.Add(id, MqttQualityOfServiceLevel.ExactlyOnce, acceptance);
            return;
        }

        var task = acceptance.IsCompletedSuccessfully ? AcceptedTask : acceptance.AsTask();
        _receivedOnce[id] = task;
        _acceptances.Add(id, MqttQualityOfServiceLevel.ExactlyOnce, new(task));
    }

    private ValueTask<ReasonCode> HandOver(MqttPublishPacket packet)
    {
        if (!OpenTopic(packet.Topic))
        {
            _endpoint.Tell(
                ReasonCode.NotAuthorised,
                "the device may not publish to this topic",
                _channel,
                packet.Topic
            );
            return new(ReasonCode.NotAuthorised);
        }

        return _endpoint.Host.AcceptAsync(
            _peer,
            new()
            {
                Topic = packet.Topic,
                Payload = packet.Payload.IsSingleSegment ? packet.Payload.FirstSpan : packet.Payload.ToArray(),
                QoS = packet.QualityOfServiceLevel,
                Retain = packet.Retain,
                Duplicate = packet.Dup,
            }
        );
    }

    /// <summary>Checks each topic once, and asks the host for permission.</summary>
    private bool OpenTopic(string topic)
    {
        if (_openTopics.TryGetValue(topic, out var may))
            return may;
        PacketDecoder.CheckTopic(topic);
        if (_openTopics.Count >= TopicsKept)
            _openTopics.Clear();
        return _openTopics[topic] = _endpoint.Host.OpenTopic(_peer, topic);
    }

    private void Resolve(MqttPublishPacket packet)
    {
        if (packet.TopicAlias == 0)
            return;
        if (packet.TopicAlias >= _aliases.Length)
            throw Invalid($"topic alias {packet.TopicAlias} is above the {_aliases.Length - 1} allowed");
        if (packet.Topic.Length > 0)
        {
            PacketDecoder.CheckTopic(packet.Topic);
            _aliases[packet.TopicAlias] = packet.Topic;
        }

        packet.Topic =
            _aliases[packet.TopicAlias] ?? throw Invalid($"topic alias {packet.TopicAlias} was never given a topic");
    }

    private static MqttProtocolException Invalid(string why) => new(ReasonCode.TopicAliasInvalid, why);
}
