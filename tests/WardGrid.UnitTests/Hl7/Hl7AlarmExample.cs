using WardGrid.Server.Hl7;

namespace WardGrid.UnitTests.Hl7;

/// <summary>A message of the shape of IHE PCD-04, written for these tests.</summary>
public static class Hl7AlarmExample
{
    public const string Asystole = "199684^MDC_EVT_ECG_ASYSTOLE^MDC";

    /// <summary>An alarm of the device <c>monitor-1</c>, about the ECG.</summary>
    public static string Of(
        DateTimeOffset time,
        string phase,
        string what = Asystole,
        string state = "active",
        string priority = "PH",
        string inactivation = "enabled"
    ) =>
        Message(
            time,
            $"OBX|1|CWE|196616^MDC_EVT_ALARM^MDC|1.2.1.0.1|{what}|||{priority}~SP|||R|||{Hl7Time.Write(time)}",
            "OBX|2|CWE|68480^MDC_ATTR_ALERT_SOURCE^MDC|1.2.1.0.2|147842^MDC_ECG_HEART_RATE^MDC||||||R",
            $"OBX|3|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.2.1.0.3|{phase}||||||R",
            $"OBX|4|ST|68482^MDC_ATTR_ALARM_STATE^MDC|1.2.1.0.4|{state}||||||R",
            $"OBX|5|ST|68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC|1.2.1.0.5|{inactivation}||||||R"
        );

    public static string Message(DateTimeOffset time, params string[] segments) =>
        string.Join(
            '\r',
            [
                $@"MSH|^~\&|monitor-1|ICU|WARDGRID|HOSPITAL|{Hl7Time.Write(time)}||ORU^R40^ORU_R40|42|P|2.6",
                "PID|||p-1",
                $"OBR|1|||196616^MDC_EVT_ALARM^MDC|||{Hl7Time.Write(time)}",
                .. segments,
                "",
            ]
        );
}
