using System.Text;

namespace WardGrid.Web.Text;

/// <summary>Cells of a CSV file (RFC 4180) that is safe to open in a spreadsheet.</summary>
/// <remarks>
/// A cell that a spreadsheet would take for a formula begins with an apostrophe, and so does a cell that begins with
/// an apostrophe itself. A reader takes one apostrophe away from the beginning of each cell.
/// </remarks>
internal static class Csv
{
    /// <summary>The first characters of a formula (OWASP, CSV Injection), and the mark itself.</summary>
    private const string Marked = "=+-@\t\r'";

    /// <summary>A writer with the mark of UTF-8, without which spreadsheets read names wrongly.</summary>
    public static StreamWriter Writer(Stream file) =>
        new(file, new UTF8Encoding(true), leaveOpen: true) { NewLine = "\r\n" };

    public static string Row(params IEnumerable<string> cells) => string.Join(',', cells.Select(Written));

    private static string Written(string cell)
    {
        var safe = cell.Length > 0 && Marked.Contains(cell[0]) ? $"'{cell}" : cell;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0
            ? safe
            : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
