using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Alarms;
using WardGrid.Tool.Evaluate.Scores;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>
/// The verb <c>evaluate af-alarms</c>: how AF alarms made by rule (<see cref="AfAlarms"/>) are verified, by the code of
/// the live server.
/// </summary>
/// <remarks>
/// Sensitivity is the share of true alarms that are not refuted, specificity the share of false ones that are. Alarms
/// soon after an onset are counted for themselves, by their delay.
/// </remarks>
public static class EvaluateAfAlarmsCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder that holds cinc2017, cpsc2021, mitdb and vfdb, as many as there are",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var csv = new Option<FileInfo?>("--csv")
        {
            Description = "Write every alarm with its verdict and its features to this file",
        };
        var options = new VerificationOptions();
        var command = new Command("af-alarms", "Verification of AF alarms made by rule from labelled rhythms")
        {
            data,
            json,
            csv,
        };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var verification = options.Open(parsed);
            return Run(
                parsed.GetValue(data)!.FullName,
                parsed.GetValue(json),
                parsed.GetValue(csv)?.FullName,
                verification
            );
        });
        return command;
    }

    private static int Run(string root, bool json, string? csv, EvaluatedVerification verification)
    {
        var made = new AfAlarms(alarm => verification.Of(alarm, AlarmKind.AtrialFibrillation));
        var alarms = ((string[])["cinc2017", "cpsc2021", "mitdb", "vfdb"])
            .Where(s => Directory.Exists(Path.Combine(root, s)))
            .SelectMany(source => Of(made, root, source))
            .ToList();
        if (alarms.Count == 0)
        {
            Console.Error.WriteLine($"none of cinc2017, cpsc2021, mitdb and vfdb in {root}");
            return ExitCode.WrongInput;
        }

        verification.RefuseOthersThan(alarms.Select(a => a.Name));
        if (csv is not null)
            File.WriteAllLines(csv, AfAlarmCsv.Lines(alarms));
        var minutes = alarms.Where(a => a.Origin == AfAlarmOrigin.Minute).ToList();
        if (json)
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        task = "af-alarms",
                        alarms = minutes.Count,
                        undecided = Known(Share(minutes, Verdict.Undecided)),
                        all = Numbers(minutes),
                        sources = minutes.GroupBy(a => a.Source).ToDictionary(g => g.Key, Numbers),
                        bands = AfBand.Of(alarms, AfAlarmOrigin.Onset).ToDictionary(b => b.Seconds, b => b.Numbers),
                        joinedBands = AfBand
                            .Of(alarms, AfAlarmOrigin.Joined)
                            .ToDictionary(b => b.Seconds, b => b.Numbers),
                    }
                )
            );
        else
            PrintTables(alarms, minutes);
        return 0;
    }

    private static object Numbers(IEnumerable<AfAlarm> alarms)
    {
        var (right, wrong) = (alarms.Where(a => a.True).ToList(), alarms.Where(a => !a.True).ToList());
        return new
        {
            @true = right.Count,
            @false = wrong.Count,
            se = Known(Sensitivity(alarms)),
            sp = Known(Specificity(alarms)),
            trueConfirmed = Known(Share(right, Verdict.Confirmed)),
            falseConfirmed = Known(Share(wrong, Verdict.Confirmed)),
        };
    }

    private static void PrintTables(List<AfAlarm> alarms, List<AfAlarm> minutes)
    {
        PrintTable("from", [.. minutes.GroupBy(a => a.Source).Select(g => (g.Key, g.ToList())), ("all", minutes)]);
        foreach (
            var (origin, title) in new[]
            {
                (AfAlarmOrigin.Onset, "s after an onset"),
                (AfAlarmOrigin.Joined, "s after a joint"),
            }
        )
            PrintTable(title, [.. AfBand.Of(alarms, origin).Select(b => (b.Seconds, b.Alarms.ToList()))]);
        ToolConsole.Results.WriteLine(
            "Over records that the model learnt from these figures are in sample, "
                + "unless --scores gives those of a cross-validation (models/cards/verdict-cv-af.md)."
        );
    }

    private static void PrintTable(string title, List<(string Name, List<AfAlarm> Alarms)> groups)
    {
        var table = new Table().AddColumn(title);
        foreach (var column in (string[])["true", "not refuted %", "confirmed %", "false", "refuted %", "confirmed %"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, group) in groups)
        {
            var (right, wrong) = (group.Where(a => a.True).ToList(), group.Where(a => !a.True).ToList());
            table.AddRow(
                name,
                $"{right.Count}",
                Percent(Sensitivity(right)),
                Percent(Share(right, Verdict.Confirmed)),
                $"{wrong.Count}",
                Percent(Specificity(wrong)),
                Percent(Share(wrong, Verdict.Confirmed))
            );
        }

        ToolConsole.Results.Write(table);
    }

    private static ParallelQuery<AfAlarm> Of(AfAlarms made, string root, string source)
    {
        var folder = Path.Combine(root, source);
        var labels = RecordLabels.In(folder);
        return RecordingFiles
            .In(folder)
            .AsParallel()
            .AsOrdered()
            .SelectMany(path =>
            {
                var recording = RecordingFiles.Read(path);
                return labels.TryGetValue(recording.Header.Name, out var label)
                    ? made.OfLabelled(recording, label)
                    : made.OfAnnotated(recording, source, RecordingFiles.ReadAnnotations(path));
            });
    }

    private static double Sensitivity(IEnumerable<AfAlarm> alarms) =>
        1 - Share(alarms.Where(a => a.True), Verdict.Refuted);

    private static double Specificity(IEnumerable<AfAlarm> alarms) =>
        Share(alarms.Where(a => !a.True), Verdict.Refuted);

    private static double Share(IEnumerable<AfAlarm> alarms, Verdict verdict) =>
        alarms.Select(a => a.Decision.Verdict == verdict ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static string Percent(double share) =>
        double.IsFinite(share) ? FormattableString.Invariant($"{100 * share:F1}") : "";
}
