using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Patients.Records;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>An alarm log in memory.</summary>
internal sealed class InMemoryAlarmLog : IAlarmLog
{
    private readonly ConcurrentDictionary<string, Alarm> _alarms = [];
    private readonly ConcurrentDictionary<string, AlarmStrip> _strips = [];
    private readonly ConcurrentQueue<AlarmReview> _reviews = [];

    public IEnumerable<AlarmReview> Reviews => _reviews;

    /// <summary>A question of the pages is answered once this has ended, and fails with it.</summary>
    public Task Answer { get; set; } = Task.CompletedTask;

    /// <summary>The ward of an alarm's patient; the records know it from the associations.</summary>
    public Func<Alarm, string> WardOf { get; set; } = _ => "";

    public Alarm Keep(Alarm alarm, AlarmStrip? strip = null)
    {
        _alarms[alarm.Id] = alarm;
        if (strip is not null)
            _strips[alarm.Id] = strip;
        return alarm;
    }

    public ValueTask WriteAsync(Alarm alarm, AlarmStrip? strip, CancellationToken stop)
    {
        Keep(alarm, strip);
        return default;
    }

    public ValueTask<Alarm?> FindAsync(string alarmId, CancellationToken stop) =>
        new(_alarms.GetValueOrDefault(alarmId));

    public async ValueTask<AlarmStrip?> StripAsync(string alarmId, CancellationToken stop)
    {
        await Answer;
        return _strips.GetValueOrDefault(alarmId);
    }

    public async ValueTask<ImmutableArray<Alarm>> AlarmsAsync(AlarmQuery query, CancellationToken stop)
    {
        await Answer;
        return [.. Found(query).Take(query.Limit)];
    }

    public async ValueTask<int> CountAsync(AlarmQuery query, CancellationToken stop)
    {
        await Answer;
        return Found(query).Count();
    }

    private IEnumerable<Alarm> OfEvent(AlarmQuery query, Alarm alarm) =>
        query.EventsOnly ? _alarms.Values.Where(a => a.PartOf == alarm.Id).Prepend(alarm) : [alarm];

    private IEnumerable<Alarm> Found(AlarmQuery query) =>
        _alarms
            .Values.Where(a => query.Id is null || a.Id == query.Id)
            .Where(a => query.Wards.IsEmpty || query.Wards.Contains(WardOf(a)))
            .Where(a => query.Bed is null || a.Bed == query.Bed)
            .Where(a => query.PatientId is null || a.PatientId == query.PatientId)
            .Where(a => (query.From is null || a.RaisedAt >= query.From) && (query.To is null || a.RaisedAt < query.To))
            .Where(a => query.Unreviewed is null || _reviews.All(r => r.AlarmId != a.Id) == query.Unreviewed)
            .Where(a => !query.EventsOnly || a.PartOf is null)
            .Where(a => query.PartOf is null || a.PartOf == query.PartOf)
            .Where(a => query.Kind is null || OfEvent(query, a).Any(e => e.Kind == query.Kind))
            .Where(a =>
                query.Verdict is null || OfEvent(query, a).Any(e => AlarmHandling.VerdictOf(e) == query.Verdict)
            )
            .Where(a => query.Nurse is null || _reviews.LastOrDefault(r => r.AlarmId == a.Id)?.Verdict == query.Nurse)
            .OrderByDescending(a => a.RaisedAt)
            .ThenByDescending(a => a.Id, StringComparer.Ordinal)
            .Where(a =>
                query.After is not { } after
                || a.RaisedAt < after.RaisedAt
                || (a.RaisedAt == after.RaisedAt && string.CompareOrdinal(a.Id, after.Id) < 0)
            );

    public async ValueTask ReviewAsync(AlarmReview review, CancellationToken stop)
    {
        await Answer;
        _reviews.Enqueue(review);
    }

    public async ValueTask<ImmutableArray<AlarmReview>> ReviewsAsync(string alarmId, CancellationToken stop)
    {
        await Answer;
        return [.. _reviews.Where(r => r.AlarmId == alarmId)];
    }
}
