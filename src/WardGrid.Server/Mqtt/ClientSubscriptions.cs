using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>The subscriptions of one client that the host allows. MQTTnet sees only these.</summary>
internal sealed class ClientSubscriptions(MqttEndpoint endpoint, GuardedChannel channel, MqttPeer peer)
{
    private readonly HashSet<string> _granted = new(StringComparer.Ordinal);
    private List<MqttSubscribeReasonCode> _reasons = [];
    private TaskCompletionSource? _answer;

    /// <summary>
    /// Completes when MQTTnet has answered the last subscription. Nothing is read until then, so that answers do not
    /// accumulate.
    /// </summary>
    public Task AnsweredAsync() => Volatile.Read(ref _answer)?.Task ?? Task.CompletedTask;

    /// <summary>
    /// Returns the granted filters for MQTTnet; null if none is granted, and then SUBACK was sent here.
    /// </summary>
    public MqttSubscribePacket? Receive(MqttSubscribePacket packet)
    {
        PacketDecoder.RequireIdentifier(packet);
        if (packet.TopicFilters.Count == 0)
            throw MqttProtocolException.Violation("SUBSCRIBE names no filter");
        if (packet.SubscriptionIdentifier > 0)
            throw new MqttProtocolException(
                ReasonCode.SubscriptionIdentifiersNotSupported,
                "subscription identifiers are not available here"
            );

        var granted = new MqttSubscribePacket { PacketIdentifier = packet.PacketIdentifier };
        _reasons = [.. packet.TopicFilters.Select(filter => (MqttSubscribeReasonCode)Judge(filter, granted))];
        if (granted.TopicFilters.Count > 0)
        {
            Volatile.Write(ref _answer, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return granted;
        }

        Answer(new() { PacketIdentifier = packet.PacketIdentifier });
        return null;
    }

    public MqttUnsubscribePacket Receive(MqttUnsubscribePacket packet)
    {
        PacketDecoder.RequireIdentifier(packet);
        if (packet.TopicFilters.Count == 0)
            throw MqttProtocolException.Violation("UNSUBSCRIBE names no filter");
        _granted.ExceptWith(packet.TopicFilters);
        return packet;
    }

    /// <summary>
    /// Sends SUBACK with the answers in the order of the client's filters, which MQTTnet does not keep.
    /// </summary>
    public void Answer(MqttSubAckPacket answer)
    {
        // MQTT 3.1.1 has one refusal code, 0x80.
        answer.ReasonCodes =
            channel.PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500
                ? _reasons
                :
                [
                    .. _reasons.Select(reason =>
                        (MqttSubscribeReasonCode)Math.Min((int)reason, (int)ReasonCode.UnspecifiedError)
                    ),
                ];
        channel.Outbound.Append(answer);
        Volatile.Read(ref _answer)?.TrySetResult();
    }

    private int Most => endpoint.Options.MaximumSubscriptionsPerSession;

    private ReasonCode Judge(MqttTopicFilter filter, MqttSubscribePacket granted)
    {
        PacketDecoder.CheckQuality(filter.QualityOfServiceLevel);
        PacketDecoder.CheckText(filter.Topic);
        var (reason, detail) = Judge(filter.Topic);
        if (reason.IsRefusal())
        {
            endpoint.Refuse(reason, detail, channel, filter.Topic);
            return reason;
        }

        // QoS 2 to clients is not offered.
        if (filter.QualityOfServiceLevel == MqttQualityOfServiceLevel.ExactlyOnce)
            filter.QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce;
        _granted.Add(filter.Topic);
        granted.TopicFilters.RemoveAll(other => other.Topic == filter.Topic);
        granted.TopicFilters.Add(filter);
        return (ReasonCode)filter.QualityOfServiceLevel;
    }

    private (ReasonCode Reason, string Detail) Judge(string filter)
    {
        if (!TopicFilter.IsValid(filter))
            return (
                ReasonCode.TopicFilterInvalid,
                "the filter is not valid: + and # stand alone, # only in the last level"
            );
        if (filter.StartsWith("$share/", StringComparison.Ordinal))
            return (ReasonCode.SharedSubscriptionsNotSupported, "shared subscriptions are not offered");
        if (!endpoint.Host.MaySubscribe(peer, filter))
            return (ReasonCode.NotAuthorised, "the device may not listen to this filter");
        if (!_granted.Contains(filter) && _granted.Count >= Most)
            return (ReasonCode.QuotaExceeded, $"a client may hold {Most} subscriptions");
        return (ReasonCode.Success, "");
    }
}
