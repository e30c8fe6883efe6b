using MQTTnet;
using MQTTnet.Exceptions;

namespace WardGrid.Simulation.Bedside;

/// <summary>
/// The QoS 1 publishes of one client that are not acknowledged yet, oldest first; they survive connections.
/// </summary>
/// <remarks>
/// Thread-safe. Publishes that a connection did not get acknowledged are sent again on the next one, in order and
/// marked as duplicates.
/// </remarks>
internal sealed class UnacknowledgedPublishes(int size)
{
    /// <summary>
    /// The reason code "packet too large" of MQTT 5.0, which MQTTnet does not have among the answers to a publish.
    /// </summary>
    private const MqttClientPublishReasonCode PacketTooLarge = (MqttClientPublishReasonCode)0x95;

    private readonly int _size = size;
    private readonly LinkedList<Publish> _publishes = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _drained;
    private LinkedListNode<Publish>? _nextToSend;
    private MqttLink? _link;
    private int _limit = size;
    private int _underWay;
    private long _refused;
    private long _tooLarge;
    private bool _closed;

    public int Count
    {
        get
        {
            lock (_gate)
                return _publishes.Count;
        }
    }

    /// <summary>Publishes that a 5.0 server acknowledged with a refusal.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>
    /// Publishes that are too large for the server. Sending one would end the connection, and again after every
    /// reconnect.
    /// </summary>
    public long TooLarge => Interlocked.Read(ref _tooLarge);

    /// <summary>Accepts a message and sends it if there is a connection; null if no more may be under way.</summary>
    public Task<MqttClientPublishReasonCode>? TryAdd(MqttApplicationMessage message)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(ReconnectingMqttClient));
            if (_publishes.Count >= _limit)
                return null;
            var node = _publishes.AddLast(new Publish(message));
            _nextToSend ??= node;
            SendWhatMay();
            return node.Value.Acknowledged.Task;
        }
    }

    /// <summary>Completes when it is worth trying again.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_closed || _publishes.Count < _limit)
                return Task.CompletedTask;
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(room);
            return room.Task;
        }
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            if (_publishes.Count == 0 || _closed)
                return Task.CompletedTask;
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Sends everything on a new connection.</summary>
    public void Attach(MqttLink link)
    {
        lock (_gate)
        {
            (_link, _underWay, _nextToSend) = (link, 0, _publishes.First);
            _limit = Math.Min(_size, link.ReceiveMaximum);
            foreach (var publish in _publishes)
                publish.Message.Dup = publish.WasSent;
            SendWhatMay();
        }
    }

    /// <summary>The connection has ended: messages wait for the next one.</summary>
    public void Detach()
    {
        lock (_gate)
        {
            _link = null;
            _nextToSend = null;
        }
    }

    /// <summary>Fails everything that waits: the client is closed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _link = null;
            while (_waiting.TryDequeue(out var room))
                room.TrySetResult();
            _drained?.TrySetResult();
            var closed = new ObjectDisposedException(
                nameof(ReconnectingMqttClient),
                "the client was closed before the publish was acknowledged"
            );
            foreach (var publish in _publishes)
                publish.Acknowledged.TrySetException(closed);
        }
    }

    private void SendWhatMay()
    {
        while (_link is { } link && _nextToSend is { } node && _underWay < link.ReceiveMaximum)
        {
            _nextToSend = node.Next;
            if (PublishSize.Of(node.Value.Message) > link.MaximumPacketSize)
            {
                Interlocked.Increment(ref _tooLarge);
                Remove(node, PacketTooLarge);
                continue;
            }

            _underWay++;
            node.Value.WasSent = true;
            _ = SendAsync(node, link);
        }
    }

    private async Task SendAsync(LinkedListNode<Publish> node, MqttLink link)
    {
        MqttClientPublishReasonCode reason;
        try
        {
            reason = await link.PublishAsync(node.Value.Message).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
        {
            // The connection is ending; the publish is sent on the next one.
            return;
        }

        lock (_gate)
        {
            if (node.List is null)
                return;
            if (reason >= MqttClientPublishReasonCode.UnspecifiedError)
                Interlocked.Increment(ref _refused);
            if (ReferenceEquals(_link, link))
                _underWay--;
            Remove(node, reason);
            SendWhatMay();
        }
    }

    private void Remove(LinkedListNode<Publish> node, MqttClientPublishReasonCode reason)
    {
        if (ReferenceEquals(_nextToSend, node))
            _nextToSend = node.Next;
        _publishes.Remove(node);
        node.Value.Acknowledged.TrySetResult(reason);
        if (_waiting.TryDequeue(out var room))
            room.TrySetResult();
        if (_publishes.Count > 0)
            return;
        _drained?.TrySetResult();
        _drained = null;
    }

    private sealed class Publish(MqttApplicationMessage message)
    {
        public MqttApplicationMessage Message => message;

        public bool WasSent { get; set; }

        public TaskCompletionSource<MqttClientPublishReasonCode> Acknowledged { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
