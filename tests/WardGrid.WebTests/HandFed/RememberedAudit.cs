using System.Collections.Concurrent;
using WardGrid.Patients;

namespace WardGrid.WebTests.HandFed;

/// <summary>An audit trail in memory.</summary>
internal sealed class RememberedAudit : IAuditTrail
{
    public ConcurrentQueue<AuditEntry> Entries { get; } = [];

    public ValueTask RecordAsync(AuditEntry entry, CancellationToken stop)
    {
        Entries.Enqueue(entry);
        return default;
    }
}
