using WardGrid.Signals;

namespace WardGrid.Patients.Alarms;

/// <summary>The strips of a patient's alarms whose last seconds have not arrived yet. One thread at a time.</summary>
public sealed class AlarmStrips(AlarmRecorder recorder)
{
    private readonly List<Due> _due = [];

    /// <summary>Waits for the seconds after an alarm at this second of the epoch.</summary>
    public void Await(Alarm alarm, double atSeconds) =>
        _due.Add(new(alarm, atSeconds, alarm.RaisedAt + TimeSpan.FromSeconds(2 * StripExtractor.SecondsAfter)));

    /// <summary>Updates a changed alarm, so that its strip is recorded with the newest state.</summary>
    public void Follow(Alarm alarm)
    {
        foreach (var due in _due)
        {
            if (due.Alarm.Id == alarm.Id)
                due.Alarm = alarm;
        }
    }

    /// <summary>Completes the strips whose last second has arrived, or will not arrive any more.</summary>
    public void Cut(BedSignals signals, DateTimeOffset now, bool all = false)
    {
        for (var i = _due.Count - 1; i >= 0; i--)
        {
            var due = _due[i];
            if (!all && signals.NowSeconds < due.AtSeconds + StripExtractor.SecondsAfter && now < due.Until)
                continue;
            _due.RemoveAt(i);
            recorder.Add(due.Alarm, StripExtractor.Around(signals, due.Alarm.Id, due.AtSeconds));
        }
    }

    private sealed class Due(Alarm alarm, double atSeconds, DateTimeOffset until)
    {
        public Alarm Alarm { get; set; } = alarm;

        public double AtSeconds => atSeconds;

        public DateTimeOffset Until => until;
    }
}
