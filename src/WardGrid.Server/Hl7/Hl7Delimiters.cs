using System.Globalization;
using System.Text;

namespace WardGrid.Server.Hl7;

/// <summary>The delimiters of an HL7 v2 message, as its MSH-1 and MSH-2 name them.</summary>
public sealed record Hl7Delimiters(char Field, char Component, char Repetition, char Escape, char Subcomponent)
{
    /// <summary>The delimiters that the standard recommends.</summary>
    public static Hl7Delimiters Usual { get; } = new('|', '^', '~', '\\', '&');

    /// <summary>
    /// Replaces the escapes of delimiters and of hexadecimal characters; an unknown one, and one of a
    /// control character, stays as it was sent.
    /// </summary>
    public string Unescape(string text)
    {
        if (!text.Contains(Escape))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; )
        {
            var end = text[at] == Escape ? text.IndexOf(Escape, at + 1) : -1;
            if (end > at && Meaning(text[(at + 1)..end]) is { } meaning)
            {
                plain.Append(meaning);
                at = end + 1;
            }
            else
            {
                plain.Append(text[at++]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Writes a text so that it holds no delimiter and no end of a segment.</summary>
    public string Escaped(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == Escape)
                safe.Append(Escape).Append('E').Append(Escape);
            else if (c == Field)
                safe.Append(Escape).Append('F').Append(Escape);
            else if (c == Component)
                safe.Append(Escape).Append('S').Append(Escape);
            else if (c == Subcomponent)
                safe.Append(Escape).Append('T').Append(Escape);
            else if (c == Repetition)
                safe.Append(Escape).Append('R').Append(Escape);
            else
                safe.Append(char.IsControl(c) ? ' ' : c);
        }

        return safe.ToString();
    }

    private string? Meaning(string escape) =>
        escape switch
        {
            "F" => Field.ToString(),
            "S" => Component.ToString(),
            "T" => Subcomponent.ToString(),
            "R" => Repetition.ToString(),
            "E" => Escape.ToString(),
            ['X', .. var hex] => Hexadecimal(hex),
            _ => null,
        };

    private static string? Hexadecimal(string hex)
    {
        if (hex.Length is 0 || hex.Length % 2 != 0 || !hex.All(char.IsAsciiHexDigit))
            return null;
        var text = string.Concat(hex.Chunk(2).Select(pair => (char)byte.Parse(pair, NumberStyles.HexNumber, null)));
        return text.Any(char.IsControl) ? null : text;
    }
}
