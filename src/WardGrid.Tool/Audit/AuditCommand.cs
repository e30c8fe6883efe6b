using System.CommandLine;
using WardGrid.Tool.Verify;

namespace WardGrid.Tool.Audit;

/// <summary>
/// The verb <c>audit</c>: prints the head of the audit trail, to be kept outside the machine, and seals old entries.
/// </summary>
public static class AuditCommand
{
    public static Command Create()
    {
        var store = StoreOf.Option();
        var head = new Command("head", "Print number and hash of the newest entry; keep it outside this machine")
        {
            store,
        };
        head.SetAction(
            async (parsed, stop) =>
            {
                await using var opened = await StoreOf.OpenAsync(parsed.GetValue(store)!, TimeProvider.System, stop);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    (await opened.Audit.HeadAsync(stop)).ToString()
                );
                return ExitCode.Success;
            }
        );
        return new("audit", "The head of the audit trail, and its old entries") { head, SealCommand.Create() };
    }
}
