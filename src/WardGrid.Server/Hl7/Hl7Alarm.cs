using System.Security.Cryptography;
using System.Text;
using WardGrid.Signals.Protocol;

namespace WardGrid.Server.Hl7;

/// <summary>One alarm of a message, read from its facets.</summary>
/// <remarks>
/// An alarm is known by what it is about: event, measurement, and place in the device. Orders (OBR-3, OBR-29) are not
/// compared: senders number them differently. So a lost start or end harms one alarm only, and any message of an alarm
/// that lasts brings it back. What cannot be read never keeps an alarm from being raised.
/// </remarks>
public static class Hl7Alarm
{
    /// <summary>Reads an alarm as a device's alert.</summary>
    /// <param name="sent">When the message was made (MSH-7); empty where it does not say.</param>
    /// <param name="now">The time that is used where the message has none that can be read.</param>
    public static DeviceAlert Read(Hl7Facets facets, uint epoch, string sent, TimeZoneInfo? zone, DateTimeOffset now)
    {
        var what = facets.Of(Hl7Facet.Event)!;
        var isAny = what.Text(3) == Hl7Facets.AnyAlarm || what.Text(3, 2) == "MDC_EVT_ALARM";
        var field = isAny ? 5 : 3;
        // An event without a system of codes is a text.
        var isCoded = !isAny || what.Text(5, 2).Length > 0 || Hl7Numerics.IsWhole(what.Text(5));
        var (code, name) = isCoded ? (what.Text(field), what.Text(field, 2)) : ("", what.Text(5));
        var (source, _) = SourceOf(facets);
        var text = TextOf(facets, what, isAny, name.Length > 0 ? name : code);
        var kind = Hl7Events.CodeOf(code is "0" ? "" : code, name, source);
        var isGeneric = code is "" or "0";
        var phase = PhaseOf(facets);
        return new(
            epoch,
            TimeOf(facets, what, phase, sent, zone, now).ToUnixTimeMilliseconds() * 1000
                - (phase == AlertPhase.End ? 1 : 0),
            IdOf(ParentOf(what.Text(4)), code, name, source, isGeneric ? text : ""),
            phase,
            Plain(kind.Length > 0 ? kind : "MDC_EVT_ALARM", DeviceAlertJson.MaxName),
            PriorityOf(facets, what),
            null,
            Plain(text + LimitsOf(facets) + InactivationOf(facets), DeviceAlertJson.MaxText)
        );
    }

    /// <summary>Whether the gateway only says that it lives; then there is no alarm.</summary>
    public static bool IsWatchdog(Hl7Facets facets) =>
        facets.Has(Hl7Facet.Watchdog)
        && facets.Of(Hl7Facet.Event)?.Text(3, 2) is "MDC_EVT_ACTIVE" or "MDC_EVT_WATCHDOG";

    /// <summary>
    /// A message of an alarm that lasts is a start: it opens an alarm that is not open, and changes one that is.
    /// </summary>
    private static AlertPhase PhaseOf(Hl7Facets facets)
    {
        var state = facets.Word(Hl7Facet.State);
        return facets.Word(Hl7Facet.Phase) switch
        {
            "reset" => AlertPhase.End,
            "end" => state == "latched" ? AlertPhase.Start : AlertPhase.End,
            "start" => AlertPhase.Start,
            _ => state is "inactive" or "off" ? AlertPhase.End : AlertPhase.Start,
        };
    }

    /// <summary>
    /// The time of the event. A message that says that an alarm goes on may repeat the time of its beginning: there the
    /// newest time counts.
    /// </summary>
    private static DateTimeOffset TimeOf(
        Hl7Facets facets,
        Hl7Segment what,
        AlertPhase phase,
        string sent,
        TimeZoneInfo? zone,
        DateTimeOffset now
    )
    {
        string[] written = [what.Text(14), facets.Order?.Text(7) ?? "", sent];
        DateTimeOffset?[] times = [.. written.Select(text => Hl7Time.Read(text, zone, now))];
        var isLasting = phase == AlertPhase.Start && facets.Word(Hl7Facet.Phase) != "start";
        return (isLasting ? times.Max() : times.FirstOrDefault(t => t is not null)) ?? now;
    }

    /// <summary>Code and name of the measurement or the part that the event is about; empty where unknown.</summary>
    private static (string Code, string Name) SourceOf(Hl7Facets facets)
    {
        if (facets.Of(Hl7Facet.Source) is not { } source)
            return ("", "");
        var isAttribute = source.Text(3) is "68480" or "68164" || source.Text(3, 2) == "MDC_ATTR_ALERT_SOURCE";
        var field = isAttribute ? 5 : 3;
        return (source.Text(field), source.Text(field, 2));
    }

    /// <summary>The monitor's words, else the names of the event and of the measurement that it is about.</summary>
    private static string TextOf(Hl7Facets facets, Hl7Segment what, bool isAny, string named)
    {
        if (facets.Of(Hl7Facet.Text)?.Text(5) is { Length: > 0 } words)
            return words;
        if (what.Text(5, 9) is { Length: > 0 } original)
            return original;
        if (!isAny && what.Text(5) is { Length: > 0 } said && what.Text(5, 2).Length == 0)
            return said;
        if (named.Length == 0)
            return "Alarm without a name";
        var (_, about) = SourceOf(facets);
        return about.Length > 0 ? $"{named} {about}" : named;
    }

    /// <summary>
    /// The monitor's limits. Its number is not repeated here: it changes with every message, and the bed shows it.
    /// </summary>
    private static string LimitsOf(Hl7Facets facets) =>
        facets.Of(Hl7Facet.Source)?.Text(7) is { Length: > 0 } limits ? $" (limits {limits})" : "";

    private static string InactivationOf(Hl7Facets facets)
    {
        var states = facets.Of(Hl7Facet.Inactivation)?.Repetitions(5).Where(s => s is not ("" or "enabled")) ?? [];
        var words = string.Join(", ", states);
        return words.Length > 0 ? $" [at the monitor: {words}]" : "";
    }

    private static string PriorityOf(Hl7Facets facets, Hl7Segment what)
    {
        var flags = what.Repetitions(8).Append(facets.Of(Hl7Facet.Priority)?.Text(5) ?? "").ToArray();
        if (flags.Contains("PH"))
            return "high";
        if (flags.Contains("PM"))
            return "medium";
        // An alarm is never lost because of its priority: a missing or unknown one is high.
        return flags.Contains("PL") || flags.Contains("PI") ? "low" : "high";
    }

    private static string IdOf(params ReadOnlySpan<string> parts)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)));
        return "hl7-" + Convert.ToHexStringLower(hash.AsSpan(0, 12));
    }

    /// <summary>The place in the device: OBX-4 without its last part, which is the facet.</summary>
    private static string ParentOf(string path) => path[..Math.Max(0, path.LastIndexOf('.'))];

    private static string Plain(string text, int most)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        if (plain.Length <= most)
            return plain;
        // Not between the two halves of one character.
        return plain[..(char.IsHighSurrogate(plain[most - 1]) ? most - 1 : most)];
    }
}
