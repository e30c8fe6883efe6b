using Spectre.Console;

namespace WardGrid.Tool;

/// <summary>The tool's output: results on standard output, progress and errors on standard error.</summary>
/// <remarks>A pipe or a file gets plain text without colours, and tables as wide as they need.</remarks>
public static class ToolConsole
{
    /// <summary>Columns of a table without a terminal's limit.</summary>
    private const int PipeWidth = 200;

    public static IAnsiConsole Results { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Screen { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>A console on a writer; plain without a terminal.</summary>
    public static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) };
        if (!redirected)
            return AnsiConsole.Create(settings);
        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        settings.Interactive = InteractionSupport.No;
        var console = AnsiConsole.Create(settings);
        console.Profile.Width = PipeWidth;
        return console;
    }
}
