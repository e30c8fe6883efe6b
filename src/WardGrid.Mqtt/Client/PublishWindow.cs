using System.Threading.Tasks.Sources;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Client;

/// <summary>The QoS 1 publishes of one client that are not acknowledged yet; it outlives connections.</summary>
/// <remarks>
/// Thread-safe. A place holds the encoded packet, so that it can be sent again after a reconnect, and its packet identifier is the
/// place's number. Places are reused: a publish allocates nothing once its place has been used.
/// </remarks>
internal sealed class PublishWindow
{
    private readonly Place[] _places;
    private readonly Stack<Place> _free;
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource? _drained;
    private int _limit;
    private long _order;
    private bool _closed;

    public PublishWindow(int size)
    {
        _places = [.. Enumerable.Range(1, size).Select(id => new Place((ushort)id))];
        _free = new(_places.Reverse());
        _limit = size;
    }

    /// <summary>How many may be under way: the window's size, or what the server allows if that is fewer.</summary>
    public int Limit
    {
        set
        {
            lock (_gate)
                _limit = Math.Min(value, _places.Length);
        }
    }

    public int InUse
    {
        get
        {
            lock (_gate)
                return _places.Length - _free.Count;
        }
    }

    /// <summary>Takes a place now; false where all are in use.</summary>
    public bool TryTake(out Place place)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MqttClient));
            place = null!;
            if (_places.Length - _free.Count >= _limit)
                return false;
            place = _free.Pop();
            place.Begin(++_order);
            return true;
        }
    }

    /// <summary>Completes when it is worth trying again.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_closed || _places.Length - _free.Count < _limit)
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
            if (_free.Count == _places.Length)
                return Task.CompletedTask;
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    /// <summary>Frees the place of an acknowledged publish; false where that identifier is not under way.</summary>
    public bool Acknowledge(ushort packetId, ReasonCode reason)
    {
        if (packetId == 0 || packetId > _places.Length)
            return false;
        var place = _places[packetId - 1];
        lock (_gate)
        {
            if (!place.InUse)
                return false;
            if (!place.End())
            {
                Free(place);
                return true;
            }
        }

        place.Complete(reason);
        return true;
    }

    /// <summary>Frees the place of an awaited publish after its result was read.</summary>
    public void Free(Place place)
    {
        lock (_gate)
        {
            _free.Push(place);
            if (_waiting.TryDequeue(out var room))
                room.TrySetResult();
            if (_free.Count == _places.Length)
            {
                _drained?.TrySetResult();
                _drained = null;
            }
        }
    }

    /// <summary>What is under way and was given to a connection or waits for the next, oldest first.</summary>
    public IReadOnlyList<Place> InOrder()
    {
        lock (_gate)
            return [.. _places.Where(p => p.InUse && p.IsReady).OrderBy(p => p.Order)];
    }

    /// <summary>Fails everything that waits: the client is closed.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            while (_waiting.TryDequeue(out var room))
                room.TrySetResult();
            _drained?.TrySetResult();
        }

        foreach (var place in _places)
            place.Fail(new ObjectDisposedException(nameof(MqttClient), "the client was closed before the publish was acknowledged"));
    }

    /// <summary>One publish under way.</summary>
    internal sealed class Place(ushort packetId) : IValueTaskSource<ReasonCode>
    {
        private ManualResetValueTaskSourceCore<ReasonCode> _acknowledged = new() { RunContinuationsAsynchronously = true };
        private bool _awaited;

        public ushort PacketId => packetId;

        /// <summary>The encoded PUBLISH.</summary>
        public PacketBuffer Packet { get; } = new();

        public long Order { get; private set; }

        public bool InUse { get; private set; }

        /// <summary>Whether the packet is complete.</summary>
        public bool IsReady { get; set; }

        private PublishWindow? Window { get; set; }

        public void Begin(long order)
        {
            InUse = true;
            Order = order;
            _awaited = false;
            IsReady = false;
            Packet.Truncate(0);
        }

        /// <summary>Gives the task that completes with the acknowledgement; call before the packet is sent.</summary>
        public ValueTask<ReasonCode> Await(PublishWindow window)
        {
            Window = window;
            _acknowledged.Reset();
            _awaited = true;
            return new(this, _acknowledged.Version);
        }

        /// <summary>Ends the use; true where someone awaits the result and frees the place by reading it.</summary>
        public bool End()
        {
            InUse = false;
            return _awaited;
        }

        public void Complete(ReasonCode reason) => _acknowledged.SetResult(reason);

        public void Fail(Exception reason)
        {
            if (!InUse || !_awaited)
                return;
            InUse = false;
            _acknowledged.SetException(reason);
        }

        ReasonCode IValueTaskSource<ReasonCode>.GetResult(short token)
        {
            try
            {
                return _acknowledged.GetResult(token);
            }
            finally
            {
                Window!.Free(this);
            }
        }

        ValueTaskSourceStatus IValueTaskSource<ReasonCode>.GetStatus(short token) => _acknowledged.GetStatus(token);

        void IValueTaskSource<ReasonCode>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _acknowledged.OnCompleted(continuation, state, token, flags);
    }
}
