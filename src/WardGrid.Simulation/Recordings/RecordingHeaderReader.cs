using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace WardGrid.Simulation.Recordings;

/// <summary>Reads the header of a WFDB record.</summary>
/// <remarks>
/// After header(5) of the WFDB applications guide, as far as bedside recordings use it: one segment, every signal at
/// one rate. A line that is not understood is refused, so that nothing is read wrongly.
/// </remarks>
public static class RecordingHeaderReader
{
    /// <summary>The most signals of one record; a header with more is refused.</summary>
    public const int MaxSignals = 256;

    /// <exception cref="FormatException">The header cannot be read; the message names the line.</exception>
    public static RecordingHeader Read(ReadOnlySpan<byte> bytes)
    {
        var comments = ImmutableArray.CreateBuilder<string>();
        var signals = ImmutableArray.CreateBuilder<RecordingSignal>();
        (string Name, int Signals, double Rate, long Length)? record = null;

        var number = 0;
        foreach (var rawLine in Encoding.Latin1.GetString(bytes).Split('\n'))
        {
            number++;
            var line = rawLine.Trim();
            if (line.Length == 0)
                continue;
            if (line[0] == '#')
                comments.Add(line[1..].Trim());
            else if (record is null)
                record = ReadRecordLine(line, number);
            else if (signals.Count < record.Value.Signals)
                signals.Add(ReadSignalLine(line, number));
        }

        if (record is not { } r)
            throw new FormatException("the header has no record line");
        if (signals.Count < r.Signals)
            throw new FormatException($"the header declares {r.Signals} signals and describes {signals.Count}");
        return new(r.Name, r.Rate, r.Length, signals.ToImmutable(), comments.ToImmutable());
    }

    private static (string Name, int Signals, double Rate, long Length) ReadRecordLine(string line, int number)
    {
        var fields = Fields(line);
        if (fields[0].Contains('/'))
            throw Wrong(number, $"record {fields[0]} has several segments, only single ones are read");
        var signals = (int)(
            fields.Length > 1
                ? Whole(fields[1], number, "number of signals")
                : throw Wrong(number, "the number of signals is missing")
        );
        if (signals is < 0 or > MaxSignals)
            throw Wrong(number, $"{signals} signals, 0 to {MaxSignals} are possible");
        // WFDB's own default rate where a header gives none.
        var rate = fields.Length > 2 ? Number(fields[2].Split('/')[0], number, "sampling rate") : 250;
        if (!(rate > 0) || double.IsInfinity(rate))
            throw Wrong(number, $"a sampling rate of {fields[2]} is not possible");
        var length = fields.Length > 3 ? Whole(fields[3], number, "length in samples") : 0;
        if (length < 0)
            throw Wrong(number, $"a length of {length} samples is not possible");
        return (fields[0], signals, rate, length);
    }

    private static RecordingSignal ReadSignalLine(string line, int number)
    {
        var fields = line.Split(
            (char[]?)null,
            9,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        if (fields.Length < 2)
            throw Wrong(number, "a signal needs a file and a format");
        if (fields[0].AsSpan().ContainsAny('/', '\\') || fields[0] is "." or ".." or "-")
            throw Wrong(number, $"the signal file {fields[0]} is not a name in the header's own folder");

        var (format, offset) = ReadFormat(fields[1], number);
        var zero = fields.Length > 4 ? Number(fields[4], number, "ADC zero") : 0;
        var (gain, baseline, unit) =
            fields.Length > 2 ? ReadGain(fields[2], zero, number) : (RecordingSignal.DefaultGain, zero, "mV");
        // Some writers state the sum unsigned: only its 16 bits count.
        short? checksum = fields.Length > 6 ? unchecked((short)Whole(fields[6], number, "checksum")) : null;
        return new(fields[0], format, offset, gain, baseline, unit, checksum, fields.Length > 8 ? fields[8] : "");
    }

    private static (SampleFormat Format, int Offset) ReadFormat(string field, int number)
    {
        var plus = field.Split('+', 2);
        var offset = plus.Length > 1 ? Whole(plus[1], number, "byte offset") : 0;
        if (offset is < 0 or > int.MaxValue)
            throw Wrong(number, $"a byte offset of {offset} is not possible");
        if (plus[0].Contains(':'))
            throw Wrong(number, $"format {field} has a skew between signals, which is not read");
        var times = plus[0].Split('x', 2);
        if (times.Length > 1 && times[1] != "1")
            throw Wrong(number, $"format {field} has several samples per frame, which is not read");
        return times[0] switch
        {
            "16" => (SampleFormat.Int16, (int)offset),
            "212" => (SampleFormat.Packed12, (int)offset),
            _ => throw Wrong(number, $"format {field} is not read, only 16 and 212"),
        };
    }

    private static (double Gain, double Baseline, string Unit) ReadGain(string field, double zero, int number)
    {
        var slash = field.IndexOf('/');
        var unit = slash >= 0 ? field[(slash + 1)..] : "mV";
        var text = slash >= 0 ? field[..slash] : field;
        var baseline = zero;
        if (text.IndexOf('(') is var open and >= 0)
        {
            if (!text.EndsWith(')'))
                throw Wrong(number, $"the baseline in {field} has no end");
            baseline = Number(text[(open + 1)..^1], number, "baseline");
            text = text[..open];
        }

        var gain = Number(text, number, "gain");
        if (!double.IsFinite(gain) || !double.IsFinite(baseline))
            throw Wrong(number, $"a gain of {field} is not possible");
        return (gain == 0 ? RecordingSignal.DefaultGain : gain, baseline, unit);
    }

    private static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static double Number(string text, int line, string what) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(line, $"the {what} {text} is not a number");

    private static long Whole(string text, int line, string what) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(line, $"the {what} {text} is not a whole number");

    private static FormatException Wrong(int line, string what) => new($"line {line} of the header: {what}");
}
