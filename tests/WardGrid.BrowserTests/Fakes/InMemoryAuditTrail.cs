using System.Collections.Concurrent;
using WardGrid.Patients;
using WardGrid.Patients.Records;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>An audit trail in memory.</summary>
internal sealed class InMemoryAuditTrail : IAuditTrail
{
    public ConcurrentQueue<AuditEntry> Entries { get; } = [];

    public ValueTask RecordAsync(AuditEntry entry, CancellationToken stop)
    {
        Entries.Enqueue(entry);
        return default;
    }
}
