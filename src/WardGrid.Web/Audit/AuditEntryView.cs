using WardGrid.Patients.Records;

namespace WardGrid.Web.Audit;

/// <summary>An entry of the audit trail as calls and exports give it.</summary>
/// <param name="From">The network address; empty for what the server does by itself.</param>
/// <param name="Before">The hash of the entry before, in hexadecimal digits.</param>
/// <param name="Hash">The hash over <paramref name="Before"/> and this entry.</param>
public sealed record AuditEntryView(
    long Sequence,
    DateTimeOffset At,
    string By,
    string From,
    string What,
    string Subject,
    string Detail,
    string Before,
    string Hash
)
{
    public static AuditEntryView Of(AuditRecord record) =>
        new(
            record.Sequence,
            record.Entry.At,
            record.Entry.By,
            record.Entry.From,
            record.Entry.What,
            record.Entry.Subject,
            record.Entry.Detail,
            Convert.ToHexStringLower(record.Before.AsSpan()),
            Convert.ToHexStringLower(record.Hash.AsSpan())
        );
}
