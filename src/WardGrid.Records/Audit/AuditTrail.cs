using System.Collections.Immutable;
using System.Data.Common;
using WardGrid.Patients;
using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>The audit trail in the database: entries numbered from 1, each hashed over the one before.</summary>
/// <remarks>
/// The database refuses to change an entry, and to delete one that is not sealed. A person who gets around that breaks
/// the chain, unless all later entries are rewritten or cut off. <see cref="VerifyAsync"/> finds that too, if it gets a
/// head that was noted elsewhere.
/// </remarks>
public sealed class AuditTrail : IAuditTrail, IAuditReader
{
    private readonly IRecordDatabase _database;
    private readonly AuditSearch _search;
    private readonly AuditSeals _seals;
    private readonly AuditWalk _walk;
    private readonly RecordWriter _writer;

    internal AuditTrail(IRecordDatabase database, RecordReader reader, RecordWriter writer)
    {
        (_database, _search, _seals, _writer) = (database, new(reader), new(reader), writer);
        _walk = new(_search, _seals);
    }

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

    public ValueTask<AuditSeal?> NewestSealAsync(CancellationToken stop) => _seals.NewestAsync(stop);

    /// <summary>
    /// Lets the oldest entries leave the trail, because a file holds them: one transaction records the seal, appends
    /// the entry about it, and removes the segment's entries.
    /// </summary>
    /// <param name="segment">The segment with which the trail begins; its file is checked and on the disk.</param>
    /// <exception cref="RecordException">The trail does not begin with this segment.</exception>
    public ValueTask SealAsync(AuditSegment segment, string by, DateTimeOffset at, CancellationToken stop)
    {
        var about = new AuditEntry(at.Micros().Instant(), by.Storable(), AuditSealChain.Act, segment.File, "");
        return _writer.WriteAsync(
            async transaction =>
            {
                await AloneAsync(transaction);
                await AuditSeals.SealAsync(transaction, segment, about, entry => AppendAsync(transaction, entry));
            },
            stop
        );
    }

    /// <summary>Walks the whole chain, from the seals to the newest entry, and says where it is broken.</summary>
    /// <param name="noted">A head that an earlier verification gave and that was stored outside the database.</param>
    public ValueTask<AuditVerification> VerifyAsync(AuditHead? noted, CancellationToken stop) =>
        _walk.VerifyAsync(noted, stop);
}

/// <summary>The result of verifying the audit trail.</summary>
/// <param name="Head">The last entry up to which the chain holds.</param>
/// <param name="Broken">Where and how the chain is broken, in words; null if it holds to its end.</param>
public sealed record AuditVerification(AuditHead Head, string? Broken)
{
    public bool Intact => Broken is null;

    /// <summary>The segments that have left the trail, oldest first. Their files are not checked here.</summary>
    public ImmutableArray<AuditSeal> Seals { get; init; } = [];

    /// <summary>The number of the last entry that lies in a sealed segment; 0 without one.</summary>
    public long SealedUpTo => Seals.LastOrDefault()?.Segment.Last ?? 0;
}
