using System.Text;

namespace WardGrid.Server.Hl7;

/// <summary>The answer to a message: AA taken in, AE refused for its content, AR refused as a whole.</summary>
/// <param name="Error">The code of HL7's table 0357; empty where there is no error.</param>
/// <param name="Words">What was wrong, for the sender's operator.</param>
public sealed record Hl7Answer(string Code, string Error = "", string Words = "")
{
    public static Hl7Answer Accepted { get; } = new("AA");

    /// <summary>Writes the answer (ACK) to a message; to bytes that are no message it has no id to repeat.</summary>
    public byte[] To(Hl7Message? message, string id, DateTimeOffset now)
    {
        var usual = Hl7Delimiters.Usual;
        var header = message?.Header;
        var to = usual.Escaped(header?.Text(3) ?? "");
        var facility = usual.Escaped(header?.Text(4) ?? "");
        var trigger = usual.Escaped(header?.Text(9, 2) ?? "");
        var kind = trigger.Length > 0 ? $"ACK^{trigger}^ACK" : "ACK";
        var text =
            $"MSH|^~\\&|WARDGRID||{to}|{facility}|{Hl7Time.Write(now)}||{kind}|{id}|P|2.6||||||UNICODE UTF-8\r"
            + $"MSA|{Code}|{usual.Escaped(message?.ControlId ?? "")}\r";
        if (Error.Length > 0)
            text += $"ERR|||{Error}|E||||{usual.Escaped(Words)}\r";
        return Encoding.UTF8.GetBytes(text);
    }
}
