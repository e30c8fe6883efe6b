using System.Globalization;
using System.Security.Cryptography;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;
using WardGrid.Tool.Verify;

namespace WardGrid.Tool.Audit;

/// <summary>The file of one segment of the audit trail: complete, checked and on the disk, or not there.</summary>
/// <remarks>
/// It is written under another name, read back, and only then gets its own. A run that ended before the seal has left a
/// complete file, which the next run takes. The name tells the number of the first entry only, so that both runs use
/// the same name. One run at a time uses a folder.
/// </remarks>
internal sealed class SegmentFile(AuditTrail trail, DirectoryInfo folder)
{
    /// <summary>Writes the entries of a segment, or takes the file of a run that ended before the seal.</summary>
    /// <param name="after">Number and hash of the entry before the first.</param>
    /// <param name="last">The last entry that is old enough.</param>
    /// <param name="most">The most entries of a new file.</param>
    /// <exception cref="IOException">The file cannot be written, or another one has its name.</exception>
    public async Task<AuditSegment> MakeAsync(AuditHead after, long last, int most, CancellationToken stop)
    {
        var name = $"wardgrid-audit-from-{(after.Sequence + 1).ToString("D10", CultureInfo.InvariantCulture)}.json";
        var path = Path.Combine(folder.FullName, name);
        if (!File.Exists(path))
            await WriteAsync(path, after, Math.Min(last, after.Sequence + most), stop);
        return await TakeAsync(path, after, last, stop);
    }

    private async Task WriteAsync(string path, AuditHead after, long last, CancellationToken stop)
    {
        var unfinished = path + ".part";
        try
        {
            await using (var file = new FileStream(unfinished, SegmentWriter.OnlyForMe))
            {
                await SegmentWriter.WriteAsync(file, trail, after, last, stop);
                file.Flush(flushToDisk: true);
            }

            await TakeAsync(unfinished, after, last, stop);
            File.Move(unfinished, path);
            FolderOnDisk.Flush(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} cannot be written: {e.Message.TrimEnd('.')}. No entry of it was sealed.", e);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Keeps every other run out of the folder until it is disposed; the operating system frees it.</summary>
    public static IDisposable Alone(DirectoryInfo folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder.FullName, ".wardgrid-audit.lock"), SegmentWriter.OnlyForMe);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"another run seals into {folder.FullName} now, or it cannot be written: {e.Message}",
                e
            );
        }
    }

    /// <summary>Reads the file back and checks it against itself and the store.</summary>
    private async Task<AuditSegment> TakeAsync(string path, AuditHead after, long last, CancellationToken stop)
    {
        var bytes = await File.ReadAllBytesAsync(path, stop);
        var file = AuditExportFile.Read(path);
        if (AuditFileCheck.AgainstItself(file, null) is { } broken)
            throw new IOException($"{path} is no segment of this trail: {broken}");
        var stored = (await trail.ReadAsync(file.Head.Sequence - 1, 1, stop)).FirstOrDefault();
        if (!file.Whole || file.Entries.IsEmpty || file.After != after || HeadOf(stored) != file.Head)
            throw new IOException(
                $"{path} is there already and does not hold the entries of this trail: move it away, or seal into "
                    + "another folder"
            );
        if (file.Head.Sequence > last)
            throw new IOException(
                $"{path} is of a run that did not finish, and holds entries up to "
                    + $"{SealBorder.Day(file.Entries[^1].Entry.At)}, which are not old enough this time. Seal with the "
                    + "time of that run, or delete the file"
            );
        return new(
            after,
            file.Head,
            file.Entries[0].Entry.At,
            file.Entries[^1].Entry.At,
            Path.GetFileName(path),
            Convert.ToHexStringLower(SHA256.HashData(bytes))
        );
    }

    private static AuditHead? HeadOf(AuditRecord? record) =>
        record is null ? null : new(record.Sequence, Convert.ToHexStringLower(record.Hash.AsSpan()));
}
