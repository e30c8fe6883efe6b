using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Patients.Alarms;

/// <summary>What people do with one patient's alarms; each command is in the audit trail.</summary>
public sealed class AlarmCommands
{
    private readonly PatientAlarms _alarms;
    private readonly string _bed;

    internal AlarmCommands(PatientAlarms alarms, string bed) => (_alarms, _bed) = (alarms, bed);

    public CommandOutcome Acknowledge(PatientCommand.Acknowledge asked, DateTimeOffset now)
    {
        if (_alarms.Open.Find(asked.AlarmId) is not { } shown)
            return CommandOutcome.Refused(
                $"Bed {_bed} has no open alarm with this id; it may have ended and been acknowledged."
            );
        foreach (var alarm in _alarms.Open.SameLine(shown).Where(a => a.AcknowledgedAt is null))
        {
            _alarms.Change(alarm with { AcknowledgedAt = now, AcknowledgedBy = asked.By });
            _alarms.Recorder.Add(new AuditEntry(now, asked.Actor, "alarm.acknowledged", alarm.Id, ""));
        }

        return CommandOutcome.Success;
    }

    /// <summary>
    /// Pauses an alarm or turns it off. Alarms of its event that are not paused themselves have their own line from now
    /// on.
    /// </summary>
    public CommandOutcome Inactivate(PatientCommand.Inactivate asked, DateTimeOffset now)
    {
        var outcome = _alarms.Inactive.Begin(asked, _alarms.Open.All, now);
        if (!outcome.Done)
            return outcome;
        var inactive = _alarms.Inactive.All;
        foreach (var part in _alarms.Open.All.Where(a => a.PartOf is not null && !inactive.Any(i => i.Covers(a))))
            _alarms.Change(part with { PartOf = null });
        _alarms.InactiveChanged();
        return outcome;
    }

    public CommandOutcome Reactivate(PatientCommand.Reactivate asked, DateTimeOffset now)
    {
        var outcome = _alarms.Inactive.End(asked, now);
        if (outcome.Done)
            _alarms.InactiveChanged();
        return outcome;
    }

    /// <summary>Ends all alarms when the patient leaves.</summary>
    public CommandOutcome Discharge(Actor by, DateTimeOffset now)
    {
        _alarms.Inactive.EndAll(by, now);
        _alarms.Monitor.ForgetLost();
        _alarms.ForgetSecondLooks();
        foreach (var alarm in _alarms.Open.All)
        {
            _alarms.Change(
                alarm with
                {
                    EndedAt = alarm.EndedAt ?? now,
                    AcknowledgedAt = alarm.AcknowledgedAt ?? now,
                    AcknowledgedBy = alarm.AcknowledgedBy ?? by.Name,
                }
            );
            _alarms.Recorder.Add(new AuditEntry(now, by, "alarm.closed", alarm.Id, "The patient was discharged."));
        }

        return CommandOutcome.Success;
    }
}
