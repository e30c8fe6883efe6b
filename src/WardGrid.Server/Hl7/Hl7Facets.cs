namespace WardGrid.Server.Hl7;

/// <summary>The observations (OBX) of one alarm, each of which tells one facet of it (IHE PCD-04).</summary>
/// <remarks>
/// A facet is known by the name in OBX-3, by its code, or by the last part of OBX-4. Senders use two sets of codes.
/// </remarks>
public sealed class Hl7Facets(Hl7Segment? order)
{
    /// <summary>The code MDC_EVT_ALARM: the event itself is in OBX-5.</summary>
    public const string AnyAlarm = "196616";

    private readonly Dictionary<Hl7Facet, Hl7Segment> _all = [];

    /// <summary>The order (OBR) that the alarm belongs to; null where the message has none.</summary>
    public Hl7Segment? Order => order;

    public bool Has(Hl7Facet facet) => _all.ContainsKey(facet);

    public Hl7Segment? Of(Hl7Facet facet) => _all.GetValueOrDefault(facet);

    /// <summary>The value (OBX-5) of a facet in lower case; empty where it is missing.</summary>
    public string Word(Hl7Facet facet) => Of(facet)?.Text(5).Trim().ToLowerInvariant() ?? "";

    /// <summary>All alarms of a message, each with its facets.</summary>
    public static IEnumerable<Hl7Facets> Read(Hl7Message message)
    {
        var alarm = new Hl7Facets(null);
        foreach (var segment in message.Segments)
        {
            var facet = segment.Name == "OBX" ? FacetOf(segment, alarm) : null;
            var begins = segment.Name == "OBR" || (facet == Hl7Facet.Event && alarm.Has(Hl7Facet.Event));
            if (begins)
            {
                if (alarm.Has(Hl7Facet.Event))
                    yield return alarm;
                alarm = new(segment.Name == "OBR" ? segment : alarm.Order);
            }

            if (facet is { } known)
                alarm._all.TryAdd(known, segment);
        }

        if (alarm.Has(Hl7Facet.Event))
            yield return alarm;
    }

    private static Hl7Facet? FacetOf(Hl7Segment observation, Hl7Facets alarm)
    {
        var (code, name) = (observation.Text(3), observation.Text(3, 2));
        if (FacetOf(code, name) is { } known)
            return known;
        if (name.Contains("EVT_", StringComparison.Ordinal) || IsEvent(code))
            return Hl7Facet.Event;
        // A device or a part of it: it has no value.
        if (observation.Text(11) == "X" || observation.Text(5).Length == 0)
            return null;
        return LastPart(observation.Text(4)) switch
        {
            "1" when !alarm.Has(Hl7Facet.Event) => Hl7Facet.Event,
            "2" => Hl7Facet.Source,
            _ => null,
        };
    }

    private static Hl7Facet? FacetOf(string code, string name) =>
        name switch
        {
            "MDC_ATTR_ALERT_SOURCE" => Hl7Facet.Source,
            "MDC_ATTR_EVENT_PHASE" or "MDC_ATTR_EVT_PHASE" => Hl7Facet.Phase,
            "MDC_ATTR_ALARM_STATE" => Hl7Facet.State,
            "MDC_ATTR_ALARM_INACTIVATION_STATE" => Hl7Facet.Inactivation,
            "MDC_ATTR_ALARM_PRIORITY" => Hl7Facet.Priority,
            "MDC_ATTR_ALERT_TYPE" => Hl7Facet.Type,
            "MDC_ATTR_ALERT_TEXT" => Hl7Facet.Text,
            "MDC_ATTR_CONFIRM_TIMEOUT" => Hl7Facet.Watchdog,
            _ => FacetOf(code),
        };

    private static Hl7Facet? FacetOf(string code) =>
        code switch
        {
            "68480" or "68164" => Hl7Facet.Source,
            "68481" or "68165" => Hl7Facet.Phase,
            "68482" or "68166" => Hl7Facet.State,
            "68483" or "68167" => Hl7Facet.Inactivation,
            "68484" or "68168" => Hl7Facet.Priority,
            "68485" => Hl7Facet.Type,
            "68546" => Hl7Facet.Text,
            "67860" => Hl7Facet.Watchdog,
            _ => null,
        };

    /// <summary>Codes of events are those of partition 3 of ISO/IEEE 11073-10101.</summary>
    private static bool IsEvent(string code) => int.TryParse(code, out var whole) && whole >> 16 == 3;

    private static string LastPart(string path) => path[(path.LastIndexOf('.') + 1)..];
}

/// <summary>What one observation of an alarm tells.</summary>
public enum Hl7Facet
{
    /// <summary>What happened.</summary>
    Event,

    /// <summary>The measurement or the part of the device that it happened to.</summary>
    Source,

    /// <summary>start, continue, update, end ...</summary>
    Phase,

    /// <summary>active, inactive, latched or off.</summary>
    State,

    /// <summary>Whether the monitor's sound or alarm is paused or off.</summary>
    Inactivation,

    /// <summary>PH, PM or PL.</summary>
    Priority,

    /// <summary>Physiological (SP), technical (ST) or advisory (SA).</summary>
    Type,

    /// <summary>The monitor's words.</summary>
    Text,

    /// <summary>The gateway only says that it lives.</summary>
    Watchdog,
}
