using System.Runtime.CompilerServices;
using WardGrid.Patients.People;
using WardGrid.Patients.Records;

namespace WardGrid.Web.Audit;

/// <summary>Gives entries of the audit trail away, and records that first.</summary>
public sealed class AuditExport(IAuditTrail audit, IAuditReader trail, TimeProvider clock)
{
    /// <summary>Entries that are read at a time.</summary>
    private const int PageSize = 1000;

    /// <summary>Records the export; only then is the head read, so that a whole export holds its own record.</summary>
    /// <param name="kind">The kind of file, such as <c>csv</c>.</param>
    public async Task<(AuditExportHead Head, IAsyncEnumerable<AuditEntryView> Entries)> BeginAsync(
        Actor by,
        AuditFilter filter,
        string kind,
        CancellationToken stop
    )
    {
        var at = clock.GetUtcNow();
        var subject = filter.IsWhole ? "whole trail" : "search";
        await audit.RecordAsync(new(at, by, "audit.exported", subject, $"{kind} {filter.InWords}".TrimEnd()), stop);
        var head = await trail.HeadAsync(stop);
        var after = (await trail.NewestSealAsync(stop))?.Segment.Head ?? AuditHead.Empty;
        var about = new AuditExportHead(
            AuditExportHead.AboutOf(filter, after),
            filter.IsWhole,
            filter.Parts,
            at,
            by.Name,
            head.ToString(),
            after.ToString()
        );
        return (about, EntriesAsync(filter, after, head, stop));
    }

    /// <summary>The entries up to the head, oldest first.</summary>
    /// <exception cref="IOException">Entries that the whole trail needs were sealed during the export.</exception>
    private async IAsyncEnumerable<AuditEntryView> EntriesAsync(
        AuditFilter filter,
        AuditHead after,
        AuditHead head,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var query = filter.Query with { OldestFirst = true, Limit = PageSize, Before = head.Sequence + 1, After = 0 };
        var next = after.Sequence + 1;
        while (await trail.FindAsync(query, stop) is { IsEmpty: false } page)
        {
            if (filter.IsWhole && page[0].Sequence != next)
                throw new IOException($"entry {next} of the audit trail was sealed during the export: export it again");
            next = page[^1].Sequence + 1;
            foreach (var record in page)
                yield return AuditEntryView.Of(record);
            query = query with { After = page[^1].Sequence };
        }
    }
}
