using System.IO.Pipelines;
using WardGrid.Mqtt.Packets;

namespace WardGrid.Mqtt.Transport;

/// <summary>Packets on their way out of one connection, gathered while an earlier batch is being sent.</summary>
/// <remarks>
/// Any thread may append; one batch is sent at a time and everything appended meanwhile is the next batch, so under load many packets
/// share one write. Growth is bounded by its callers: <see cref="HasRoom"/> says when to wait (<see cref="RoomAsync"/>) or to drop.
/// </remarks>
internal sealed class OutboundBuffer(PipeWriter output, int limit) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private PacketBuffer _filling = new();
    private PacketBuffer _sending = new();
    private bool _busy;
    private bool _ended;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;

    /// <summary>What CONNECT settled on; set before the first packet after it.</summary>
    public MqttVersion Version { get; set; } = MqttVersion.V311;

    /// <summary>Bytes of the largest packet that the peer takes.</summary>
    public uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>True once nothing more is taken.</summary>
    public bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>False while more than the limit waits to be sent.</summary>
    public bool HasRoom => Volatile.Read(ref _filling).Length < limit;

    /// <summary>Appends a packet; false where the connection has ended or the packet is larger than the peer takes.</summary>
    public bool Append<TPacket>(in TPacket packet)
        where TPacket : IOutgoingPacket, allows ref struct
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            var before = _filling.Length;
            packet.WriteTo(_filling, Version);
            if (_filling.Length - before <= MaximumPacketSize)
                return true;
            _filling.Truncate(before);
            return false;
        }
    }

    /// <summary>Appends bytes that are a whole packet already.</summary>
    public bool AppendRaw(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            _filling.Bytes(packet);
            return true;
        }
    }

    /// <summary>Begins to send what was appended, unless a batch is under way, which then takes it along.</summary>
    public void Flush()
    {
        if (TryBegin())
            _ = SendAsync();
    }

    /// <summary>As <see cref="Flush"/>, but a moment later on another thread, so that the caller can append more first.</summary>
    public void FlushSoon()
    {
        if (TryBegin())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = SendAsync();

    /// <summary>Completes when less than the limit waits to be sent, or the connection has ended.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_ended || _filling.Length < limit)
                return Task.CompletedTask;
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Sends what is left, then takes nothing more.</summary>
    public Task EndAsync()
    {
        Flush();
        lock (_gate)
        {
            _ended = true;
            if (!_busy)
                return Task.CompletedTask;
            _idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private bool TryBegin()
    {
        lock (_gate)
        {
            if (_busy || _ended || _filling.Length == 0)
                return false;
            _busy = true;
            return true;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            while (TakeBatch())
            {
                var flushed = await output.WriteAsync(_sending.Written).ConfigureAwait(false);
                _sending.Release();
                if (flushed.IsCompleted)
                    End();
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // The peer is gone; the reading side finds the same and tells why.
            End();
        }
    }

    private bool TakeBatch()
    {
        lock (_gate)
        {
            if (_filling.Length == 0)
            {
                _busy = false;
                _filling.Release();
                _idle?.TrySetResult();
                return false;
            }

            (_filling, _sending) = (_sending, _filling);
            _room?.TrySetResult();
            _room = null;
            return true;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            _busy = false;
            _filling.Truncate(0);
            _room?.TrySetResult();
            _idle?.TrySetResult();
        }
    }
}
