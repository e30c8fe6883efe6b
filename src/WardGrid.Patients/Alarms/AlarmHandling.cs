using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>The handling of an alarm that follows from its kind.</summary>
public static class AlarmHandling
{
    /// <summary>Whether the alarm stays after its condition has ended, until a person acknowledges it.</summary>
    /// <remarks>
    /// IEC 60601-1-8: latching is for events that can end before anybody looks; here the five arrhythmias of the CinC
    /// 2015 definitions.
    /// </remarks>
    public static bool Latches(AlarmKind kind) =>
        kind
            is AlarmKind.Asystole
                or AlarmKind.ExtremeBradycardia
                or AlarmKind.ExtremeTachycardia
                or AlarmKind.VentricularTachycardia
                or AlarmKind.VentricularFibrillation;

    /// <summary>
    /// Whether the alarm is about the equipment and not the patient (IEC 60601-1-8: a technical alarm condition).
    /// </summary>
    public static bool IsTechnical(AlarmKind kind) =>
        kind
            is AlarmKind.LeadOff
                or AlarmKind.ProbeOff
                or AlarmKind.NoData
                or AlarmKind.ChannelLost
                or AlarmKind.NeverSent
                or AlarmKind.NotMonitored
                or AlarmKind.StreamRefused;

    /// <summary>
    /// Whether an alarm of this kind may ever be silent; never asystole and ventricular fibrillation.
    /// </summary>
    public static bool MayBeSilent(AlarmKind kind) =>
        kind is not (AlarmKind.Asystole or AlarmKind.VentricularFibrillation);

    /// <summary>
    /// Whether two alarms have the same meaning: the same kind, or the same text if the kind is Other.
    /// </summary>
    public static (AlarmKind Kind, string Text) LineOf(Alarm alarm) =>
        (alarm.Kind, alarm.Kind == AlarmKind.Other ? alarm.Text : "");

    /// <summary>
    /// Whether the alarm need not be shown any more: it is decided, it has ended, and it needs no acknowledgement.
    /// </summary>
    public static bool IsClosed(Alarm alarm) =>
        alarm is { EndedAt: not null, Decision: not null }
        && (alarm.AcknowledgedAt is not null || alarm.Silent || !Stays(alarm));

    /// <summary>
    /// Whether an ended alarm waits for its acknowledgement; every urgent one whose end nobody saw does.
    /// </summary>
    private static bool Stays(Alarm alarm) =>
        Latches(alarm.Kind) || alarm is { DeviceLost: true, Priority: AlarmPriority.High };

    /// <summary>
    /// Whether an alarm ends as "device lost" when its device leaves; an alarm about the device itself does not.
    /// </summary>
    public static bool EndsWithDevice(Alarm alarm) =>
        alarm.Kind
            is not (
                AlarmKind.NoData
                or AlarmKind.ChannelLost
                or AlarmKind.NeverSent
                or AlarmKind.NotMonitored
                or AlarmKind.StreamRefused
            );

    /// <summary>Whether alarms of this kind are verified: the five arrhythmias and atrial fibrillation.</summary>
    public static bool IsVerified(AlarmKind kind) => kind == AlarmKind.AtrialFibrillation || Latches(kind);

    /// <summary>The newest decision on an alarm: the second where there is one.</summary>
    public static AlarmDecision? DecisionOf(Alarm alarm) => alarm.Second?.Decision ?? alarm.Decision;

    /// <summary>The newest verdict on an alarm; null if its kind is not verified, and until it is decided.</summary>
    public static Verdict? VerdictOf(Alarm alarm) => IsVerified(alarm.Kind) ? DecisionOf(alarm)?.Verdict : null;

    /// <summary>The first verdict, likewise.</summary>
    public static Verdict? FirstVerdictOf(Alarm alarm) => IsVerified(alarm.Kind) ? alarm.Decision?.Verdict : null;

    /// <summary>The same of another alarm of an event.</summary>
    public static Verdict? VerdictOf(AlarmPart part) => IsVerified(part.Kind) ? part.Verdict : null;

    /// <summary>
    /// The kind for a monitor's own name of it; <see cref="AlarmKind.Other"/> if WardGrid does not know the name.
    /// </summary>
    public static AlarmKind KindOf(string monitors) =>
        monitors.ToUpperInvariant() switch
        {
            "ASYSTOLE" => AlarmKind.Asystole,
            "BRADY" or "EXTREME_BRADY" => AlarmKind.ExtremeBradycardia,
            "TACHY" or "EXTREME_TACHY" => AlarmKind.ExtremeTachycardia,
            "VT" or "VTACH" => AlarmKind.VentricularTachycardia,
            "VF" or "VFIB" => AlarmKind.VentricularFibrillation,
            "AF" or "AFIB" => AlarmKind.AtrialFibrillation,
            "SPO2_LOW" => AlarmKind.Desaturation,
            "ABP_HIGH" => AlarmKind.PressureHigh,
            "ABP_LOW" => AlarmKind.PressureLow,
            "LEAD_OFF" => AlarmKind.LeadOff,
            "PROBE_OFF" => AlarmKind.ProbeOff,
            _ => AlarmKind.Other,
        };

    public static AlarmPriority PriorityOf(string monitors) =>
        monitors switch
        {
            "low" => AlarmPriority.Low,
            "medium" => AlarmPriority.Medium,
            _ => AlarmPriority.High,
        };
}
