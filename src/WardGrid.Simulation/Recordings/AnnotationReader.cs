using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace WardGrid.Simulation.Recordings;

/// <summary>Reads annotations in the MIT format (<c>.atr</c>).</summary>
/// <remarks>
/// Little-endian words: the upper 6 bits are a code, the lower 10 the samples since the annotation before. Codes 59 to
/// 63 are not annotations: SKIP carries a long interval (high word first), NUM, SUB and CHN set a field of the
/// annotation before them, AUX gives it text. NUM and CHN also apply to the following annotations. A zero word ends the
/// file.
/// </remarks>
public static class AnnotationReader
{
    private const int Skip = 59;
    private const int Num = 60;
    private const int Sub = 61;
    private const int Chn = 62;
    private const int Aux = 63;

    /// <exception cref="FormatException">The file ends inside an annotation or goes back before the record; the message
    /// names the byte.</exception>
    public static ImmutableArray<Annotation> Read(ReadOnlySpan<byte> bytes)
    {
        var annotations = ImmutableArray.CreateBuilder<Annotation>();
        long sample = 0;
        sbyte number = 0;
        byte channel = 0;

        for (var at = 0; at < bytes.Length; )
        {
            var word = Word(bytes, at);
            at += 2;
            var (code, value) = (word >> 10, word & 0x3FF);
            if (word == 0)
                break;
            switch (code)
            {
                case Skip:
                    sample += (int)((uint)Word(bytes, at) << 16 | Word(bytes, at + 2));
                    at += 4;
                    break;
                case Num:
                    number = (sbyte)value;
                    Amend(annotations, at, a => a with { Number = number });
                    break;
                case Sub:
                    Amend(annotations, at, a => a with { Subtype = (sbyte)value });
                    break;
                case Chn:
                    channel = (byte)value;
                    Amend(annotations, at, a => a with { Channel = channel });
                    break;
                case Aux:
                    if (bytes.Length - at < value)
                        throw new FormatException(
                            $"byte {at} of the annotations: a text of {value} bytes begins, the file ends before it"
                        );
                    var text = Encoding.Latin1.GetString(bytes.Slice(at, value)).TrimEnd('\0');
                    Amend(annotations, at, a => a with { Text = text });
                    at += value + (value & 1);
                    break;
                default:
                    sample += value;
                    if (sample < 0)
                        throw new FormatException(
                            $"byte {at - 2} of the annotations: sample {sample} lies before the record"
                        );
                    // Code 0 with an interval only moves the time, as SKIP does.
                    if (code != 0)
                        annotations.Add(new(sample, (AnnotationCode)code, 0, channel, number, ""));
                    break;
            }
        }

        return annotations.ToImmutable();
    }

    private static ushort Word(ReadOnlySpan<byte> bytes, int at) =>
        bytes.Length - at < 2
            ? throw new FormatException($"byte {at} of the annotations: the file ends inside an annotation")
            : BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static void Amend(
        ImmutableArray<Annotation>.Builder annotations,
        int at,
        Func<Annotation, Annotation> change
    )
    {
        if (annotations.Count == 0)
            throw new FormatException($"byte {at - 2} of the annotations: a field stands before the first annotation");
        annotations[^1] = change(annotations[^1]);
    }
}
