using System.Globalization;
using WardGrid.Web.Text;

namespace WardGrid.Web.Audit;

/// <summary>An export of the audit trail as CSV (RFC 4180), with the head of the trail in each row.</summary>
internal static class AuditCsvFile
{
    private const string Columns = "sequence,at,by,from,what,subject,detail,before,hash,head,whole,after";

    public static async Task WriteAsync(
        Stream file,
        AuditExportHead head,
        IAsyncEnumerable<AuditEntryView> entries,
        CancellationToken stop
    )
    {
        await using var rows = Csv.Writer(file);
        await rows.WriteLineAsync(Columns.AsMemory(), stop);
        await foreach (var entry in entries.WithCancellation(stop))
            await rows.WriteLineAsync(Csv.Row(Cells(entry, head)).AsMemory(), stop);
    }

    private static string[] Cells(AuditEntryView entry, AuditExportHead head) =>
        [
            entry.Sequence.ToString(CultureInfo.InvariantCulture),
            entry.At.ToString("O", CultureInfo.InvariantCulture),
            entry.By,
            entry.From,
            entry.What,
            entry.Subject,
            entry.Detail,
            entry.Before,
            entry.Hash,
            head.Head,
            head.Whole ? "true" : "false",
            head.After,
        ];
}
