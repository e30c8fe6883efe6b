using System.Text.Json;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Tool.Audit;

/// <summary>Writes entries in the form of an export, which <c>verify audit --export</c> checks.</summary>
internal static class SegmentWriter
{
    /// <summary>Entries that are read at a time.</summary>
    private const int Page = 1000;

    private const string About =
        "A sealed segment of the audit trail of WardGrid: every entry after 'after' up to 'head'. Each hash is over "
        + "the hash before it and the entry, so an entry that is changed, missing or added breaks the chain. The next "
        + "segment begins where this one ends.";

    /// <summary>A file that the owner alone may read, and that one program at a time may open.</summary>
    public static FileStreamOptions OnlyForMe
    {
        get
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }

    public static async Task WriteAsync(
        Stream file,
        AuditTrail trail,
        AuditHead after,
        long last,
        CancellationToken stop
    )
    {
        await using var json = new Utf8JsonWriter(file, new() { Indented = true });
        json.WriteStartObject();
        json.WriteString("about", About);
        json.WriteBoolean("whole", true);
        json.WriteString("after", after.ToString());
        json.WriteStartArray("entries");
        var head = after;
        while (head.Sequence < last)
        {
            var page = await trail.ReadAsync(head.Sequence, (int)Math.Min(Page, last - head.Sequence), stop);
            if (page.IsEmpty)
                throw new IOException($"entry {head.Sequence + 1} is not in the trail any more");
            foreach (var record in page)
                Write(json, record);
            head = new(page[^1].Sequence, Convert.ToHexStringLower(page[^1].Hash.AsSpan()));
            await json.FlushAsync(stop);
        }

        json.WriteEndArray();
        json.WriteString("head", head.ToString());
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", record.Sequence);
        json.WriteString("at", record.Entry.At);
        json.WriteString("by", record.Entry.By);
        json.WriteString("from", record.Entry.From);
        json.WriteString("what", record.Entry.What);
        json.WriteString("subject", record.Entry.Subject);
        json.WriteString("detail", record.Entry.Detail);
        json.WriteString("before", Convert.ToHexStringLower(record.Before.AsSpan()));
        json.WriteString("hash", Convert.ToHexStringLower(record.Hash.AsSpan()));
        json.WriteEndObject();
    }
}
