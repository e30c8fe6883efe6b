using System.CommandLine;
using WardGrid.Patients.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Tool.Verify;

/// <summary>
/// The verb <c>verify audit</c>: walks the hash chain of the audit trail in the store, or checks an exported file.
/// </summary>
public static class VerifyAuditCommand
{
    public static Command Create()
    {
        var store = StoreOf.Option();
        store.Required = false;
        var file = new Option<FileInfo?>("--export")
        {
            Description =
                "A file that the page Audit exported (CSV or JSON); with --store it is also compared with the store",
        };
        var segments = new Option<DirectoryInfo?>("--segments")
        {
            Description = "The folder of the files that 'audit seal' wrote; they are checked too",
        };
        var noted = new Option<AuditHead?>("--expect", "--noted")
        {
            Description =
                "A head that 'audit head' or an earlier run printed, as NUMBER:HASH; "
                + "finds an end that was cut off or a trail that was made anew",
            CustomParser = result =>
            {
                var head = AuditHeadText.Read(result.Tokens[0].Value);
                if (head is null)
                    result.AddError("--expect: a head is a number, a colon and 64 hexadecimal digits");
                return head;
            },
        };
        var command = new Command("audit", "Walk the hash chain of the audit trail and say where it is broken")
        {
            store,
            file,
            segments,
            noted,
        };
        command.Validators.Add(asked =>
        {
            if (asked.GetResult(store) is null && asked.GetResult(file) is null)
                asked.AddError("Name the store with --store, or an exported file with --export.");
            if (
                asked.GetResult(segments) is not null
                && (asked.GetResult(store) is null || asked.GetResult(file) is not null)
            )
                asked.AddError("--segments needs --store, and no --export.");
        });
        command.SetAction(
            (parsed, stop) =>
                parsed.GetValue(file) is { } export
                    ? CheckFileAsync(export.FullName, parsed.GetValue(store), parsed.GetValue(noted), stop)
                    : WalkAsync(parsed.GetValue(store)!, parsed.GetValue(segments), parsed.GetValue(noted), stop)
        );
        return command;
    }

    private static async Task<int> WalkAsync(
        string address,
        DirectoryInfo? segments,
        AuditHead? noted,
        CancellationToken stop
    )
    {
        await using var store = await StoreOf.OpenAsync(address, TimeProvider.System, stop);
        var found = await store.Audit.VerifyAsync(noted, stop);
        if (found.Broken is { } broken)
            return await BrokenAsync($"{broken}. The chain holds up to entry {found.Head.Sequence}");
        if (segments is not null && AuditSegments.Broken(segments, found.Seals, noted) is { } changed)
            return await BrokenAsync(changed);
        if (segments is null && SealThatHides(noted, found) is { } seal)
            throw new FormatException(
                $"entry {noted!.Sequence}, whose hash is expected, lies in the sealed segment {seal.Segment.File}: "
                    + "name the folder of the segments with --segments"
            );
        Say(found, segments);
        return ExitCode.Success;
    }

    /// <summary>The seal whose file alone can tell whether a noted head is right.</summary>
    private static AuditSeal? SealThatHides(AuditHead? noted, AuditVerification found) =>
        found.Seals.FirstOrDefault(seal =>
            noted is not null && noted != seal.Segment.Head && seal.Segment.Holds(noted.Sequence)
        );

    private static void Say(AuditVerification found, DirectoryInfo? segments)
    {
        if (found.SealedUpTo == 0)
            Console.WriteLine($"intact: {found.Head.Sequence} entries");
        else
        {
            var files = $"{found.Seals.Length} sealed {(found.Seals.Length == 1 ? "segment" : "segments")}";
            Console.WriteLine($"intact: entries {found.SealedUpTo + 1} to {found.Head.Sequence}");
            Console.WriteLine(
                segments is null
                    ? $"NOT CHECKED: entries 1 to {found.SealedUpTo} lie in {files}; name their folder with --segments"
                    : $"intact: entries 1 to {found.SealedUpTo}, in {files}"
            );
        }

        Console.WriteLine($"head to note elsewhere: {found.Head}");
    }

    private static async Task<int> CheckFileAsync(
        string path,
        string? address,
        AuditHead? expected,
        CancellationToken stop
    )
    {
        var file = AuditExportFile.Read(path);
        if (AuditFileCheck.AgainstItself(file, expected) is { } broken)
            return await BrokenAsync(broken);
        var compared = "";
        if (address is not null)
        {
            await using var store = await StoreOf.OpenAsync(address, TimeProvider.System, stop);
            var (differs, unknown) = await AuditFileCheck.AgainstStoreAsync(file, store.Audit, stop);
            if (differs is not null)
                return await BrokenAsync(differs);
            compared =
                unknown == 0
                    ? ", the same as in the store"
                    : $"; {unknown} of them were NOT COMPARED, because they lie in sealed segments of the store";
        }

        Console.WriteLine($"intact: {file.Entries.Length} entries{compared}");
        Console.WriteLine(Extent(file));
        if (file.Whole && expected is null && address is null)
            Console.WriteLine(
                "compare the head with one that was kept (--expect), or the file with the store (--store)"
            );
        return ExitCode.Success;
    }

    private static string Extent(AuditExportFile file)
    {
        if (!file.Whole)
            return "entries of a search: whether one is missing, only an export of the whole trail proves";
        return file.After.Sequence == 0
            ? $"the whole trail up to its head {file.Head}"
            : $"every entry after {file.After} up to {file.Head}; earlier entries are in other files";
    }

    private static async Task<int> BrokenAsync(string why)
    {
        await Console.Error.WriteLineAsync($"BROKEN: {why}.");
        return ExitCode.Failed;
    }
}
