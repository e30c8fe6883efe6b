using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>A row of the audit trail, with the hash of the row before it.</summary>
internal sealed class AuditRow
{
    public long Sequence { get; init; }

    public long At { get; init; }

    public required string Actor { get; init; }

    public required string What { get; init; }

    public required string Subject { get; init; }

    public required string Detail { get; init; }

    /// <summary>Null for what the server does by itself, and for older entries.</summary>
    public string? Origin { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>Null for the first entry of all, and where the entry before is missing and not sealed.</summary>
    public byte[]? Before { get; init; }

    public AuditRecord ToRecord() => new(Sequence, Entry(), [.. Before ?? AuditChain.Beginning], [.. Hash]);

    private AuditEntry Entry() => new(At.Instant(), Actor, What, Subject, Detail) { From = Origin ?? "" };
}
