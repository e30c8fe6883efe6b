using System.Buffers;
using System.IO.Pipelines;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace WardGrid.Server.Mqtt;

/// <summary>Packets to one client, gathered while an earlier batch is being sent.</summary>
/// <remarks>
/// Any thread may append; one batch is sent at a time and everything appended meanwhile is the next batch, so under
/// load many packets share one write. Growth is bounded by its callers: <see cref="HasRoom"/> says when to wait (<see
/// cref="RoomAsync"/>) or to drop.
/// </remarks>
internal sealed class OutboundBuffer(PipeWriter output, int limit, MqttPacketFormatterAdapter formatter)
{
    /// <summary>Bytes of memory that an idle connection keeps for its next answers.</summary>
    private const int MostKept = 4096;

    private readonly Lock _gate = new();
    private ArrayBufferWriter<byte> _filling = new();
    private ArrayBufferWriter<byte> _sending = new();
    private bool _busy;
    private bool _ended;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;

    /// <summary>Bytes of the largest packet that the peer accepts.</summary>
    public uint MaximumPacketSize { get; set; } = uint.MaxValue;

    /// <summary>True once nothing more is accepted.</summary>
    public bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>False while more than the limit waits to be sent.</summary>
    public bool HasRoom => Volatile.Read(ref _filling).WrittenCount < limit;

    /// <summary>Appends a packet; false if the connection has ended or the packet is too large for the peer.</summary>
    public bool Append(MqttPacket packet)
    {
        lock (_gate)
        {
            if (_ended)
                return false;
            var encoded = formatter.Encode(packet);
            var fits = encoded.Length <= MaximumPacketSize;
            if (fits)
            {
                _filling.Write(encoded.Packet);
                foreach (var part in encoded.Payload)
                    _filling.Write(part.Span);
            }

            formatter.Cleanup();
            return fits;
        }
    }

    /// <summary>Appends the bytes of a whole packet.</summary>
    public void AppendRaw(ReadOnlySpan<byte> packet)
    {
        lock (_gate)
        {
            if (!_ended)
                _filling.Write(packet);
        }
    }

    /// <summary>Begins to send what was appended. If a batch is being sent, the next batch follows by itself.</summary>
    public void Flush()
    {
        if (TryBegin())
            _ = SendAsync();
    }

    /// <summary>Completes when less than the limit waits to be sent, or the connection has ended.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            if (_ended || _filling.WrittenCount < limit)
                return Task.CompletedTask;
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Sends what is left, then accepts nothing more.</summary>
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
            if (_busy || _ended || _filling.WrittenCount == 0)
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
                var flushed = await output.WriteAsync(_sending.WrittenMemory).ConfigureAwait(false);
                _sending = Emptied(_sending);
                if (flushed.IsCompleted)
                    End();
            }
        }
        catch (Exception e)
            when (e
                    is IOException
                        or InvalidOperationException
                        or OperationCanceledException
                        or System.Net.Sockets.SocketException
            )
        {
            // The peer is gone; the reading side notices it too and reports the reason.
            End();
        }
    }

    private bool TakeBatch()
    {
        lock (_gate)
        {
            if (_filling.WrittenCount == 0)
            {
                _busy = false;
                _idle?.TrySetResult();
                return false;
            }

            (_filling, _sending) = (_sending, _filling);
            _room?.TrySetResult();
            _room = null;
            return true;
        }
    }

    /// <summary>The emptied buffer. One that has grown is replaced, because most connections are sent little.</summary>
    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > MostKept)
            return new();
        buffer.ResetWrittenCount();
        return buffer;
    }

    private void End()
    {
        lock (_gate)
        {
            _ended = true;
            _busy = false;
            _filling = Emptied(_filling);
            _room?.TrySetResult();
            _idle?.TrySetResult();
        }
    }
}
