using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Hl7;

/// <summary>An HL7 v2 message, cut into segments and fields.</summary>
public sealed class Hl7Message
{
    /// <summary>The most segments of one message; a monitor's message has fewer than a hundred.</summary>
    public const int MostSegments = 2000;

    private Hl7Message(ImmutableArray<Hl7Segment> segments) => Segments = segments;

    public ImmutableArray<Hl7Segment> Segments { get; }

    public Hl7Segment Header => Segments[0];

    /// <summary>Kind and event, such as ORU^R01.</summary>
    public string Type => $"{Header.Text(9)}^{Header.Text(9, 2)}";

    /// <summary>The sender's id of this message (MSH-10), which the answer repeats.</summary>
    public string ControlId => Header.Text(10);

    public Hl7Segment? First(string name) => Segments.FirstOrDefault(s => s.Name == name);

    /// <summary>Reads a message; a refusal with the reason if it is not one.</summary>
    public static Refusal TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Hl7Message? message)
    {
        message = null;
        var refusal = Cut(Encoding.Latin1.GetString(bytes), out var segments);
        if (refusal.IsRefused)
            return refusal;
        var characters = segments[0].Text(18);
        if (characters is "UNICODE UTF-8")
            refusal = TryUtf8(bytes, ref segments);
        else if (characters is not ("" or "ASCII" or "8859/1"))
            refusal = Malformed($"MSH-18 is {characters}; ASCII, 8859/1 and UNICODE UTF-8 are possible");
        if (!refusal.IsRefused)
            message = new(segments);
        return refusal;
    }

    private static Refusal TryUtf8(ReadOnlySpan<byte> bytes, ref ImmutableArray<Hl7Segment> segments)
    {
        try
        {
            return Cut(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), out segments);
        }
        catch (DecoderFallbackException)
        {
            return Malformed("MSH-18 says UNICODE UTF-8, but the bytes are not UTF-8");
        }
    }

    private static Refusal Cut(string text, out ImmutableArray<Hl7Segment> segments)
    {
        segments = [];
        if (text.Length < 8 || !text.StartsWith("MSH", StringComparison.Ordinal))
            return Malformed("an HL7 message begins with MSH and its delimiters");
        var delimiters = new Hl7Delimiters(text[3], text[4], text[5], text[6], text[7]);
        if (text[3..8].Distinct().Count() != 5 || text[3..8].Any(c => char.IsLetterOrDigit(c) || char.IsControl(c)))
            return Malformed("MSH-1 and MSH-2 are five different delimiters, such as |^~\\&");
        if (text.Any(c => c < ' ' && c is not '\r' and not '\n' and not '\t'))
            return Malformed("the message holds a control character");
        var lines = text.Split(['\r', '\n'], MostSegments + 1, StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > MostSegments)
            return new(RefusalReason.TooLarge, $"a message has at most {MostSegments} segments");
        segments = [.. lines.Select((line, at) => Segment(line, delimiters, at == 0))];
        return segments.FirstOrDefault(s => s.Name.Length != 3) is { } odd
            ? Malformed($"the name of a segment has 3 characters, one here has {odd.Name.Length}")
            : Refusal.None;
    }

    private static Hl7Segment Segment(string line, Hl7Delimiters delimiters, bool isHeader)
    {
        var fields = line.Split(delimiters.Field).ToImmutableArray();
        return new(isHeader ? fields.Insert(1, delimiters.Field.ToString()) : fields, delimiters);
    }

    private static Refusal Malformed(string detail) => new(RefusalReason.Malformed, detail);
}
