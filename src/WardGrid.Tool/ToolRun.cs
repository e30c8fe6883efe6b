using System.CommandLine;
using System.Net.Sockets;
using Spectre.Console;
using WardGrid.Inference;
using WardGrid.Records;
using WardGrid.Simulation.Bedside;
using WardGrid.Tool.Audit;
using WardGrid.Tool.Conformance;
using WardGrid.Tool.Evaluate;
using WardGrid.Tool.Load;
using WardGrid.Tool.Replay;
using WardGrid.Tool.Simulate;
using WardGrid.Tool.Verify;

namespace WardGrid.Tool;

/// <summary>
/// Runs one command line. A failure that a person can correct is reported in one line, with an exit code for its kind.
/// </summary>
public static class ToolRun
{
    public static async Task<int> RunAsync(string[] args, CancellationToken stop = default)
    {
        var parsed = Root().Parse(args);
        try
        {
            var code = await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false }, stop);
            return parsed.Errors.Count > 0 ? ExitCode.WrongInput : code;
        }
        catch (Exception fault) when (CodeOf(fault) is { } code)
        {
            if (code != ExitCode.Stopped)
                ToolConsole.Screen.MarkupLineInterpolated($"[red]{Words(fault)}[/]");
            return code;
        }
    }

    private static RootCommand Root() =>
        new("WardGrid's command line: simulate, replay, conformance, evaluate, load, verify, audit.")
        {
            SimulateCommand.Create(),
            ReplayCommand.Create(),
            ConformanceCommand.Create(),
            EvaluateCommand.Create(),
            LoadCommand.Create(),
            VerifyCommand.Create(),
            AuditCommand.Create(),
        };

    /// <summary>
    /// The exit code of an exception whose cause is outside the tool; null for the tool's own, which is shown with its
    /// stack.
    /// </summary>
    private static int? CodeOf(Exception fault) =>
        fault switch
        {
            AggregateException many => CodeOf(many.GetBaseException()),
            OperationCanceledException => ExitCode.Stopped,
            FileNotFoundException or DirectoryNotFoundException or FormatException => ExitCode.WrongInput,
            IOException or UnauthorizedAccessException or TimeoutException => ExitCode.Failed,
            SocketException or HttpRequestException or MqttRefusedException => ExitCode.Failed,
            RecordException or ModelException => ExitCode.Failed,
            _ => null,
        };

    /// <summary>Evaluations read many records in parallel, so that the exception of one of them is wrapped.</summary>
    private static string Words(Exception fault) =>
        fault is AggregateException ? fault.GetBaseException().Message : fault.Message;
}
