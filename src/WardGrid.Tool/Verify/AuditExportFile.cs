using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using WardGrid.Patients.Records;

namespace WardGrid.Tool.Verify;

/// <summary>
/// A file of the audit trail: an export as CSV or JSON of the whole trail or of a search, or a sealed segment.
/// </summary>
/// <param name="After">The entry after which the file begins; 0 where the trail itself begins.</param>
/// <param name="Head">The trail's head at the export, or the last entry of a segment.</param>
/// <param name="Whole">Whether the file says that it holds every entry in between.</param>
internal sealed record AuditExportFile(AuditHead After, AuditHead Head, bool Whole, ImmutableArray<AuditRecord> Entries)
{
    /// <summary>The columns of a CSV file; files of earlier versions lack the last one.</summary>
    private const int CsvColumns = 12;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="FormatException">The file is no export of an audit trail.</exception>
    public static AuditExportFile Read(string path)
    {
        using var file = new StreamReader(path);
        try
        {
            return file.Peek() == '{' ? ReadJson(file) : ReadCsv(file);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException)
        {
            throw new FormatException($"{path} is no export of an audit trail: {e.Message}", e);
        }
    }

    private static AuditExportFile ReadJson(StreamReader file)
    {
        var json =
            JsonSerializer.Deserialize<Json>(file.ReadToEnd(), Strict) ?? throw new FormatException("it is empty");
        var after = json.After is { } named ? HeadOf(named) : AuditHead.Empty;
        return new(after, HeadOf(json.Head), json.Whole, [.. json.Entries.Select(e => e.ToRecord())]);
    }

    private static AuditExportFile ReadCsv(StreamReader file)
    {
        (AuditHead After, AuditHead Head, bool Whole)? said = null;
        var entries = ImmutableArray.CreateBuilder<AuditRecord>();
        foreach (var row in CsvRows.Of(file).Skip(1))
        {
            if (row.Length is not (CsvColumns or CsvColumns - 1))
                throw new FormatException($"a row has {row.Length} cells instead of {CsvColumns}");
            string[] cells = [.. row.Select(Plain)];
            var after = cells.Length == CsvColumns ? HeadOf(cells[11]) : AuditHead.Empty;
            var says = (after, HeadOf(cells[9]), bool.Parse(cells[10]));
            if ((said ?? says) != says)
                throw new FormatException("its rows are of several exports");
            said = says;
            entries.Add(EntryOf(cells).ToRecord());
        }

        return said is { } all
            ? new(all.After, all.Head, all.Whole, entries.ToImmutable())
            : throw new FormatException("it has no entry");
    }

    private static Entry EntryOf(string[] cells) =>
        new(
            long.Parse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture),
            DateTimeOffset.ParseExact(cells[1], "O", CultureInfo.InvariantCulture),
            cells[2],
            cells[3],
            cells[4],
            cells[5],
            cells[6],
            cells[7],
            cells[8]
        );

    /// <summary>Without the apostrophe that keeps a spreadsheet from taking the cell for a formula.</summary>
    private static string Plain(string cell) => cell is ['\'', .. var rest] ? rest : cell;

    private static AuditHead HeadOf(string text) =>
        AuditHeadText.Read(text) ?? throw new FormatException("it names no head of a trail");

    private sealed record Json(string Head, bool Whole, Entry[] Entries, string? After = null);

    private sealed record Entry(
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
        public AuditRecord ToRecord() =>
            new(
                Sequence,
                new(At, By, What, Subject, Detail) { From = From },
                [.. Convert.FromHexString(Before)],
                [.. Convert.FromHexString(Hash)]
            );
    }
}
