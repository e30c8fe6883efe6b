using System.Text;
using WardGrid.Server.Hl7;

namespace WardGrid.UnitTests.Hl7;

/// <summary>A message of the shape of IHE PCD-01, written for these tests.</summary>
public static class Hl7Example
{
    public const string Usual = "OBX|1|NM|149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.1.1.1|72|/min^/min^UCUM|||||F";

    /// <summary>A message of the device <c>monitor-1</c> with these observations, at this time.</summary>
    public static string Of(DateTimeOffset time, string patient, params string[] observations) =>
        string.Join(
            '\r',
            [
                @"MSH|^~\&|monitor-1|ICU|WARDGRID|HOSPITAL|" + Hl7Time.Write(time) + "||ORU^R01^ORU_R01|42|P|2.6",
                $"PID|||{patient}",
                "PV1||I|icu^1^bed-1",
                $"OBR|1|||monitoring|||{Hl7Time.Write(time)}",
                .. observations,
                "",
            ]
        );

    public static Hl7Message Read(string text)
    {
        Hl7Message.TryRead(Encoding.UTF8.GetBytes(text), out var message);
        return message ?? throw new ArgumentException("not a message", nameof(text));
    }

    public static Hl7Segment Segment(string line) => Read(@"MSH|^~\&|" + "\r" + line).Segments[1];
}
