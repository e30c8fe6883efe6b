using WardGrid.Alarms;

namespace WardGrid.Patients.Alarms;

/// <summary>
/// Decides which alarms of a patient belong to one event: one event is one entry, whatever the number of its sources.
/// </summary>
/// <remarks>
/// Every alarm keeps its own record, verdict and strip. <see cref="Alarm.PartOf"/> names the alarm that stands for the
/// event: the most urgent one, and among equals the monitor's.
/// </remarks>
public static class AlarmEvents
{
    /// <summary>
    /// How long after its end an alarm can still join an event: a monitor's delay of ten seconds (IEC 60601-2-27).
    /// </summary>
    public static readonly TimeSpan Tail = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an acknowledgement holds for alarms that join later: the usual pause of a monitor's sound.
    /// </summary>
    public static readonly TimeSpan AcknowledgementHolds = TimeSpan.FromMinutes(2);

    /// <summary>Whether a new alarm belongs to the event of an alarm that lasts or has just ended.</summary>
    public static bool Joins(Alarm begins, Alarm there, DateTimeOffset now) =>
        !there.DeviceLost
        && (there.EndedAt is null || now - there.EndedAt < Tail)
        && (AlarmHandling.LineOf(begins) == AlarmHandling.LineOf(there) || AreRelated(begins.Kind, there.Kind));

    /// <summary>Whether the first alarm stands for the event rather than the second.</summary>
    public static bool Leads(Alarm one, Alarm other) => Rank(one).CompareTo(Rank(other)) > 0;

    /// <summary>The order of the alarms of one event: the highest stands for it.</summary>
    public static ((AlarmPriority Priority, int Gravity) Urgency, bool OfMonitor) Rank(Alarm alarm) =>
        (Urgency(alarm), alarm.Origin == AlarmOrigin.Monitor);

    /// <summary>
    /// Whether the acknowledgement of an event holds for an alarm that joins it; never for a more urgent one, and never
    /// after the event has ended.
    /// </summary>
    public static bool Holds(Alarm acknowledged, Alarm joins, DateTimeOffset now) =>
        acknowledged is { EndedAt: null, AcknowledgedAt: { } at }
        && now - at < AcknowledgementHolds
        && Urgency(joins).CompareTo(Urgency(acknowledged)) <= 0
        && (AlarmHandling.MayBeSilent(joins.Kind) || joins.Kind == acknowledged.Kind);

    /// <summary>When the last source of the event with the alarm's meaning ended; null while one lasts.</summary>
    /// <remarks>
    /// A monitor ends its alarm after seconds; WardGrid ends its own when the cause is gone. The event lasts until both
    /// have ended.
    /// </remarks>
    public static DateTimeOffset? EndOf(Alarm alarm)
    {
        var end = alarm.EndedAt;
        foreach (var same in alarm.Others.Where(o => o.Kind == alarm.Kind))
            end = end is { } one && same.EndedAt is { } other ? Later(one, other) : null;
        return end;
    }

    /// <summary>The alarms of the event that still last and have another meaning than the alarm itself.</summary>
    public static IEnumerable<AlarmPart> AlsoLasting(Alarm alarm) =>
        alarm.Others.Where(o => o.Kind != alarm.Kind && o.EndedAt is null).DistinctBy(o => o.Kind);

    /// <summary>Whether any alarm of the event lasts.</summary>
    public static bool Lasts(Alarm alarm) => EndOf(alarm) is null || AlsoLasting(alarm).Any();

    /// <summary>Orders alarms by priority, then by their danger to the patient.</summary>
    public static (AlarmPriority Priority, int Gravity) Urgency(Alarm alarm) =>
        (
            alarm.Priority,
            alarm.Kind switch
            {
                AlarmKind.VentricularFibrillation => 4,
                AlarmKind.Asystole => 3,
                AlarmKind.VentricularTachycardia => 2,
                AlarmKind.ExtremeBradycardia or AlarmKind.ExtremeTachycardia => 1,
                _ => 0,
            }
        );

    /// <summary>Kinds that belong to one cardiac event, one after the other or one as the cause of the other.</summary>
    public static bool AreRelated(AlarmKind begins, AlarmKind there) =>
        begins switch
        {
            AlarmKind.Asystole => there is AlarmKind.ExtremeBradycardia or AlarmKind.VentricularFibrillation,
            AlarmKind.ExtremeBradycardia => there is AlarmKind.Asystole or AlarmKind.VentricularFibrillation,
            AlarmKind.VentricularFibrillation => there
                is AlarmKind.Asystole
                    or AlarmKind.ExtremeBradycardia
                    or AlarmKind.VentricularTachycardia
                    or AlarmKind.ExtremeTachycardia,
            AlarmKind.VentricularTachycardia => there
                is AlarmKind.VentricularFibrillation
                    or AlarmKind.ExtremeTachycardia,
            AlarmKind.ExtremeTachycardia => there
                is AlarmKind.VentricularFibrillation
                    or AlarmKind.VentricularTachycardia,
            // In asystole, fibrillation or extreme tachycardia the heart pumps too little blood, so the pressure falls
            // with it. At any other rate a low pressure is an event of its own.
            AlarmKind.PressureLow => there
                is AlarmKind.Asystole
                    or AlarmKind.VentricularFibrillation
                    or AlarmKind.VentricularTachycardia,
            _ => false,
        };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
