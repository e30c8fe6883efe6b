using System.IO.Pipelines;
using MQTTnet.Packets;

namespace WardGrid.Server.Mqtt;

/// <summary>Reads one connection packet by packet, with a time limit for each.</summary>
/// <remarks>It waits while the host or the client has no room, so that nothing accumulates.</remarks>
internal sealed class ChannelReader(
    MqttEndpoint endpoint,
    GuardedChannel channel,
    PipeReader input,
    ConnectionWatch watch,
    CancellationToken ending
)
{
    private TimeSpan? _silence;
    private bool _unfinished;

    /// <summary>Reads CONNECT; null: the connection has ended.</summary>
    public async Task<MqttConnectPacket?> ReadConnectAsync()
    {
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            var whole = false;
            try
            {
                if (channel.HasEnded)
                    return null;
                whole = PacketFramer.TryTake(
                    ref buffer,
                    endpoint.Options.MaximumPacketSize,
                    out var header,
                    out var body
                );
                if (!read.Buffer.IsEmpty && header.Type != PacketType.Connect)
                    throw MqttProtocolException.Violation($"the first packet is {header.Type}, not CONNECT");
                if (whole)
                    return (MqttConnectPacket)PacketDecoder.DecodeFirst(channel.PacketFormatterAdapter, header, body);
                if (read.IsCompleted)
                {
                    channel.End(
                        new(ReasonCode.ProtocolError, "the connection was closed before CONNECT", IsRefusal: true)
                    );
                    return null;
                }
            }
            finally
            {
                // A client need not wait for CONNACK, so the bytes after CONNECT must be available to the next read.
                input.AdvanceTo(buffer.Start, whole ? buffer.Start : buffer.End);
            }
        }
    }

    /// <summary>
    /// Begins to check the keep-alive: the client may be silent for one and a half times of it (3.1.2.10).
    /// </summary>
    public void Begin(ushort keepAliveSeconds)
    {
        _silence = keepAliveSeconds == 0 ? null : TimeSpan.FromSeconds(1.5 * keepAliveSeconds);
        ExpectPacket();
    }

    /// <summary>Returns the next packet that MQTTnet handles; null: the connection has ended.</summary>
    public async Task<MqttPacket?> ReceiveAsync(ClientTraffic traffic)
    {
        await traffic.Subscriptions.AnsweredAsync().WaitAsync(ending).ConfigureAwait(false);
        while (!channel.HasEnded)
        {
            if (traffic.TryTakeForServer(out var settled))
                return settled;
            var read = await input.ReadAsync().ConfigureAwait(false);
            var buffer = read.Buffer;
            var packets = 0;
            MqttPacket? forServer = null;
            try
            {
                while (forServer is null && !channel.HasEnded && TryTake(ref buffer, out var header, out var packet))
                {
                    packets++;
                    forServer = traffic.Receive(header, packet);
                    if (traffic.Publishes.IsFull)
                        await HostHasRoomAsync(traffic.Publishes).ConfigureAwait(false);
                }
            }
            finally
            {
                // Bytes that were not read yet must be available when MQTTnet asks for the next packet.
                input.AdvanceTo(buffer.Start, forServer is null ? buffer.End : buffer.Start);
            }

            await ClientHasRoomAsync().ConfigureAwait(false);
            var begun = forServer is null && !buffer.IsEmpty;
            if (packets > 0 || begun != _unfinished)
                ExpectMore(begun);
            if (forServer is not null)
                return forServer;
            if (read.IsCompleted)
                EndOfLine(begun);
        }

        return null;
    }

    private bool TryTake(
        ref System.Buffers.ReadOnlySequence<byte> buffer,
        out PacketHeader header,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MqttPacket? packet
    )
    {
        packet = null;
        if (!PacketFramer.TryTake(ref buffer, endpoint.Options.MaximumPacketSize, out header, out var body))
            return false;
        packet = PacketDecoder.Decode(channel.PacketFormatterAdapter, header, body);
        return true;
    }

    /// <summary>A packet that was begun has its own time limit, and single bytes do not extend it.</summary>
    private void ExpectMore(bool begun)
    {
        _unfinished = begun;
        var stall = endpoint.Options.StallTimeout;
        if (begun)
            watch.Expect(_silence < stall ? _silence : stall, "a packet was begun and not finished");
        else
            ExpectPacket();
    }

    private void ExpectPacket() => watch.Expect(_silence, "nothing came for one and a half times the keep-alive");

    private void EndOfLine(bool begun)
    {
        var words = begun
            ? "the connection was closed in the middle of a packet"
            : "the connection was closed without DISCONNECT";
        channel.End(new(ReasonCode.UnspecifiedError, words, IsRefusal: begun));
    }

    private async Task HostHasRoomAsync(InboundPublishes publishes)
    {
        channel.Outbound.Flush();
        // While the host is slow, the client's silence has no limit.
        watch.Expect(null, "");
        await publishes.RoomAsync().WaitAsync(ending).ConfigureAwait(false);
    }

    private async ValueTask ClientHasRoomAsync()
    {
        channel.Outbound.Flush();
        if (channel.Outbound.HasRoom)
            return;
        watch.Expect(endpoint.Options.StallTimeout, "the client does not read what it is sent");
        await channel.Outbound.RoomAsync().WaitAsync(ending).ConfigureAwait(false);
        ExpectPacket();
    }
}
