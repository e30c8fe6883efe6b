using WardGrid.Mqtt.Endpoint;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Sessions;

/// <summary>What the endpoint remembers about one client identifier, with or without a connection.</summary>
internal sealed class MqttSession(string clientId, string? userName, int maximumQueued, MqttCounters counters)
{
    private readonly OutboundWindow _outgoing = new(maximumQueued);
    private readonly Lock _gate = new();
    private MqttConnection? _connection;

    public string ClientId => clientId;

    public string? UserName => userName;

    public Dictionary<string, Subscription> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>QoS 2 messages received whose PUBREL has not come, with their acceptance by the host.</summary>
    public Dictionary<ushort, Task<ReasonCode>> ReceivedOnce { get; } = [];

    /// <summary>Seconds that the session outlives its connection.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>When the session ends, while it has no connection.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>The will that waits for its delay, while the session has no connection.</summary>
    public PendingWill? PendingWill { get; set; }

    /// <summary>The connection that holds the session now.</summary>
    public MqttConnection? Connection => Volatile.Read(ref _connection);

    public void Attach(MqttConnection connection, int quota)
    {
        lock (_gate)
        {
            _outgoing.Quota = quota;
            _connection = connection;
        }
    }

    public void Detach()
    {
        lock (_gate)
            _connection = null;
    }

    /// <summary>Sends again what the last connection left unacknowledged, then what waits.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            foreach (var (id, message) in _outgoing.InFlight)
                _connection?.Outbound.Append(Packet(id, message, duplicate: true));
            SendWaiting();
        }
    }

    /// <summary>Passes a QoS 0 message on; false where there is no connection or no room, and it is lost.</summary>
    public bool TrySend(string topic, ReadOnlySpan<byte> payload, bool retain)
    {
        if (Connection is not { Outbound.HasRoom: true } connection
            || !connection.Outbound.Append(new PublishPacket { TopicName = topic, Payload = payload, Retain = retain }))
            return false;
        connection.Outbound.FlushSoon();
        return true;
    }

    /// <summary>Passes a QoS 1 message on, or queues it; false where the queue is full and it is lost.</summary>
    public bool TryQueue(StoredMessage message)
    {
        lock (_gate)
        {
            if (!_outgoing.TryQueue(message))
                return false;
            SendWaiting();
            return true;
        }
    }

    public void Acknowledged(ushort packetId)
    {
        lock (_gate)
        {
            _outgoing.Acknowledge(packetId);
            SendWaiting();
        }
    }

    private void SendWaiting()
    {
        if (_connection is not { } connection)
            return;
        while (_outgoing.TryTakeNext(out var id, out var message))
        {
            if (connection.Outbound.Append(Packet(id, message, duplicate: false)))
                continue;
            if (connection.Outbound.HasEnded)
                break;
            // Larger than this subscriber takes: it would never be acknowledged.
            _outgoing.Acknowledge(id);
            counters.CountDropped();
        }

        connection.Outbound.FlushSoon();
    }

    private static PublishPacket Packet(ushort id, StoredMessage message, bool duplicate) => new()
    {
        TopicName = message.Topic,
        Payload = message.Payload,
        PacketId = id,
        QoS = QualityOfService.AtLeastOnce,
        Duplicate = duplicate,
        Retain = message.Retain,
    };
}
