using System.CommandLine;
using System.Globalization;
using WardGrid.Patients.Records;
using WardGrid.Records;

namespace WardGrid.Tool.Verify;

/// <summary>
/// The verb <c>verify audit</c>: walks the hash chain of the audit trail and prints its head, to be noted elsewhere.
/// </summary>
public static class VerifyAuditCommand
{
    public static Command Create()
    {
        var store = StoreOf.Option();
        var noted = new Option<AuditHead?>("--expect", "--noted")
        {
            Description =
                "A head that 'audit head' or an earlier run printed, as NUMBER:HASH; "
                + "finds an end that was cut off or a trail that was made anew",
            CustomParser = result =>
            {
                var head = Head(result.Tokens[0].Value);
                if (head is null)
                    result.AddError("--expect: a head is a number, a colon and 64 hexadecimal digits");
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
        await using var store = await StoreOf.OpenAsync(address, time, stop);
        var found = await store.Audit.VerifyAsync(noted, stop);
        if (found.Broken is { } broken)
        {
            await Console.Error.WriteLineAsync($"BROKEN: {broken}. The chain holds up to entry {found.Head.Sequence}.");
            return ExitCode.Failed;
        }

        Console.WriteLine($"intact: {found.Head.Sequence} entries");
        Console.WriteLine($"head to note elsewhere: {found.Head}");
        return ExitCode.Success;
    }

    private static AuditHead? Head(string text) =>
        text.Split(':') is [var number, { Length: 64 } hash]
        && hash.All(char.IsAsciiHexDigit)
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            ? new(sequence, hash)
            : null;
}
