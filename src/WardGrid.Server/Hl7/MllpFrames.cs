using System.Buffers;

namespace WardGrid.Server.Hl7;

/// <summary>Cuts a stream of bytes into MLLP frames: 0x0B, the message, 0x1C, 0x0D.</summary>
public static class MllpFrames
{
    private const byte Begin = 0x0B;
    private const byte End = 0x1C;
    private const byte Return = 0x0D;

    /// <summary>Takes the next whole message from the front of the input; false if more bytes are needed.</summary>
    /// <param name="input">
    /// Bytes received and not yet taken; advanced past the message, and past bytes that belong to no frame.
    /// </param>
    /// <param name="maximum">The largest message allowed, in bytes.</param>
    /// <exception cref="InvalidDataException">The message is larger than allowed.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> input, int maximum, out byte[] message)
    {
        message = [];
        if (input.PositionOf(Begin) is not { } begin)
        {
            input = input.Slice(input.End);
            return false;
        }

        input = input.Slice(begin);
        var reader = new SequenceReader<byte>(input);
        reader.Advance(1);
        var isWhole = reader.TryReadTo(out ReadOnlySequence<byte> content, (ReadOnlySpan<byte>)[End, Return]);
        if ((isWhole ? content.Length : input.Length - 1) > maximum)
            throw new InvalidDataException($"a message has at most {maximum} bytes");
        if (!isWhole)
            return false;
        input = input.Slice(reader.Position);
        message = content.ToArray();
        // A sender that broke off and began again: only its last beginning counts.
        if (message.AsSpan().LastIndexOf(Begin) is >= 0 and var again)
            message = message[(again + 1)..];
        return true;
    }

    /// <summary>A message in its frame.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message) => [Begin, .. message, End, Return];
}
