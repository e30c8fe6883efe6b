using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>Handles the packets from and to one admitted client.</summary>
internal sealed class ClientTraffic
{
    private readonly MqttEndpoint _endpoint;
    private readonly GuardedChannel _channel;
    private readonly CommandWindow _commands;
    private readonly ConcurrentQueue<MqttPacket> _forServer = new();

    public ClientTraffic(MqttEndpoint endpoint, GuardedChannel channel, MqttPeer peer, MqttConnectPacket connect)
    {
        (_endpoint, _channel) = (endpoint, channel);
        var taken = connect.ReceiveMaximum == 0 ? ushort.MaxValue : connect.ReceiveMaximum;
        var quota = Math.Min(taken, endpoint.Options.MaximumInFlightPerSession);
        _commands = new(quota, endpoint.Options.MaximumQueuedPerSession, channel.Outbound.Append, Drop);
        Publishes = new(endpoint, channel, peer);
        Subscriptions = new(endpoint, channel, peer);
    }

    public InboundPublishes Publishes { get; }

    public ClientSubscriptions Subscriptions { get; }

    /// <summary>Handles a packet; returns it if MQTTnet must handle it.</summary>
    public MqttPacket? Receive(PacketHeader header, MqttPacket packet)
    {
        switch (packet)
        {
            case MqttPublishPacket publish:
                Publishes.Receive(publish);
                return null;
            case MqttPubRelPacket release:
                PacketDecoder.RequireIdentifier(release);
                Publishes.Release(release);
                return null;
            case MqttPubAckPacket acknowledgement:
                return _commands.Acknowledge(acknowledgement.PacketIdentifier) ? acknowledgement : null;
            case MqttSubscribePacket subscribe:
                return Subscriptions.Receive(subscribe);
            case MqttUnsubscribePacket unsubscribe:
                return Subscriptions.Receive(unsubscribe);
            case MqttPingReqPacket:
                _channel.Outbound.Append(MqttPingRespPacket.Instance);
                return null;
            case MqttDisconnectPacket disconnect:
                Leave(disconnect);
                return null;
            default:
                throw MqttProtocolException.Violation($"a client may not send {header.Type} now");
        }
    }

    /// <summary>
    /// Returns an acknowledgement of a command that was dropped, so that MQTTnet forgets the command.
    /// </summary>
    public bool TryTakeForServer([NotNullWhen(true)] out MqttPacket? packet) => _forServer.TryDequeue(out packet);

    /// <summary>Sends a command, or drops and counts it if the client accepts no more.</summary>
    public void Send(MqttPublishPacket publish)
    {
        if (publish.QualityOfServiceLevel == MqttQualityOfServiceLevel.AtMostOnce)
        {
            if (!_channel.Outbound.HasRoom || !_channel.Outbound.Append(publish))
                _endpoint.Counters.CountDropped();
            return;
        }

        _commands.Send(publish);
    }

    private void Drop(MqttPublishPacket publish)
    {
        _endpoint.Counters.CountDropped();
        _forServer.Enqueue(new MqttPubAckPacket { PacketIdentifier = publish.PacketIdentifier });
    }

    private void Leave(MqttDisconnectPacket disconnect)
    {
        var reason = (ReasonCode)disconnect.ReasonCode;
        var words = disconnect.ReasonString is { Length: > 0 } said ? said : "the client said goodbye";
        _channel.End(new(reason, words, DropsWill: reason == ReasonCode.Success));
    }
}
