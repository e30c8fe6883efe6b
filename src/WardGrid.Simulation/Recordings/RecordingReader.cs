using System.Buffers.Binary;
using System.Collections.Immutable;
using WardGrid.Signals.Protocol;

namespace WardGrid.Simulation.Recordings;

/// <summary>
/// Reads the signal files of a WFDB record: formats 16 and 212, and 16 behind the header of a MATLAB v4 matrix.
/// </summary>
public static class RecordingReader
{
    /// <summary>The 12-bit value that stands for a missing sample in format 212.</summary>
    private const int MissingPacked12 = -2048;

    /// <param name="header">The record's header.</param>
    /// <param name="files">The content of every file that <see cref="RecordingHeader.Files"/> names.</param>
    /// <exception cref="FormatException">A file is missing, too short or mixed; the message names it and the
    /// place.</exception>
    public static Recording Read(RecordingHeader header, IReadOnlyDictionary<string, byte[]> files)
    {
        var raw = new short[header.Signals.Length][];
        foreach (var name in header.Files)
        {
            if (!files.TryGetValue(name, out var bytes))
                throw new FormatException($"record {header.Name}: the signal file {name} is missing");
            ReadFile(header, name, bytes, raw);
        }

        if (raw.Length > 0 && raw.Any(r => r.Length != raw[0].Length))
            throw new FormatException($"record {header.Name}: its signal files differ in length");
        return new(header, ImmutableArray.Create(raw));
    }

    private static void ReadFile(RecordingHeader header, string name, ReadOnlySpan<byte> bytes, short[][] raw)
    {
        var mine = Enumerable.Range(0, raw.Length).Where(i => header.Signals[i].File == name).ToArray();
        var first = header.Signals[mine[0]];
        if (mine.Any(i => header.Signals[i].Format != first.Format || header.Signals[i].ByteOffset != first.ByteOffset))
            throw new FormatException($"record {header.Name}: the signals of {name} differ in format");
        if (bytes.Length < first.ByteOffset)
            throw new FormatException(
                $"{name}: the first sample is declared at byte {first.ByteOffset}, the file has {bytes.Length} bytes"
            );

        var samples = bytes[first.ByteOffset..];
        var held = (first.Format == SampleFormat.Int16 ? samples.Length / 2 : samples.Length * 2L / 3) / mine.Length;
        var length = header.Length == 0 ? held : header.Length;
        if (length > held)
            throw new FormatException(
                $"{name}: {length} samples of {mine.Length} signals are declared, "
                    + $"the file ends at byte {bytes.Length} after {held}"
            );

        foreach (var i in mine)
            raw[i] = new short[length];
        for (long frame = 0, at = 0; frame < length; frame++)
        {
            foreach (var i in mine)
                raw[i][frame] = first.Format == SampleFormat.Int16 ? Int16(samples, at++) : Packed12(samples, at++);
        }
    }

    private static short Int16(ReadOnlySpan<byte> samples, long at) =>
        BinaryPrimitives.ReadInt16LittleEndian(samples[(int)(2 * at)..]);

    private static short Packed12(ReadOnlySpan<byte> samples, long at)
    {
        var pair = samples[(int)(at / 2 * 3)..];
        // The middle byte holds the high four bits of both samples: low nibble for the first, high
        // nibble for the second.
        var bits = at % 2 == 0 ? pair[0] | (pair[1] & 0x0F) << 8 : pair[2] | (pair[1] & 0xF0) << 4;
        var value = bits << 20 >> 20;
        return value == MissingPacked12 ? ChannelDeclaration.Missing : (short)value;
    }
}
