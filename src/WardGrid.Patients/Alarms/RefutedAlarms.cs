using WardGrid.Patients.Suppression;

namespace WardGrid.Patients.Alarms;

/// <summary>Makes a patient's refuted alarms silent where an active rule says so, and no longer than it does.</summary>
internal sealed class RefutedAlarms(PatientAlarms alarms, SuppressionModes modes, string ward)
{
    private readonly HashSet<string> _unrecorded = [];

    /// <summary>An alarm has a verdict, which is not recorded yet.</summary>
    public void Decided(Alarm alarm) => _unrecorded.Add(alarm.Id);

    /// <summary>
    /// Makes an alarm silent that was recorded as refuted, if its rule is active: with the first record of its verdict,
    /// or never.
    /// </summary>
    public void Recorded(Alarm alarm)
    {
        if (
            alarm.Decision is not null
            && _unrecorded.Remove(alarm.Id)
            && modes.LeadSilence(alarm, ward)
            && alarms.Open.Find(alarm.Id) is { Silent: false, Second: null } open
        )
            alarms.Change(open with { Silent = true });
    }

    /// <summary>
    /// Makes alarms sound again that no active rule silences any more. An alarm that sounds is never silenced
    /// afterwards.
    /// </summary>
    public void FollowModes()
    {
        if (alarms.Open.AnySilent)
        {
            foreach (var alarm in alarms.Open.All.Where(a => a.Silent && !modes.LeadSilence(a, ward)))
                alarms.Change(alarm with { Silent = false });
        }
    }
}
