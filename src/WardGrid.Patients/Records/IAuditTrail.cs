using System.Collections.Immutable;
using WardGrid.Patients.Trends;

namespace WardGrid.Patients.Records;

/// <summary>Who did what, when, in an append-only trail.</summary>
public interface IAuditTrail
{
    ValueTask RecordAsync(AuditEntry entry, CancellationToken stop);
}
