using System.CommandLine;
using System.Globalization;
using WardGrid.Records;
using WardGrid.Records.Audit;

namespace WardGrid.Tool.Verify;

/// <summary>
/// The verb <c>verify audit</c>: walks the hash chain of the audit trail and prints its head, to be noted elsewhere.
/// </summary>
public static class VerifyAuditCommand
{
    public static Command Create()
    {
        var store = new Option<string>("--store")
        {
            Description = "The file wardgrid.db, or a PostgreSQL connection (Host=...)",
            Required = true,
        };
        var noted = new Option<AuditHead?>("--noted")
        {
            Description =
                "A head that an earlier run printed, as NUMBER:HASH; "
                + "finds an end that was cut off or a trail that was made anew",
            CustomParser = result =>
            {
                var head = Head(result.Tokens[0].Value);
                if (head is null)
                    result.AddError("--noted: a head is a number, a colon and 64 hexadecimal digits");
                return head;
            },
        };
        var command = new Command("audit", "Walk the hash chain of the audit trail and say where it is broken")
        {
            store,
            noted,
        };
        command.SetAction(
            (parsed, stop) => RunAsync(parsed.GetValue(store)!, parsed.GetValue(noted), TimeProvider.System, stop)
        );
        return command;
    }

    private static async Task<int> RunAsync(string address, AuditHead? noted, TimeProvider time, CancellationToken stop)
    {
        if (!RecordStore.IsPostgres(address) && !File.Exists(address))
            throw new FileNotFoundException($"there is no file {Path.GetFullPath(address)}");
        await using var store = await RecordStore.OpenAsync(address, time, stop);
        var found = await store.Audit.VerifyAsync(noted, stop);
        if (found.Broken is { } broken)
        {
            await Console.Error.WriteLineAsync($"BROKEN: {broken}. The chain holds up to entry {found.Head.Sequence}.");
            return ExitCode.Failed;
        }

        Console.WriteLine($"intact: {found.Head.Sequence} entries");
        Console.WriteLine($"head to note elsewhere: {found.Head.Sequence}:{found.Head.Hash}");
        return ExitCode.Success;
    }

    private static AuditHead? Head(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash]
        && hash.All(char.IsAsciiHexDigit)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new(sequence, hash)
            : null;
}
