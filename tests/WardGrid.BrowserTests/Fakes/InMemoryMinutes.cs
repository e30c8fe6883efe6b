using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Trends;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>Minutes in memory.</summary>
internal sealed class InMemoryMinutes : IMinuteValues
{
    private readonly ConcurrentDictionary<(string, DateTimeOffset), MinuteValues> _minutes = [];

    public ValueTask WriteAsync(IReadOnlyCollection<MinuteValues> minutes, CancellationToken stop)
    {
        foreach (var minute in minutes)
            _minutes[(minute.PatientId, minute.Minute)] = minute;
        return default;
    }

    public ValueTask<ImmutableArray<MinuteValues>> ReadAsync(
        IReadOnlyCollection<string> patientIds,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken stop
    ) =>
        new([
            .. _minutes
                .Values.Where(m => patientIds.Contains(m.PatientId) && m.Minute >= from && m.Minute < to)
                .OrderBy(m => m.Minute),
        ]);
}
