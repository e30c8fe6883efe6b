using System.Collections.Immutable;
using WardGrid.Alarms;

namespace WardGrid.Patients;

/// <summary>The alarms of one patient that last or wait for an acknowledgement.</summary>
/// <remarks>
/// Every alarm is kept by itself, but one of a kind is shown: a condition that monitor and WardGrid both see, or that comes again
/// before anyone has looked, is one line on the ward and one acknowledgement. One thread at a time.
/// </remarks>
public sealed class OpenAlarms
{
    /// <summary>Alarms held; a device that raises more loses its oldest ended ones from view, never from the alarm book.</summary>
    public const int Most = 100;

    private readonly List<Alarm> _alarms = [];
    private ImmutableArray<Alarm> _shown = [];

    /// <summary>All of them, oldest first.</summary>
    public ImmutableArray<Alarm> All => [.. _alarms];

    /// <summary>What the ward shows: the most urgent first, then the newest.</summary>
    public ImmutableArray<Alarm> Shown => _shown;

    public bool AnySilent => _alarms.Exists(a => a.Silent);

    public Alarm? Find(string id) => _alarms.Find(a => a.Id == id);

    /// <summary>Adds an alarm or replaces it by its newer state; what is closed is no longer held.</summary>
    public void Put(Alarm alarm)
    {
        var at = _alarms.FindIndex(a => a.Id == alarm.Id);
        if (at >= 0)
            _alarms[at] = alarm;
        else
            _alarms.Add(alarm);
        _alarms.RemoveAll(AlarmHandling.IsClosed);
        if (_alarms.Count > Most)
            _alarms.RemoveAt(Math.Max(0, _alarms.FindIndex(a => a.EndedAt is not null)));
        _shown = [.. _alarms.GroupBy(AlarmHandling.LineOf).Select(same => same.MaxBy(Weight)!).OrderByDescending(a => a.Priority).ThenByDescending(a => a.RaisedAt)];
    }

    /// <summary>The alarms that one line on the ward stands for: those of the same kind, up to the one that was shown.</summary>
    public ImmutableArray<Alarm> SameLine(Alarm shown) => [.. _alarms.Where(a => AlarmHandling.LineOf(a) == AlarmHandling.LineOf(shown) && a.RaisedAt <= shown.RaisedAt || a.Id == shown.Id)];

    // The line tells what still needs a person: first what nobody has acknowledged, then what lasts, then the monitor's own words.
    private static (bool, bool, bool, DateTimeOffset) Weight(Alarm alarm) =>
        (alarm.AcknowledgedAt is null, alarm.EndedAt is null, alarm.Origin == AlarmOrigin.Monitor, alarm.RaisedAt);
}
