using System.Collections.Concurrent;
using System.Collections.Immutable;
using WardGrid.Patients;
using WardGrid.Patients.Records;

namespace WardGrid.BrowserTests.Fakes;

/// <summary>An audit trail in memory: it searches by person, act and words only, and proves nothing.</summary>
internal sealed class InMemoryAuditTrail : IAuditTrail, IAuditReader
{
    private static readonly ImmutableArray<byte> NoHash = [.. new byte[32]];

    public ConcurrentQueue<AuditEntry> Entries { get; } = [];

    public ValueTask RecordAsync(AuditEntry entry, CancellationToken stop)
    {
        Entries.Enqueue(entry);
        return default;
    }

    public ValueTask<ImmutableArray<AuditRecord>> FindAsync(AuditQuery query, CancellationToken stop)
    {
        var found = Entries
            .Select((entry, i) => new AuditRecord(i + 1, entry, NoHash, NoHash))
            .Where(r => r.Sequence < (query.Before ?? long.MaxValue) && r.Sequence > (query.After ?? 0))
            .Where(r => r.Entry.By.StartsWith(query.By ?? "", StringComparison.OrdinalIgnoreCase))
            .Where(r => r.Entry.What.StartsWith(query.What ?? "", StringComparison.Ordinal))
            .Where(r => $"{r.Entry.Subject} {r.Entry.Detail}".Contains(query.Text ?? "", StringComparison.Ordinal));
        var ordered = query.OldestFirst ? found : found.Reverse();
        return new([.. ordered.Take(query.Limit)]);
    }

    public ValueTask<AuditHead> HeadAsync(CancellationToken stop) =>
        new(new AuditHead(Entries.Count, "0a".PadRight(64, '0')));

    /// <summary>What the page shows as the newest seal.</summary>
    public AuditSeal? Seal { get; set; }

    public ValueTask<AuditSeal?> NewestSealAsync(CancellationToken stop) => new(Seal);
}
