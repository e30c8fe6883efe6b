using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.SignalQuality;

/// <summary>
/// The verb <c>evaluate quality</c>: the live signal quality over a folder of recordings, and how it agrees
/// with labels of noise.
/// </summary>
/// <remarks>
/// With labels of the 2017 challenge the area under the ROC curve is that of the mean score, noisy
/// (~) against all others.
/// </remarks>
public static class EvaluateQualityCommand
{
    private const int NoRecords = 2;
    private const string Noisy = "~";

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of WFDB records, such as cinc2017 or challenge2015",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var command = new Command(
            "quality",
            "Signal quality by label or kind of signal; area under the ROC curve for noisy records"
        )
        {
            data,
            json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(data)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(DirectoryInfo folder, bool json)
    {
        var records = folder.Exists ? RecordingFiles.In(folder.FullName) : [];
        if (records.IsEmpty)
        {
            Console.Error.WriteLine($"no record (.hea) in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var labels = RecordLabels.In(folder.FullName);
        var tallies = new ConcurrentBag<QualityTally>();
        Parallel.ForEach(
            records,
            path =>
            {
                var recording = RecordingFiles.Read(path);
                foreach (var channel in HeardRecording.Hear(recording).Channels)
                {
                    if (
                        QualityTally.Of(
                            recording.Header.Name,
                            labels.GetValueOrDefault(recording.Header.Name),
                            channel
                        ) is
                        { } tally
                    )
                        tallies.Add(tally);
                }
            }
        );

        var groups = tallies.GroupBy(t => t.Label).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var area = RocArea.Of(tallies.Select(t => (-t.Mean, t.Label == Noisy)));
        if (json)
            PrintJson(records.Length, area, groups);
        else
            PrintTable(area, groups);
        return 0;
    }

    private static void PrintJson(int records, double area, List<IGrouping<string, QualityTally>> groups) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    task = "quality",
                    records,
                    aucNoisy = double.IsNaN(area) ? (double?)null : Math.Round(area, 4),
                    groups = groups.ToDictionary(
                        g => g.Key,
                        g => new
                        {
                            channels = g.Count(),
                            mean = Math.Round(g.Average(t => t.Mean), 3),
                            usable = Math.Round(g.Average(t => t.Usable), 3),
                        }
                    ),
                }
            )
        );

    private static void PrintTable(double area, List<IGrouping<string, QualityTally>> groups)
    {
        var table = new Table().AddColumn("label or kind");
        foreach (var column in (string[])["channels", "mean quality", "usable %"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var g in groups)
            table.AddRow(
                Markup.Escape(g.Key),
                $"{g.Count()}",
                FormattableString.Invariant($"{g.Average(t => t.Mean):F3}"),
                FormattableString.Invariant($"{100 * g.Average(t => t.Usable):F1}")
            );
        ToolConsole.Results.Write(table);
        if (!double.IsNaN(area))
            ToolConsole.Results.WriteLine(
                FormattableString.Invariant($"area under the ROC curve, noisy against all others: {area:F3}")
            );
    }
}
