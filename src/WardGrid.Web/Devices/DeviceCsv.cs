using System.Text;

namespace WardGrid.Web.Devices;

/// <summary>Reads a list of devices as CSV (RFC 4180): name, model, serial number.</summary>
/// <remarks>
/// The cells are separated by commas, semicolons or tabs, whichever the first line has most of: spreadsheets of other
/// languages write semicolons, and a copied table has tabs. A first line that names the columns gives their order;
/// columns of other names are left out.
/// </remarks>
public static class DeviceCsv
{
    private static readonly string[] Name = ["name", "device", "gerät"];
    private static readonly string[] Model = ["model", "modell"];
    private static readonly string[] Serial = ["serial", "serial number", "seriennummer"];

    /// <summary>UTF-8, or else Latin-1, which older spreadsheets write.</summary>
    public static string Decode(ReadOnlySpan<byte> file)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(file);
        }
    }

    /// <summary>The devices of the list; lines without any text are left out.</summary>
    /// <returns>For each its line, and its cells; null where the line has more cells than the list has
    /// columns.</returns>
    public static IEnumerable<(int Line, string[]? Cells)> Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        int[]? order = null;
        foreach (var (line, cells) in Rows(text, Separator(text)))
        {
            if (cells.All(cell => cell.Length == 0))
                continue;
            if (order is null)
            {
                order = Order(cells);
                if (order is not null)
                    continue;
                order = [0, 1, 2];
            }

            var isTooLong = order is [0, 1, 2] && cells.Skip(order.Length).Any(cell => cell.Length > 0);
            yield return (line, isTooLong ? null : [.. order.Select(at => cells.ElementAtOrDefault(at) ?? "")]);
        }
    }

    /// <summary>The columns of name, model and serial number; null where the line names no columns.</summary>
    private static int[]? Order(List<string> cells)
    {
        var (name, model, serial) = (Find(Name), Find(Model), Find(Serial));
        return name < 0 ? null : [name, model, serial];

        int Find(string[] names) =>
            cells.FindIndex(cell => names.Contains(cell, StringComparer.InvariantCultureIgnoreCase));
    }

    private static char Separator(string text)
    {
        var first = text.TrimStart().Split('\n', 2)[0];
        return ",;\t".MaxBy(separator => first.Count(c => c == separator));
    }

    private static IEnumerable<(int Line, List<string> Cells)> Rows(string text, char separator)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        var (line, begun, isQuoted) = (1, 1, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            line += c == '\n' ? 1 : 0;
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[++i]);
            else if (c == '"' && (isQuoted || string.IsNullOrWhiteSpace(cell.ToString())))
                isQuoted = !isQuoted;
            else if (isQuoted || (c != separator && c != '\n'))
                cell.Append(c);
            else
            {
                cells.Add(Plain(cell));
                if (c == separator)
                    continue;
                yield return (begun, cells);
                (cells, begun) = ([], line);
            }
        }

        cells.Add(Plain(cell));
        yield return (begun, cells);
    }

    /// <summary>A cell without the spaces around it, and without the apostrophe that <c>Csv</c> writes.</summary>
    private static string Plain(StringBuilder cell)
    {
        var text = cell.ToString().Trim();
        cell.Clear();
        return text.StartsWith('\'') ? text[1..] : text;
    }
}
