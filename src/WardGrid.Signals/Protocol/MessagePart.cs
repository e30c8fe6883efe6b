using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;

namespace WardGrid.Signals.Protocol;

/// <summary>
/// A field of a message as far as it could be read, for a person who looks for the fault in its bytes.
/// </summary>
/// <param name="At">Its first byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Name">As docs/protocol.md names it.</param>
public readonly record struct MessagePart(int At, int Length, string Name, string Value)
{
    /// <summary>Reads a binary wave bundle field by field, up to the first that is not whole.</summary>
    /// <remarks>
    /// <see cref="WaveFrame"/> reads whole bundles only; this reads broken ones, and of these only the first bytes are
    /// kept.
    /// </remarks>
    public static ImmutableArray<MessagePart> OfWave(ReadOnlySpan<byte> bytes)
    {
        var parts = new Reader(bytes);
        parts.Add("magic", 2, static b => $"{b[0]:X2} {b[1]:X2}");
        parts.Add("version", 1, static b => Text(b[0]));
        parts.Add("flags", 1, static b => Text(b[0]));
        parts.Add("epoch", 4, static b => Text(BinaryPrimitives.ReadUInt32LittleEndian(b)));
        parts.Add("seq", 4, static b => Text(BinaryPrimitives.ReadUInt32LittleEndian(b)));
        parts.Add("time", 8, static b => Time(BinaryPrimitives.ReadInt64LittleEndian(b)));
        parts.Add("count", 1, static b => Text(b[0]));
        var channels = parts.Ended ? 0 : bytes[WaveFrame.HeaderLength - 1];
        for (var i = 1; i <= channels && !parts.Ended; i++)
        {
            parts.Add($"channel {i}: index", 1, static b => Text(b[0]));
            parts.Add($"channel {i}: encoding", 1, static b => Text(b[0]));
            var at = parts.At;
            parts.Add($"channel {i}: samples", 2, static b => Text(BinaryPrimitives.ReadUInt16LittleEndian(b)));
            parts.Add($"channel {i}: start", 8, static b => Text(BinaryPrimitives.ReadUInt64LittleEndian(b)));
            if (!parts.Ended)
                parts.Samples(i, BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]));
        }

        return parts.All;
    }

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number and, where it is one, the time of day: a wrong unit is seen at once.</summary>
    private static string Time(long micros)
    {
        var number = micros.ToString(CultureInfo.InvariantCulture);
        var seconds = micros / 1_000_000;
        var isDate = seconds is >= 0 and < 253_402_300_800;
        return isDate ? $"{number} = {DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss} UTC" : number;
    }

    private delegate string Written(ReadOnlySpan<byte> bytes);

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private readonly ImmutableArray<MessagePart>.Builder _parts = ImmutableArray.CreateBuilder<MessagePart>();

        public int At { get; private set; }

        /// <summary>Whether a field was not whole, so that nothing behind it can be read.</summary>
        public bool Ended { get; private set; }

        public readonly ImmutableArray<MessagePart> All => _parts.ToImmutable();

        public void Add(string name, int length, Written written)
        {
            if (Ended || _bytes.Length - At < length)
            {
                Ended = true;
                return;
            }

            _parts.Add(new(At, length, name, written(_bytes.Slice(At, length))));
            At += length;
        }

        /// <summary>The samples that are there, of those declared.</summary>
        public void Samples(int channel, int declared)
        {
            var length = Math.Min(2 * declared, _bytes.Length - At);
            if (length > 0)
                _parts.Add(new(At, length, $"channel {channel}: samples as int16", $"{length / 2} of {declared}"));
            At += length;
            Ended = length < 2 * declared;
        }
    }
}
