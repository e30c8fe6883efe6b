using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>What holds for an alarm because of its kind.</summary>
public static class AlarmHandling
{
    /// <summary>Whether the alarm stays, once its condition has ended, until someone acknowledges it.</summary>
    /// <remarks>
    /// IEC 60601-1-8: latching is for events that may pass before anyone looks; the five arrhythmias of the CinC 2015
    /// definitions.
    /// </remarks>
    public static bool Latches(AlarmKind kind) =>
        kind
            is AlarmKind.Asystole
                or AlarmKind.ExtremeBradycardia
                or AlarmKind.ExtremeTachycardia
                or AlarmKind.VentricularTachycardia
                or AlarmKind.VentricularFibrillation;

    /// <summary>
    /// Whether the alarm is of the equipment and not of the patient (IEC 60601-1-8: a technical alarm condition).
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
    /// Whether an alarm of this kind may ever be silent; never the two in which the heart does not pump.
    /// </summary>
    public static bool MayBeSilent(AlarmKind kind) =>
        kind is not (AlarmKind.Asystole or AlarmKind.VentricularFibrillation);

    /// <summary>
    /// Which alarms count as one to those who look: of one kind, or with the same words where the kind says nothing.
    /// </summary>
    public static (AlarmKind Kind, string Text) LineOf(Alarm alarm) =>
        (alarm.Kind, alarm.Kind == AlarmKind.Other ? alarm.Text : "");

    /// <summary>
    /// Whether nothing more is to be shown of the alarm: it is decided, it has ended, and someone saw
    /// it or nobody needs to.
    /// </summary>
    public static bool IsClosed(Alarm alarm) =>
        alarm is { EndedAt: not null, Decision: not null }
        && (alarm.AcknowledgedAt is not null || alarm.Silent || !Stays(alarm));

    /// <summary>
    /// Whether an ended alarm waits for its acknowledgement; so does every urgent one whose end nobody saw.
    /// </summary>
    private static bool Stays(Alarm alarm) =>
        Latches(alarm.Kind) || alarm is { DeviceLost: true, Priority: AlarmPriority.High };

    /// <summary>
    /// Whether an alarm ends as "device lost" when its device goes; what speaks of the device itself does not.
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

    /// <summary>
    /// Whether the signals are asked about an alarm of this kind: the five arrhythmias and atrial fibrillation.
    /// </summary>
    public static bool IsVerified(AlarmKind kind) => kind == AlarmKind.AtrialFibrillation || Latches(kind);

    /// <summary>
    /// What the signals said of an alarm; null where they are not asked, and until they have answered.
    /// </summary>
    public static Verdict? VerdictOf(Alarm alarm) => IsVerified(alarm.Kind) ? alarm.Decision?.Verdict : null;

    /// <summary>The same of another alarm of an event.</summary>
    public static Verdict? VerdictOf(AlarmPart part) => IsVerified(part.Kind) ? part.Verdict : null;

    /// <summary>
    /// The monitor's own name of a kind, as WardGrid reads it; <see cref="AlarmKind.Other"/> where
    /// it does not verify it.
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
