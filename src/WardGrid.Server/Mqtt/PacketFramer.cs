using System.Buffers;

namespace WardGrid.Server.Mqtt;

/// <summary>Cuts a stream of bytes into packets: first byte, remaining length, body.</summary>
public static class PacketFramer
{
    /// <summary>The longest fixed header: one byte of type and flags and four of remaining length.</summary>
    public const int LongestHeader = 5;

    /// <summary>Takes the next whole packet from the front of the input; false if more bytes are needed.</summary>
    /// <param name="input">Bytes received and not yet taken; advanced past the packet.</param>
    /// <param name="maximum">The largest packet allowed, header included, in bytes.</param>
    /// <exception cref="MqttProtocolException"> The first bytes cannot begin a valid packet, or they begin one that is
    /// larger than allowed. Thrown as soon as the header shows it, so a packet too large is never buffered.
    /// </exception>
    public static bool TryTake(
        ref ReadOnlySequence<byte> input,
        int maximum,
        out PacketHeader header,
        out ReadOnlySequence<byte> body
    )
    {
        header = default;
        body = default;
        scoped var start = input.FirstSpan;
        if (start.Length < LongestHeader && !input.IsSingleSegment)
        {
            Span<byte> copied = stackalloc byte[LongestHeader];
            var first = input.Slice(0, Math.Min(LongestHeader, input.Length));
            first.CopyTo(copied);
            start = copied[..(int)first.Length];
        }

        if (start.IsEmpty)
            return false;

        header = new PacketHeader(start[0]);
        if (!header.IsValid)
            throw MqttProtocolException.Malformed($"a packet begins with 0x{start[0]:X2}, which is no MQTT packet");

        var (length, bytes) = RemainingLength(start[1..]);
        if (bytes == 0)
            return false;
        if (1 + bytes + length > maximum)
            throw new MqttProtocolException(
                ReasonCode.PacketTooLarge,
                $"a {header.Type} packet of {1 + bytes + length} bytes is larger than the {maximum} allowed"
            );
        if (input.Length < 1 + bytes + length)
            return false;

        body = input.Slice(1 + bytes, length);
        input = input.Slice(body.End);
        return true;
    }

    private static (int Length, int Bytes) RemainingLength(ReadOnlySpan<byte> bytes)
    {
        var length = 0;
        for (var i = 0; i < 4; i++)
        {
            if (i == bytes.Length)
                return (0, 0);
            length |= (bytes[i] & 0x7F) << (7 * i);
            if ((bytes[i] & 0x80) != 0)
                continue;
            if (i > 0 && bytes[i] == 0)
                throw MqttProtocolException.Malformed("the remaining length is written with more bytes than it needs");
            return (length, i + 1);
        }

        throw MqttProtocolException.Malformed("the remaining length has more than four bytes");
    }
}
