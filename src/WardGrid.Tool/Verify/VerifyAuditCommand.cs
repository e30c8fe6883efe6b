using System.CommandLine;
using WardGrid.Patients.Records;

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
            noted,
        };
        command.Validators.Add(asked =>
        {
            if (asked.GetResult(store) is null && asked.GetResult(file) is null)
                asked.AddError("Name the store with --store, or an exported file with --export.");
        });
        command.SetAction(
            (parsed, stop) =>
                parsed.GetValue(file) is { } export
                    ? CheckFileAsync(export.FullName, parsed.GetValue(store), parsed.GetValue(noted), stop)
                    : WalkAsync(parsed.GetValue(store)!, parsed.GetValue(noted), stop)
        );
        return command;
    }

    private static async Task<int> WalkAsync(string address, AuditHead? noted, CancellationToken stop)
    {
        await using var store = await StoreOf.OpenAsync(address, TimeProvider.System, stop);
        var found = await store.Audit.VerifyAsync(noted, stop);
        if (found.Broken is { } broken)
            return await BrokenAsync($"{broken}. The chain holds up to entry {found.Head.Sequence}");
        Console.WriteLine($"intact: {found.Head.Sequence} entries");
        Console.WriteLine($"head to note elsewhere: {found.Head}");
        return ExitCode.Success;
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
        if (address is not null)
        {
            await using var store = await StoreOf.OpenAsync(address, TimeProvider.System, stop);
            if (await AuditFileCheck.AgainstStoreAsync(file, store.Audit, stop) is { } differs)
                return await BrokenAsync(differs);
        }

        Console.WriteLine(
            $"intact: {file.Entries.Length} entries{(address is null ? "" : ", the same as in the store")}"
        );
        Console.WriteLine(
            file.Whole
                ? $"the whole trail up to its head {file.Head}"
                : "entries of a search: whether one is missing, only an export of the whole trail proves"
        );
        if (file.Whole && expected is null && address is null)
            Console.WriteLine(
                "compare the head with one that was kept (--expect), or the file with the store (--store)"
            );
        return ExitCode.Success;
    }

    private static async Task<int> BrokenAsync(string why)
    {
        await Console.Error.WriteLineAsync($"BROKEN: {why}.");
        return ExitCode.Failed;
    }
}
