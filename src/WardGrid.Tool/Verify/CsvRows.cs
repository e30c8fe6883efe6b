using System.Text;

namespace WardGrid.Tool.Verify;

/// <summary>The rows of a CSV file (RFC 4180).</summary>
internal static class CsvRows
{
    public static IEnumerable<string[]> Of(TextReader file)
    {
        List<string> row = [];
        var cell = new StringBuilder();
        var quoted = false;
        while (file.Read() is >= 0 and var read)
        {
            var letter = (char)read;
            if (quoted)
            {
                if (letter != '"')
                    cell.Append(letter);
                else if (file.Peek() == '"')
                    cell.Append((char)file.Read());
                else
                    quoted = false;
                continue;
            }

            switch (letter)
            {
                case '"':
                    quoted = true;
                    break;
                case ',':
                    EndCell();
                    break;
                case '\n':
                    EndCell();
                    yield return [.. row];
                    row.Clear();
                    break;
                case '\r':
                    break;
                default:
                    cell.Append(letter);
                    break;
            }
        }

        if (quoted)
            throw new FormatException("the file ends within a cell");
        if (row.Count == 0 && cell.Length == 0)
            yield break;
        EndCell();
        yield return [.. row];

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }
}
