namespace WardGrid.Patients.Records;

/// <summary>A row of entries of the audit trail that one file holds.</summary>
/// <param name="After">Number and hash of the entry before the first one; 0 where the trail begins.</param>
/// <param name="Head">Number and hash of the last entry.</param>
/// <param name="FirstAt">The time of the first entry.</param>
/// <param name="LastAt">The time of the last entry.</param>
/// <param name="File">The name of the file, without its folder.</param>
/// <param name="FileHash">The SHA-256 of the file, in hexadecimal digits.</param>
public sealed record AuditSegment(
    AuditHead After,
    AuditHead Head,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt,
    string File,
    string FileHash
)
{
    public long First => After.Sequence + 1;

    public long Last => Head.Sequence;

    public bool Holds(long sequence) => sequence >= First && sequence <= Last;
}

/// <summary>A segment whose entries have left the audit trail; an entry of the trail (audit.sealed) names it.</summary>
/// <param name="Number">Seals are numbered from 1, in the order of the entries.</param>
/// <param name="Entry">The number of the entry that records the seal.</param>
/// <param name="Hash">The hash over the seal before and this one, in hexadecimal digits.</param>
public sealed record AuditSeal(
    long Number,
    AuditSegment Segment,
    DateTimeOffset At,
    string By,
    long Entry,
    string Hash
);
