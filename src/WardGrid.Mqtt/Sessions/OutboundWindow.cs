namespace WardGrid.Mqtt.Sessions;

/// <summary>The QoS 1 messages on their way to one subscriber: those sent and not acknowledged, and those that wait for a place.</summary>
/// <remarks>No I/O and not thread-safe. Order is kept; both parts are bounded.</remarks>
public sealed class OutboundWindow(int maximumQueued)
{
    private readonly Queue<StoredMessage> _queued = new();
    private readonly List<(ushort PacketId, StoredMessage Message)> _inFlight = [];
    private ushort _lastId;

    /// <summary>How many messages the subscriber takes unacknowledged; set at each connection.</summary>
    public int Quota { get; set; } = 1;

    public int Queued => _queued.Count;

    /// <summary>Messages sent and not acknowledged, oldest first.</summary>
    public IReadOnlyList<(ushort PacketId, StoredMessage Message)> InFlight => _inFlight;

    /// <summary>Queues a message; false where the queue is full and the message is lost.</summary>
    public bool TryQueue(StoredMessage message)
    {
        if (_queued.Count >= maximumQueued)
            return false;
        _queued.Enqueue(message);
        return true;
    }

    /// <summary>Takes the next message to send now, if the quota leaves a place.</summary>
    public bool TryTakeNext(out ushort packetId, out StoredMessage message)
    {
        packetId = 0;
        message = null!;
        if (_inFlight.Count >= Quota || !_queued.TryDequeue(out var next))
            return false;
        message = next;
        packetId = NextId();
        _inFlight.Add((packetId, message));
        return true;
    }

    /// <summary>Forgets an acknowledged message; false where none of that identifier is under way.</summary>
    public bool Acknowledge(ushort packetId)
    {
        var at = _inFlight.FindIndex(m => m.PacketId == packetId);
        if (at < 0)
            return false;
        _inFlight.RemoveAt(at);
        return true;
    }

    private ushort NextId()
    {
        do
        {
            _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1);
        }
        while (_inFlight.Exists(m => m.PacketId == _lastId));
        return _lastId;
    }
}
