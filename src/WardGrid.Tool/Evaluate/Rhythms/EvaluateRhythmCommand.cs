using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Alarms;
using WardGrid.Inference;
using WardGrid.Signals.Rhythm;
using WardGrid.Tool.Evaluate.Scores;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>The verb <c>evaluate rhythm</c>: rhythms against experts' rhythms.</summary>
/// <remarks>
/// A folder of the 2017 challenge tests the shipped rhythm model on N, A, O and ~ (<see cref="LabelledRhythms"/>).
/// Records with episodes of atrial fibrillation (cpsc2021, mitdb) test the onset and end of WardGrid's own AF alarm
/// (<see cref="AfEpisodes"/>). Other records with rhythm annotations (vfdb) test the measure of ventricular
/// fibrillation and flutter, against everything except VT (which looks like flutter), NOISE and ASYS. The model and the
/// measure were fitted on cinc2017 and vfdb, so their figures there are in sample.
/// </remarks>
public static class EvaluateRhythmCommand
{
    private const int NoRecords = 2;
    private static readonly string[] Fibrillating = ["VF", "VFIB", "VFL"];
    private static readonly string[] NotAsked = ["VT", "NOISE", "ASYS", ""];

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of WFDB records with rhythms, such as cinc2017, cpsc2021, mitdb or vfdb",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var csv = new Option<FileInfo?>("--csv")
        {
            Description = "Only write the features of every labelled record to this file, for training",
        };
        var waves = new Option<FileInfo?>("--waves")
        {
            Description = "Only write the wave of every labelled record, as the network reads it, to this NumPy file",
        };
        var unverified = new Option<bool>("--unverified")
        {
            Description =
                "Of WardGrid's own AF alarm, count what the condition finds, without the check that comes "
                + "before it is raised",
        };
        var command = new Command(
            "rhythm",
            "Normal, AF, other or noisy (cinc2017), episodes of AF (cpsc2021, mitdb), "
                + "or ventricular fibrillation (vfdb) against experts' rhythms"
        )
        {
            data,
            csv,
            waves,
            json,
            unverified,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(data)!,
                new(parsed.GetValue(csv)?.FullName, parsed.GetValue(waves)?.FullName),
                parsed.GetValue(json),
                parsed.GetValue(unverified)
            )
        );
        return command;
    }

    private static int Run(DirectoryInfo folder, RhythmExports exports, bool json, bool unverified)
    {
        var records = folder.Exists ? RecordingFiles.In(folder.FullName) : [];
        var labels = folder.Exists ? RecordLabels.In(folder.FullName) : [];
        if (labels.Count > 0)
            return LabelledRhythms.Run(labels, records, exports, json);
        if (AnnotatedAf.Is(records))
        {
            using var verification = new EvaluatedVerification(ModelRepository.DefaultFolder, rulesAlone: false, null);
            return AnnotatedAf.Run(
                records,
                json,
                unverified ? null : verification.Of("", AlarmKind.AtrialFibrillation)
            );
        }

        var windows = new ConcurrentBag<RhythmWindow>();
        Parallel.ForEach(
            records,
            path =>
            {
                var recording = RecordingFiles.Read(path);
                foreach (var window in RhythmWindows.Fibrillation(recording, RecordingFiles.ReadAnnotations(path)))
                    windows.Add(window);
            }
        );
        if (windows.IsEmpty)
        {
            Console.Error.WriteLine($"no record with a rhythm (REFERENCE-v3.csv or .atr) in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var asked = windows
            .Where(w => !NotAsked.Contains(w.Rhythm))
            .Select(w => (w.Score, Positive: Fibrillating.Contains(w.Rhythm)))
            .ToList();
        var (se, sp) = (Share(asked.Where(w => w.Positive), true), Share(asked.Where(w => !w.Positive), false));
        var shares = windows
            .GroupBy(w => w.Rhythm)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(
                g => g.Key,
                g =>
                    (
                        Windows: g.Count(),
                        Above: Math.Round(g.Average(w => w.Score >= FibrillationMeasure.Present ? 1.0 : 0), 4)
                    )
            );
        if (json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        task = "rhythm",
                        of = "ventricular fibrillation or flutter",
                        records = records.Length,
                        auc = Math.Round(RocArea.Of(asked), 4),
                        se = Math.Round(se, 4),
                        sp = Math.Round(sp, 4),
                        rhythms = shares.ToDictionary(
                            s => s.Key,
                            s => new { windows = s.Value.Windows, above = s.Value.Above }
                        ),
                    }
                )
            );
            return 0;
        }

        var table = new Table()
            .AddColumn("rhythm")
            .AddColumn(new TableColumn("windows").RightAligned())
            .AddColumn(new TableColumn("above 0.5, %").RightAligned());
        foreach (var (rhythm, share) in shares)
            table.AddRow(
                Markup.Escape(rhythm),
                $"{share.Windows}",
                FormattableString.Invariant($"{100 * share.Above:F1}")
            );
        ToolConsole.Results.Write(table);
        ToolConsole.Results.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"ventricular fibrillation or flutter: area under the ROC curve {RocArea.Of(asked):F3}, "
                    + $"at 0.5 Se {100 * se:F1} %, Sp {100 * sp:F1} %"
            )
        );
        return 0;
    }

    private static double Share(IEnumerable<(double Score, bool Positive)> windows, bool above) =>
        windows
            .Select(w => w.Score >= FibrillationMeasure.Present == above ? 1.0 : 0)
            .DefaultIfEmpty(double.NaN)
            .Average();
}
