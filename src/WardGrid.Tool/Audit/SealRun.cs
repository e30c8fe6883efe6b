using WardGrid.Patients.Records;
using WardGrid.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Tool.Audit;

/// <summary>Seals the old entries of the audit trail, one segment after the other.</summary>
internal sealed class SealRun(AuditTrail trail, DirectoryInfo folder, TextWriter output, TimeProvider clock)
{
    /// <summary>
    /// Entries of one segment: a file of some 20 MB. It is a choice; the server's writes wait while the entries of one
    /// segment are removed.
    /// </summary>
    private const int MostEntries = 50_000;

    private static string Me => $"{Environment.UserName} at {Environment.MachineName}";

    public async Task SealAsync(DateTimeOffset border, CancellationToken stop)
    {
        if (await SealBorder.LastOldAsync(trail, border, stop) is not { } last)
        {
            await SayNothingIsOldAsync(border, stop);
            return;
        }

        var segments = new SegmentFile(trail, folder);
        while ((await trail.NewestSealAsync(stop))?.Segment.Head is var after && (after?.Sequence ?? 0) < last)
        {
            var segment = await segments.MakeAsync(after ?? AuditHead.Empty, last, MostEntries, stop);
            await SealAsync(segment, stop);
            await output.WriteLineAsync(
                $"sealed: entries {segment.First} to {segment.Last}, of {SealBorder.Day(segment.FirstAt)} to "
                    + $"{SealBorder.Day(segment.LastAt)}, in {Path.Combine(folder.FullName, segment.File)}"
            );
        }

        await output.WriteLineAsync($"the trail begins with entry {last + 1} now");
        await output.WriteLineAsync($"head to note elsewhere: {await trail.HeadAsync(stop)}");
    }

    private async Task SealAsync(AuditSegment segment, CancellationToken stop)
    {
        try
        {
            await trail.SealAsync(segment, Me, clock.GetUtcNow(), stop);
        }
        catch (RecordException e)
        {
            throw new RecordException(
                $"{e.Message} No seal names the file {Path.Combine(folder.FullName, segment.File)} of this run. "
                    + "If another run has sealed its entries, delete it; otherwise the next run takes it.",
                e
            );
        }
    }

    private async Task SayNothingIsOldAsync(DateTimeOffset border, CancellationToken stop)
    {
        var oldest = await SealBorder.OldestAsync(trail, stop);
        await output.WriteLineAsync(
            oldest is null
                ? "nothing to seal: the trail has no entry"
                : $"nothing to seal: the oldest entry, {oldest.Sequence}, is of {SealBorder.Day(oldest.Entry.At)}, "
                    + $"not before {SealBorder.Day(border)}"
        );
    }
}
