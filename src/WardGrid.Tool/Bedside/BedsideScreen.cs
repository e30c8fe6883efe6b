using Spectre.Console;

namespace WardGrid.Tool.Bedside;

/// <summary>Shows the progress of a round.</summary>
public static class BedsideScreen
{
    /// <summary>Shows progress on standard error, so that results on standard output stay clean.</summary>
    public static Progress Progress() =>
        new Progress(ToolConsole.Screen)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .HideCompleted(false);
}
