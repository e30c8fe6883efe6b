using Spectre.Console;
using WardGrid.Mqtt.Client;

namespace WardGrid.Tool.Bedside;

/// <summary>What a person sees of a round: progress, and why it failed.</summary>
public static class BedsideScreen
{
    /// <summary>Shows progress on standard error, so that results on standard output stay clean.</summary>
    public static Progress Progress() => new Progress(Screen)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .HideCompleted(false);

    public static IAnsiConsole Screen { get; } = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Runs a verb; a failure that a person can do something about is told in one line.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> verb)
    {
        try
        {
            return await verb();
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is IOException or FormatException or TimeoutException or MqttRefusedException or System.Net.Sockets.SocketException or HttpRequestException or UnauthorizedAccessException)
        {
            Screen.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
    }
}
