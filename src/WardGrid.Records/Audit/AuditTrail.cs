using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>The audit trail in the database: entries numbered from 1, each hashed over the one before.</summary>
/// <remarks>
/// The database refuses to change or delete an entry. A person who gets around that breaks the chain, unless all later
/// entries are rewritten or cut off. <see cref="VerifyAsync"/> finds that too, if it gets a head that was noted
/// elsewhere.
/// </remarks>
public sealed class AuditTrail : IAuditTrail, IAuditReader
{
    /// <summary>Entries that are read at a time to verify the chain.</summary>
    private const int Page = 5000;

    private readonly IRecordDatabase _database;
    private readonly AuditSearch _search;
    private readonly RecordWriter _writer;

    internal AuditTrail(IRecordDatabase database, RecordReader reader, RecordWriter writer) =>
        (_database, _search, _writer) = (database, new(reader), writer);

    /// <summary>Appends an entry; completes when it is durable.</summary>
    public ValueTask RecordAsync(AuditEntry entry, CancellationToken stop) =>
        _writer.WriteAsync(transaction => AppendAsync(transaction, entry), stop);

    /// <summary>Lets no other transaction append until this one has ended.</summary>
    internal ValueTask AloneAsync(DbTransaction transaction) =>
        _database.AloneAsync(transaction, Exclusive.AppendToTheAuditTrail, CancellationToken.None);

    /// <summary>Appends an entry as part of a transaction: both are durable, or neither is.</summary>
    internal async ValueTask AppendAsync(DbTransaction transaction, AuditEntry entry)
    {
        var storable = entry with
        {
            By = entry.By.Storable(),
            What = entry.What.Storable(),
            Subject = entry.Subject.Storable(),
            Detail = entry.Detail.Storable(),
            From = entry.From.Storable(),
        };
        await AloneAsync(transaction);
        var last = await transaction.FirstAsync<AuditRow>("SELECT * FROM audit ORDER BY sequence DESC LIMIT 1");
        var sequence = (last?.Sequence ?? 0) + 1;
        await transaction.ExecuteAsync(
            """
            INSERT INTO audit (sequence, at, actor, what, subject, detail, origin, hash)
            VALUES (@sequence, @at, @By, @What, @Subject, @Detail, @origin, @hash)
            """,
            new
            {
                sequence,
                at = storable.At.Micros(),
                storable.By,
                storable.What,
                storable.Subject,
                storable.Detail,
                origin = storable.From.Length > 0 ? storable.From : null,
                hash = AuditChain.Hash(last?.Hash ?? AuditChain.Beginning, sequence, storable),
            }
        );
    }

    public ValueTask<ImmutableArray<AuditRecord>> FindAsync(AuditQuery query, CancellationToken stop) =>
        _search.FindAsync(query, stop);

    public ValueTask<AuditHead> HeadAsync(CancellationToken stop) => _search.HeadAsync(stop);

    /// <summary>Entries after a sequence number, oldest first.</summary>
    public ValueTask<ImmutableArray<AuditRecord>> ReadAsync(long after, int limit, CancellationToken stop) =>
        _search.FindAsync(
            new()
            {
                After = after,
                OldestFirst = true,
                Limit = limit,
            },
            stop
        );

    /// <summary>Walks the whole chain and says where it is broken.</summary>
    /// <param name="noted">A head that an earlier verification gave and that was stored outside the database.</param>
    public async ValueTask<AuditVerification> VerifyAsync(AuditHead? noted, CancellationToken stop)
    {
        var head = new AuditHead(0, Convert.ToHexStringLower(AuditChain.Beginning));
        var before = AuditChain.Beginning;
        while (await ReadAsync(head.Sequence, Page, stop) is { IsEmpty: false } page)
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
                before = [.. record.Hash];
                head = new(record.Sequence, Convert.ToHexStringLower(before));
                if (
                    noted?.Sequence == head.Sequence
                    && !string.Equals(noted.Hash, head.Hash, StringComparison.OrdinalIgnoreCase)
                )
                    return Broken(
                        $"entry {head.Sequence} has another hash than was noted: the trail was made anew up to there"
                    );
            }
        }

        return noted?.Sequence > head.Sequence
            ? Broken(
                $"the trail ends at entry {head.Sequence}, but entry {noted.Sequence} was noted: its end was cut off"
            )
            : new(head, null);

        AuditVerification Broken(string reason) => new(head, reason);
    }
}

/// <summary>The result of verifying the audit trail.</summary>
/// <param name="Head">The last entry up to which the chain holds.</param>
/// <param name="Broken">Where and how the chain is broken, in words; null if it holds to its end.</param>
public sealed record AuditVerification(AuditHead Head, string? Broken)
{
    public bool Intact => Broken is null;
}
