using WardGrid.Patients.Records;
using WardGrid.Records.Databases;

namespace WardGrid.Records.Audit;

/// <summary>A row of the seals of the audit trail.</summary>
internal sealed class AuditSealRow
{
    internal const string Columns = """
        SELECT number, first_sequence AS FirstSequence, last_sequence AS LastSequence, first_at AS FirstAt,
               last_at AS LastAt, before_hash AS BeforeHash, last_hash AS LastHash, file_name AS FileName,
               file_hash AS FileHash, sealed_at AS SealedAt, sealed_by AS SealedBy, entry, hash
        FROM audit_seals
        """;

    internal const string Insert = """
        INSERT INTO audit_seals (number, first_sequence, last_sequence, first_at, last_at, before_hash, last_hash,
                                 file_name, file_hash, sealed_at, sealed_by, entry, hash)
        VALUES (@Number, @FirstSequence, @LastSequence, @FirstAt, @LastAt, @BeforeHash, @LastHash,
                @FileName, @FileHash, @SealedAt, @SealedBy, @Entry, @Hash)
        """;

    public long Number { get; init; }

    public long FirstSequence { get; init; }

    public long LastSequence { get; init; }

    public long FirstAt { get; init; }

    public long LastAt { get; init; }

    public required byte[] BeforeHash { get; init; }

    public required byte[] LastHash { get; init; }

    public required string FileName { get; init; }

    public required byte[] FileHash { get; init; }

    public long SealedAt { get; init; }

    public required string SealedBy { get; init; }

    public long Entry { get; init; }

    public required byte[] Hash { get; init; }

    public static AuditSealRow Of(AuditSeal seal) =>
        new()
        {
            Number = seal.Number,
            FirstSequence = seal.Segment.First,
            LastSequence = seal.Segment.Last,
            FirstAt = seal.Segment.FirstAt.Micros(),
            LastAt = seal.Segment.LastAt.Micros(),
            BeforeHash = Convert.FromHexString(seal.Segment.After.Hash),
            LastHash = Convert.FromHexString(seal.Segment.Head.Hash),
            FileName = seal.Segment.File,
            FileHash = Convert.FromHexString(seal.Segment.FileHash),
            SealedAt = seal.At.Micros(),
            SealedBy = seal.By,
            Entry = seal.Entry,
            Hash = Convert.FromHexString(seal.Hash),
        };

    public AuditSeal ToSeal() =>
        new(
            Number,
            new(
                new(FirstSequence - 1, Convert.ToHexStringLower(BeforeHash)),
                new(LastSequence, Convert.ToHexStringLower(LastHash)),
                FirstAt.Instant(),
                LastAt.Instant(),
                FileName,
                Convert.ToHexStringLower(FileHash)
            ),
            SealedAt.Instant(),
            SealedBy,
            Entry,
            Convert.ToHexStringLower(Hash)
        );
}
