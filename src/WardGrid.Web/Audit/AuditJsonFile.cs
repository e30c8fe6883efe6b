using System.IO.Pipelines;
using System.Text.Json;

namespace WardGrid.Web.Audit;

/// <summary>An export of the audit trail as JSON: <c>{about, whole, search, ..., head, entries: [...]}</c>.</summary>
internal static class AuditJsonFile
{
    /// <summary>Bytes that are collected before they are sent.</summary>
    private const int SendAt = 64 << 10;

    public static async Task WriteAsync(
        Stream file,
        AuditExportHead head,
        IAsyncEnumerable<AuditEntryView> entries,
        CancellationToken stop
    )
    {
        // The writer of JSON writes through at the end of each entry, so it writes into a pipe and not to the network.
        var pipe = PipeWriter.Create(file, new(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, new() { Indented = true });
        json.WriteStartObject();
        foreach (var part in JsonSerializer.SerializeToElement(head, JsonSerializerOptions.Web).EnumerateObject())
            part.WriteTo(json);
        json.WriteStartArray("entries");
        await foreach (var entry in entries.WithCancellation(stop))
        {
            JsonSerializer.Serialize(json, entry, JsonSerializerOptions.Web);
            if (pipe.UnflushedBytes > SendAt)
                await pipe.FlushAsync(stop);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        await pipe.CompleteAsync();
    }
}
