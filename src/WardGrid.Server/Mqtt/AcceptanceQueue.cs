using MQTTnet.Protocol;

namespace WardGrid.Server.Mqtt;

/// <summary>Receives the results of messages in the order in which they must be acknowledged.</summary>
internal interface IAcceptances
{
    /// <summary>The handler has finished with this message: acknowledge it.</summary>
    void Accepted(ushort packetId, MqttQualityOfServiceLevel qos, ReasonCode reason);

    /// <summary>No further acknowledgement is ready now: send those that were appended.</summary>
    void Settled();

    /// <summary>The handler failed: neither this message nor any later one is acknowledged.</summary>
    void Failed(Exception failure);
}

/// <summary>
/// The messages of one connection that the handler has not accepted yet, in the order of their arrival.
/// </summary>
/// <remarks>
/// Later messages are passed to the handler while up to <c>capacity</c> earlier ones wait. Acknowledgements keep the
/// order of arrival, as MQTT demands (4.6). A handler that finishes at once costs nothing here. <see cref="Add"/> is
/// called by one thread, the reader's.
/// </remarks>
internal sealed class AcceptanceQueue(int capacity, IAcceptances acceptances)
{
    private readonly Queue<Waiting> _waiting = new();
    private readonly Lock _gate = new();
    private bool _settling;
    private TaskCompletionSource? _room;

    /// <summary>Whether the reader must wait for <see cref="RoomAsync"/> before it passes on more.</summary>
    public bool IsFull => Volatile.Read(ref _settling) && Count >= capacity;

    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Adds a message that the handler has been given.</summary>
    public void Add(ushort packetId, MqttQualityOfServiceLevel qos, ValueTask<ReasonCode> acceptance)
    {
        // QoS 0 messages do not wait for an acknowledgement: samples continue while an alert is not acknowledged yet.
        if (
            acceptance.IsCompletedSuccessfully
            && (qos == MqttQualityOfServiceLevel.AtMostOnce || !Volatile.Read(ref _settling))
        )
        {
            acceptances.Accepted(packetId, qos, acceptance.Result);
            return;
        }

        lock (_gate)
        {
            _waiting.Enqueue(new(packetId, qos, acceptance.AsTask()));
            if (_settling)
                return;
            _settling = true;
        }

        _ = SettleAsync();
    }

    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_waiting.Count < capacity)
                return Task.CompletedTask;
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    private async Task SettleAsync()
    {
        try
        {
            while (TryPeek(out var oldest))
            {
                if (!oldest.Acceptance.IsCompleted)
                    acceptances.Settled();
                var reason = await oldest.Acceptance.ConfigureAwait(false);
                acceptances.Accepted(oldest.PacketId, oldest.QoS, reason);
                Remove();
            }

            acceptances.Settled();
        }
        catch (Exception e)
        {
            // Any exception of the handler ends this connection with the reason; the device sends the message again.
            acceptances.Failed(e);
        }
    }

    private bool TryPeek(out Waiting oldest)
    {
        lock (_gate)
        {
            _settling = _waiting.TryPeek(out oldest);
            return _settling;
        }
    }

    private void Remove()
    {
        lock (_gate)
        {
            _waiting.Dequeue();
            _room?.TrySetResult();
            _room = null;
        }
    }

    private readonly record struct Waiting(ushort PacketId, MqttQualityOfServiceLevel QoS, Task<ReasonCode> Acceptance);
}
