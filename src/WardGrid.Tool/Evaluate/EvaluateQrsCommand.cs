using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate;

/// <summary>
/// The verb <c>evaluate qrs</c>: beats found and missed over WFDB records with reference annotations, after EC57.
/// </summary>
public static class EvaluateQrsCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of WFDB records with .atr files, such as mitdb",
            Required = true,
        };
        var from = new Option<double>("--from")
        {
            Description = "Seconds at the start of each record that are not counted",
            DefaultValueFactory = _ => QrsEvaluation.LearningSeconds,
        };
        var noise = new Option<string?>("--noise")
        {
            Description = "Record of noise to add from minute 5 on, two minutes of four, such as nstdb/em (with --snr)",
        };
        var ratio = new Option<double>("--snr")
        {
            Description = "Signal-to-noise ratio of --noise in dB, as the MIT-BIH noise stress test has it",
            DefaultValueFactory = _ => 6,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var command = new Command(
            "qrs",
            "Beats found, missed and false on the first signal of every record (ANSI/AAMI EC57)"
        )
        {
            data,
            from,
            noise,
            ratio,
            json,
        };
        command.SetAction(parsed =>
        {
            var added = parsed.GetValue(noise) is { } record ? new QrsNoise(record, parsed.GetValue(ratio)) : null;
            return Run(parsed.GetValue(data)!, parsed.GetValue(from), added, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(DirectoryInfo folder, double from, QrsNoise? noise, bool json)
    {
        if (!folder.Exists)
        {
            Console.Error.WriteLine($"there is no folder {folder.FullName}");
            return ExitCode.WrongInput;
        }

        if (noise is not null && !File.Exists(noise.Record + ".hea"))
        {
            Console.Error.WriteLine($"there is no record {noise.Record}.hea");
            return ExitCode.WrongInput;
        }

        List<QrsEvaluation> records = [];
        foreach (var record in RecordingFiles.In(folder.FullName))
        {
            if (QrsEvaluation.Of(record, from, noise) is { } evaluation)
                records.Add(evaluation);
        }

        if (records.Count == 0)
        {
            Console.Error.WriteLine($"no record with reference beats (.hea and .atr) in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var at150 = records.Aggregate(default(BeatTally), (sum, r) => sum + r.At150);
        var at50 = records.Aggregate(default(BeatTally), (sum, r) => sum + r.At50);
        var ventricular = records.Aggregate(default(BeatTally), (sum, r) => sum + r.Ventricular);
        var nanoseconds = records.Average(r => r.NanosecondsPerSample);
        if (json)
            PrintJson(at150, at50, ventricular, nanoseconds);
        else
            PrintTable(records, at150, at50, ventricular, nanoseconds);
        return 0;
    }

    private static void PrintJson(BeatTally at150, BeatTally at50, BeatTally ventricular, double nanoseconds) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    task = "qrs",
                    se150 = Math.Round(at150.Sensitivity, 6),
                    ppv150 = Math.Round(at150.PositivePredictivity, 6),
                    se50 = Math.Round(at50.Sensitivity, 6),
                    ppv50 = Math.Round(at50.PositivePredictivity, 6),
                    ventricular = ventricular.Found + ventricular.Missed,
                    ventricularMissed = ventricular.Missed,
                    ventricularSe150 = Share(ventricular.Sensitivity),
                    nsPerSample = Math.Round(nanoseconds, 1),
                }
            )
        );

    private static void PrintTable(
        IEnumerable<QrsEvaluation> records,
        BeatTally at150,
        BeatTally at50,
        BeatTally ventricular,
        double nanoseconds
    )
    {
        var table = new Table().AddColumn("record");
        foreach (
            var column in (string[])
                [
                    "beats",
                    "missed",
                    "false",
                    "Se % 150 ms",
                    "+P % 150 ms",
                    "Se % 50 ms",
                    "+P % 50 ms",
                    "ventricular",
                    "missed",
                    "Se % 150 ms",
                    "ns",
                ]
        )
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var r in records)
            AddRow(table, r.Record, r.At150, r.At50, r.Ventricular, r.NanosecondsPerSample);
        AddRow(table, "gross", at150, at50, ventricular, nanoseconds);
        ToolConsole.Results.Write(table);
    }

    private static void AddRow(
        Table table,
        string name,
        BeatTally at150,
        BeatTally at50,
        BeatTally v,
        double nanoseconds
    ) =>
        table.AddRow(
            Markup.Escape(name),
            $"{at150.Found + at150.Missed}",
            $"{at150.Missed}",
            $"{at150.False}",
            Percent(at150.Sensitivity),
            Percent(at150.PositivePredictivity),
            Percent(at50.Sensitivity),
            Percent(at50.PositivePredictivity),
            $"{v.Found + v.Missed}",
            $"{v.Missed}",
            Percent(v.Sensitivity),
            $"{nanoseconds:F0}"
        );

    /// <summary>Null where there is nothing to take a share of: JSON has no NaN.</summary>
    private static double? Share(double part) => double.IsNaN(part) ? null : Math.Round(part, 6);

    private static string Percent(double part) =>
        double.IsNaN(part) ? "-" : FormattableString.Invariant($"{100 * part:F2}");
}
