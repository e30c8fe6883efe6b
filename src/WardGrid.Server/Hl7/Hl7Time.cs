using System.Globalization;
using System.Text.RegularExpressions;

namespace WardGrid.Server.Hl7;

/// <summary>A point of time as HL7 v2 writes it: <c>YYYYMMDDHHMM[SS[.S[S[S[S]]]]]+ZZZZ</c>.</summary>
/// <remarks>
/// A time without a zone is read only where the settings name the zone of the gateways: else nobody could say which
/// moment it is.
/// </remarks>
public static partial class Hl7Time
{
    /// <param name="zone">The zone of a time that names none.</param>
    /// <param name="now">In the hour that autumn repeats, the moment that is nearer to this one counts.</param>
    public static DateTimeOffset? Read(string text, TimeZoneInfo? zone, DateTimeOffset now)
    {
        if (zone is null || text.Contains('+') || text.Contains('-'))
            return Read(text);
        return Read(text + "+0000") is { DateTime.Year: > 1 and < 9999 } clock
            ? InZone(clock.DateTime, zone, now)
            : null;
    }

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

    /// <remarks>
    /// A clock in the hour that spring leaves out was not moved yet: its offset is the one of winter.
    /// </remarks>
    private static DateTimeOffset InZone(DateTime local, TimeZoneInfo zone, DateTimeOffset now) =>
        zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local)
                .Select(offset => new DateTimeOffset(local, offset))
                .MinBy(time => (time - now).Duration())
            : new(local, zone.GetUtcOffset(local));

    [GeneratedRegex(@"\A(?<whole>[0-9]{12}([0-9]{2})?)(\.(?<fraction>[0-9]{1,4}))?(?<zone>[+-][0-9]{4})\z")]
    private static partial Regex Form();
}
