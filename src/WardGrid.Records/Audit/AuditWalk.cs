using System.Collections.Immutable;
using System.Security.Cryptography;
using WardGrid.Patients.Records;

namespace WardGrid.Records.Audit;

/// <summary>Walks the chain of the audit trail: the seals first, then the entries that are still there.</summary>
internal sealed class AuditWalk(AuditSearch search, AuditSeals seals)
{
    /// <summary>Entries that are read at a time.</summary>
    private const int Page = 5000;

    /// <inheritdoc cref="AuditTrail.VerifyAsync"/>
    public async ValueTask<AuditVerification> VerifyAsync(AuditHead? noted, CancellationToken stop)
    {
        while (true)
        {
            var sealedNow = await seals.AllAsync(stop);
            var found = await WalkAsync(sealedNow, noted, stop);

            // Entries that were sealed during the walk are no broken chain.
            if (found.Intact || (await seals.AllAsync(stop)).Length == sealedNow.Length)
                return found;
        }
    }

    private async ValueTask<AuditVerification> WalkAsync(
        ImmutableArray<AuditSeal> sealedNow,
        AuditHead? noted,
        CancellationToken stop
    )
    {
        var head = sealedNow.LastOrDefault()?.Segment.Head ?? AuditHead.Empty;
        if (AuditSealChain.Broken(sealedNow) is { } forged)
            return Broken(forged);
        if (sealedNow.Any(seal => Differs(noted, seal.Segment.Head)))
            return Broken(Anew(noted!));
        var before = Convert.FromHexString(head.Hash);
        var newest = sealedNow.LastOrDefault();
        var isRecorded = newest is null;
        while (
            await search.FindAsync(
                new()
                {
                    After = head.Sequence,
                    OldestFirst = true,
                    Limit = Page,
                },
                stop
            )
                is { IsEmpty: false } page
        )
        {
            foreach (var record in page)
            {
                if (record.Sequence != head.Sequence + 1)
                    return Broken($"entry {head.Sequence + 1} is missing");
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        record.Hash.AsSpan(),
                        AuditChain.Hash(before, record.Sequence, record.Entry)
                    )
                )
                    return Broken($"entry {record.Sequence} was changed, or the one before it: its hash does not fit");
                isRecorded |= record.Sequence == newest?.Entry && record.Entry == AuditSealChain.EntryOf(newest);
                before = [.. record.Hash];
                head = new(record.Sequence, Convert.ToHexStringLower(before));
                if (Differs(noted, head))
                    return Broken(Anew(noted!));
            }
        }

        if (!isRecorded)
            return Broken($"seal {newest!.Number} is forged: no entry of the trail records it");
        return noted?.Sequence > head.Sequence
            ? Broken(
                $"the trail ends at entry {head.Sequence}, but entry {noted.Sequence} was noted: its end was cut off"
            )
            : new(head, null) { Seals = sealedNow };

        AuditVerification Broken(string reason) => new(head, reason) { Seals = sealedNow };
    }

    private static bool Differs(AuditHead? noted, AuditHead head) =>
        noted?.Sequence == head.Sequence && !string.Equals(noted.Hash, head.Hash, StringComparison.OrdinalIgnoreCase);

    private static string Anew(AuditHead noted) =>
        $"entry {noted.Sequence} has another hash than was noted: the trail was made anew up to there";
}
