using System.Globalization;
using System.Text.RegularExpressions;

namespace WardGrid.Server.Hl7;

/// <summary>A point of time as HL7 v2 writes it: <c>YYYYMMDDHHMM[SS[.S[S[S[S]]]]]+ZZZZ</c>.</summary>
/// <remarks>A time without a zone is not read: nobody could say which moment it is.</remarks>
public static partial class Hl7Time
{
    public static DateTimeOffset? Read(string text)
    {
        if (Form().Match(text) is not { Success: true } parts)
            return null;
        var whole = parts.Groups["whole"].Value.PadRight(14, '0');
        var fraction = parts.Groups["fraction"].Value.PadRight(4, '0');
        var zone = parts.Groups["zone"].Value.Insert(3, ":");
        return DateTimeOffset.TryParseExact(
            $"{whole}.{fraction}{zone}",
            "yyyyMMddHHmmss.ffffzzz",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
            ? time
            : null;
    }

    public static string Write(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyyMMddHHmmss.fff", CultureInfo.InvariantCulture) + "+0000";

    [GeneratedRegex(@"\A(?<whole>[0-9]{12}([0-9]{2})?)(\.(?<fraction>[0-9]{1,4}))?(?<zone>[+-][0-9]{4})\z")]
    private static partial Regex Form();
}
