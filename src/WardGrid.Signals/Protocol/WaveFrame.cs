using System.Buffers.Binary;

namespace WardGrid.Signals.Protocol;

/// <summary>A view over one binary wave bundle, in the bytes that the device sent.</summary>
/// <remarks>
/// Little-endian: 'W' 'G' | version u8 = 1 | flags u8 | epoch u32 | seq u32 | time i64 (device clock, µs since 1970, of
/// the first sample) | count u8, then per channel: index u8 | encoding u8 (0 = int16) | samples u16 | start u64 |
/// samples × int16. Only <see cref="TryRead"/> creates a view, and it checks every length, so reading cannot fail.
/// <c>default</c> is an empty frame.
/// </remarks>
public readonly ref struct WaveFrame
{
    /// <summary>Bytes before the first channel.</summary>
    public const int HeaderLength = 21;

    /// <summary>Bytes of a channel's header before its samples.</summary>
    public const int ChannelHeaderLength = 12;

    private readonly ReadOnlySpan<byte> _bytes;

    private WaveFrame(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public uint Epoch => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[4..]);

    public uint Sequence => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[8..]);

    /// <summary>Device clock of the first sample, microseconds since 1970.</summary>
    public long TimeMicros => BinaryPrimitives.ReadInt64LittleEndian(_bytes[12..]);

    public int ChannelCount => _bytes.IsEmpty ? 0 : _bytes[20];

    /// <summary>
    /// Checks a payload and returns the view over it; a refusal with the reason if it is not a wave bundle.
    /// </summary>
    public static Refusal TryRead(ReadOnlySpan<byte> payload, out WaveFrame frame)
    {
        frame = default;
        if (payload.Length < HeaderLength)
            return new(
                RefusalReason.Malformed,
                $"a wave bundle has a header of {HeaderLength} bytes, this message has {payload.Length} in all"
            );
        if (payload[0] != (byte)'W' || payload[1] != (byte)'G')
            return new(
                RefusalReason.Malformed,
                $"a wave bundle begins with 'WG', this message with {payload[0]:X2} {payload[1]:X2}"
            );
        if (payload[2] != 1)
            return new(RefusalReason.UnknownVersion, $"wave version {payload[2]} is not known, only 1");

        var at = HeaderLength;
        Span<bool> seen = stackalloc bool[byte.MaxValue + 1];
        seen.Clear();
        for (var i = 0; i < payload[20]; i++)
        {
            if (payload.Length - at < ChannelHeaderLength)
                return new(
                    RefusalReason.Malformed,
                    $"the message ends inside the header of channel {i + 1} of {payload[20]}"
                );
            if (seen[payload[at]])
                return new(RefusalReason.Malformed, $"channel index {payload[at]} is twice in the frame");
            seen[payload[at]] = true;
            if (payload[at + 1] != 0)
                return new(
                    RefusalReason.UnknownEncoding,
                    $"encoding {payload[at + 1]} of channel index {payload[at]} is not known, only 0 (int16)"
                );
            var samples = BinaryPrimitives.ReadUInt16LittleEndian(payload[(at + 2)..]);
            var start = BinaryPrimitives.ReadUInt64LittleEndian(payload[(at + 4)..]);
            if (start > long.MaxValue - ushort.MaxValue)
                return new(
                    RefusalReason.Malformed,
                    $"start sample {start} of channel index {payload[at]} is beyond any recording"
                );
            at += ChannelHeaderLength + 2 * samples;
            if (at > payload.Length)
                return new(
                    RefusalReason.Malformed,
                    $"channel {i + 1} declares {samples} samples, but the message ends before them"
                );
        }

        if (at != payload.Length)
            return new(RefusalReason.Malformed, $"{payload.Length - at} bytes follow the last channel");
        frame = new(payload);
        return Refusal.None;
    }

    public Enumerator GetEnumerator() => new(_bytes, ChannelCount);

    /// <summary>Walks the channels of a frame.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _bytes;
        private int _left;
        private int _at;
        private int _next;

        internal Enumerator(ReadOnlySpan<byte> bytes, int count)
        {
            _bytes = bytes;
            _left = count;
            _next = HeaderLength;
        }

        public readonly WaveChannel Current => new(_bytes[_at.._next]);

        public bool MoveNext()
        {
            if (_left == 0)
                return false;
            _left--;
            _at = _next;
            _next = _at + ChannelHeaderLength + 2 * BinaryPrimitives.ReadUInt16LittleEndian(_bytes[(_at + 2)..]);
            return true;
        }
    }
}

/// <summary>One channel's samples inside a wave frame.</summary>
public readonly ref struct WaveChannel
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal WaveChannel(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The channel's number in the device's birth.</summary>
    public int Index => _bytes[0];

    /// <summary>Sample number, since the epoch began, of the first sample.</summary>
    public long Start => BinaryPrimitives.ReadInt64LittleEndian(_bytes[4..]);

    public int Count => (_bytes.Length - WaveFrame.ChannelHeaderLength) / 2;

    /// <summary>
    /// The samples as the device sent them: little-endian int16,
    /// <see cref="ChannelDeclaration.Missing"/> where missing.
    /// </summary>
    public ReadOnlySpan<byte> RawBytes => _bytes[WaveFrame.ChannelHeaderLength..];

    /// <summary>One raw sample.</summary>
    public short this[int i] =>
        BinaryPrimitives.ReadInt16LittleEndian(_bytes[(WaveFrame.ChannelHeaderLength + 2 * i)..]);
}
