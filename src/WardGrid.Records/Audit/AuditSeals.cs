using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>The seals of the audit trail: what has left it, and where that is.</summary>
internal sealed class AuditSeals(RecordReader reader)
{
    private const string Newest = $"{AuditSealRow.Columns} ORDER BY number DESC LIMIT 1";

    /// <summary>All seals, oldest first.</summary>
    public async ValueTask<ImmutableArray<AuditSeal>> AllAsync(CancellationToken stop)
    {
        var rows = await reader.RowsAsync<AuditSealRow>($"{AuditSealRow.Columns} ORDER BY number", null, stop);
        return [.. rows.Select(row => row.ToSeal())];
    }

    public async ValueTask<AuditSeal?> NewestAsync(CancellationToken stop) =>
        (await reader.FirstAsync<AuditSealRow>(Newest, null, stop))?.ToSeal();

    /// <summary>
    /// Records a seal and removes its entries, as part of a transaction in which nobody else appends.
    /// </summary>
    /// <exception cref="RecordException">The segment is not the beginning of the trail.</exception>
    public static async ValueTask SealAsync(
        DbTransaction transaction,
        AuditSegment segment,
        AuditEntry about,
        Func<AuditEntry, ValueTask> append
    )
    {
        var newest = (await transaction.FirstAsync<AuditSealRow>(Newest))?.ToSeal();
        if (segment.After != (newest?.Segment.Head ?? AuditHead.Empty))
            throw new RecordException(
                $"entries {segment.First} to {segment.Last} are not sealed: the trail does not begin with entry "
                    + $"{segment.First} any more. Another run has sealed it in the meantime."
            );
        var last = await transaction.FirstAsync<AuditRow>("SELECT * FROM audit ORDER BY sequence DESC LIMIT 1");
        var seal = AuditSealChain.Sealed(
            new((newest?.Number ?? 0) + 1, segment, about.At, about.By, (last?.Sequence ?? 0) + 1, ""),
            newest
        );
        if (await StoredHashAsync(transaction, segment.Last) != segment.Head.Hash)
            throw new RecordException($"entry {segment.Last} of the trail is not the last one of {segment.File}");
        await transaction.ExecuteAsync(AuditSealRow.Insert, AuditSealRow.Of(seal));
        await append(AuditSealChain.EntryOf(seal));
        var removed = await transaction.ExecuteAsync(
            "DELETE FROM audit WHERE sequence BETWEEN @First AND @Last",
            new { segment.First, segment.Last }
        );
        if (removed != segment.Last - segment.After.Sequence)
            throw new RecordException(
                $"entries {segment.First} to {segment.Last} are not sealed: the trail holds {removed} of them"
            );
    }

    private static async Task<string> StoredHashAsync(DbTransaction transaction, long sequence)
    {
        var hash = await transaction.Connection!.ExecuteScalarAsync<byte[]?>(
            "SELECT hash FROM audit WHERE sequence = @sequence",
            new { sequence },
            transaction
        );
        return Convert.ToHexStringLower(hash ?? []);
    }
}
