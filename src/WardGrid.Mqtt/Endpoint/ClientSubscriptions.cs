using WardGrid.Mqtt.Packets;
using WardGrid.Mqtt.Sessions;
using WardGrid.Mqtt.Topics;

namespace WardGrid.Mqtt.Endpoint;

/// <summary>What one connected client subscribes to, as far as the host allows it.</summary>
internal sealed class ClientSubscriptions(MqttEndpoint endpoint, MqttConnection connection, MqttSession session, MqttPeer peer)
{
    public void Add(SubscribePacket packet)
    {
        var granted = new List<(Subscription Subscription, bool IsNew)>();
        var reasons = packet.Filters.Select(request => Add(request, granted)).ToArray();
        connection.Outbound.Append(new SubAckPacket(PacketType.SubAck, packet.PacketId, reasons));
        foreach (var (subscription, isNew) in granted)
        {
            if (subscription.Request.RetainHandling == 0 || (subscription.Request.RetainHandling == 1 && isNew))
                endpoint.SendRetained(subscription);
        }
    }

    public void Remove(UnsubscribePacket packet)
    {
        var reasons = packet.Filters.Select(filter => Remove(filter) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted).ToArray();
        connection.Outbound.Append(new SubAckPacket(PacketType.UnsubAck, packet.PacketId, reasons));
    }

    private ReasonCode Add(SubscriptionRequest request, List<(Subscription, bool)> granted)
    {
        var (reason, detail) = Judge(request.Filter);
        if (reason.IsRefusal())
        {
            endpoint.Refuse(reason, detail, connection, request.Filter);
            return reason;
        }

        var isNew = !Remove(request.Filter);
        var subscription = new Subscription(session, request);
        session.Subscriptions[request.Filter] = subscription;
        endpoint.Subscriptions.Add(subscription);
        granted.Add((subscription, isNew));
        return (ReasonCode)subscription.QoS;
    }

    private (ReasonCode Reason, string Detail) Judge(string filter)
    {
        if (!TopicFilter.IsValid(filter))
            return (ReasonCode.TopicFilterInvalid, "the filter is not valid: + and # stand alone in a level, # only in the last");
        if (filter.StartsWith("$share/", StringComparison.Ordinal))
            return (ReasonCode.SharedSubscriptionsNotSupported, "shared subscriptions are not offered");
        if (!endpoint.Host.MaySubscribe(peer, filter))
            return (ReasonCode.NotAuthorised, "the device may not listen to this filter");
        if (!session.Subscriptions.ContainsKey(filter) && session.Subscriptions.Count >= endpoint.Options.MaximumSubscriptionsPerSession)
            return (ReasonCode.QuotaExceeded, $"a client may hold {endpoint.Options.MaximumSubscriptionsPerSession} subscriptions");
        return (ReasonCode.Success, "");
    }

    private bool Remove(string filter)
    {
        if (!session.Subscriptions.Remove(filter, out var subscription))
            return false;
        endpoint.Subscriptions.Remove(subscription);
        return true;
    }
}
