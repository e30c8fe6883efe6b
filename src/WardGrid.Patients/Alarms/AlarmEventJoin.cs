using WardGrid.Patients.Records;

namespace WardGrid.Patients.Alarms;

/// <summary>Puts a patient's new alarm into the event that it belongs to.</summary>
internal sealed class AlarmEventJoin(PatientAlarms alarms)
{
    /// <summary>
    /// Adds a new alarm to the event to which it belongs, or begins an event. If it belongs to two events, they become
    /// one.
    /// </summary>
    public Alarm Join(Alarm alarm, DateTimeOffset now)
    {
        // An alarm that is paused or off never stands for another one.
        Alarm[] events =
        [
            .. alarms
                .Open.EventsOf(alarm, now)
                .Where(e => !alarms.Inactive.All.Any(i => i.Covers(e) != i.Covers(alarm))),
        ];
        if (events.Length == 0)
            return alarm;
        var first = events[0];
        if (AlarmEvents.Holds(first, alarm, now))
        {
            alarm = alarm with { AcknowledgedAt = now, AcknowledgedBy = first.AcknowledgedBy };
            alarms.Recorder.Add(
                new AuditEntry(
                    now,
                    first.AcknowledgedBy ?? "",
                    "alarm.acknowledged",
                    alarm.Id,
                    $"It joined the event of {first.Id}, which was acknowledged before."
                )
            );
        }

        var leads = AlarmEvents.Leads(alarm, first);
        var standsFor = leads ? alarm.Id : first.Id;
        // An alarm that has just ended and is closed is no longer open, but it still belongs to the event.
        foreach (
            var part in alarms
                .Open.All.Union(events)
                .Where(a => a.Id != standsFor && events.Any(e => e.Id == a.Id || e.Id == a.PartOf))
        )
            alarms.Change(part with { PartOf = standsFor });
        return leads ? alarm : alarm with { PartOf = standsFor };
    }
}
