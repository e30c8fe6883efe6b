using WardGrid.Patients.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Tool.Verify;

/// <summary>Checks an exported file of the audit trail against itself, an expected head, and the store.</summary>
internal static class AuditFileCheck
{
    /// <summary>Entries of the store that are read at a time.</summary>
    private const int Page = 1000;

    /// <summary>Where the file does not fit itself or the expected head, in words; null if it fits.</summary>
    public static string? AgainstItself(AuditExportFile file, AuditHead? expected)
    {
        AuditRecord? last = null;
        foreach (var record in file.Entries)
        {
            if (Broken(record, last, file) is { } broken)
                return broken;
            if (expected?.Sequence == record.Sequence && !Fits(expected, record))
                return $"entry {record.Sequence} has another hash than was expected";
            last = record;
        }

        var end = last?.Sequence ?? file.After.Sequence;
        if (file.Whole && end != file.Head.Sequence)
            return $"the file ends at entry {end}, but its head is entry {file.Head.Sequence}";
        if (expected is null || expected == file.Head || (file.Whole && expected == file.After))
            return null;
        if (file.Entries.Any(r => r.Sequence == expected.Sequence))
            return null;
        return $"entry {expected.Sequence}, whose hash is expected, is not in this file";
    }

    /// <summary>
    /// Where the store has another entry than the file, in words; null if it has the same. And how many entries of the
    /// file it cannot tell about, because they lie in sealed segments.
    /// </summary>
    /// <remarks>
    /// The store only knows the last entry of each sealed segment. That one proves all earlier entries of a whole file,
    /// because each hash is over all earlier entries.
    /// </remarks>
    public static async Task<(string? Differs, int Unknown)> AgainstStoreAsync(
        AuditExportFile file,
        AuditTrail trail,
        CancellationToken stop
    )
    {
        var found = await trail.VerifyAsync(file.Head, stop);
        if (!found.Intact)
            return ($"in the store, {found.Broken}", 0);
        var ends = found.Seals.ToDictionary(seal => seal.Segment.Last, seal => seal.Segment.Head);
        var stored = new Dictionary<long, AuditRecord>();
        var unknown = 0;
        foreach (var record in file.Entries)
        {
            if (record.Sequence <= found.SealedUpTo)
            {
                if (!ends.TryGetValue(record.Sequence, out var end))
                    unknown++;
                else if (!Fits(end, record))
                    return (Other(record), unknown);
                else if (file.Whole)
                    unknown = 0;
                continue;
            }

            if (!stored.ContainsKey(record.Sequence))
                stored = (await trail.ReadAsync(record.Sequence - 1, Page, stop)).ToDictionary(r => r.Sequence);
            if (!stored.TryGetValue(record.Sequence, out var same) || !record.Hash.SequenceEqual(same.Hash))
                return (Other(record), unknown);
        }

        return (null, unknown);
    }

    private static string Other(AuditRecord record) => $"the store has another entry {record.Sequence} than the file";

    private static string? Broken(AuditRecord record, AuditRecord? last, AuditExportFile file)
    {
        var number = record.Sequence;
        var hash = AuditChain.Hash(record.Before.AsSpan(), number, record.Entry);
        if (!record.Hash.AsSpan().SequenceEqual(hash))
            return $"entry {number} was changed: its hash does not fit";
        if (number <= (last?.Sequence ?? 0))
            return $"entry {number} stands after entry {last?.Sequence ?? 0}";
        var previous = last?.Sequence ?? file.After.Sequence;
        if (file.Whole && number != previous + 1)
            return $"entry {previous + 1} is missing";
        var before = number == 1 ? AuditChain.Beginning : null;
        if (last?.Sequence == number - 1)
            before = [.. last.Hash];
        else if (file.Whole && number > 1)
            before = Convert.FromHexString(file.After.Hash);
        if (before is not null && !record.Before.AsSpan().SequenceEqual(before))
            return $"entry {number} does not follow the one before it: an entry was changed or put in";
        if (number > file.Head.Sequence || (number == file.Head.Sequence && !Fits(file.Head, record)))
            return $"entry {number} does not fit the head of the file";
        return null;
    }

    private static bool Fits(AuditHead head, AuditRecord record) =>
        head.Hash.Equals(Convert.ToHexStringLower(record.Hash.AsSpan()), StringComparison.OrdinalIgnoreCase);
}
