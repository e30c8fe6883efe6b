using System.Globalization;
using System.Text;

namespace WardGrid.Web.Audit;

/// <summary>An export of the audit trail as CSV (RFC 4180), with the head of the trail in each row.</summary>
/// <remarks>
/// A cell that a spreadsheet would take for a formula begins with an apostrophe, and so does a cell that begins with
/// an apostrophe itself. A reader takes one apostrophe away from the beginning of each cell.
/// </remarks>
internal static class AuditCsvFile
{
    /// <summary>The first characters of a formula (OWASP, CSV Injection), and the mark itself.</summary>
    private const string Marked = "=+-@\t\r'";

    private const string Columns = "sequence,at,by,from,what,subject,detail,before,hash,head,whole,after";

    public static async Task WriteAsync(
        Stream file,
        AuditExportHead head,
        IAsyncEnumerable<AuditEntryView> entries,
        CancellationToken stop
    )
    {
        // With the mark of UTF-8, without which spreadsheets read names wrongly.
        await using var rows = new StreamWriter(file, new UTF8Encoding(true), leaveOpen: true) { NewLine = "\r\n" };
        await rows.WriteLineAsync(Columns.AsMemory(), stop);
        await foreach (var entry in entries.WithCancellation(stop))
            await rows.WriteLineAsync(string.Join(',', Cells(entry, head).Select(Written)).AsMemory(), stop);
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

    private static string Written(string cell)
    {
        var safe = cell.Length > 0 && Marked.Contains(cell[0]) ? $"'{cell}" : cell;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
