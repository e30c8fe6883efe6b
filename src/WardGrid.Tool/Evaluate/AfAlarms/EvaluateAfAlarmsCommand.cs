using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Alarms;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>The verb <c>evaluate af-alarms</c>: how AF alarms made by rule (<see cref="AfAlarms"/>) are verified.</summary>
/// <remarks>Sensitivity is the share of true alarms that are not refuted, specificity the share of false ones that are.</remarks>
public static class EvaluateAfAlarmsCommand
{
    private const int NoRecords = 2;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder that holds cinc2017, cpsc2021 and vfdb, as many as there are", Required = true };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var command = new Command("af-alarms", "Verification of AF alarms made by rule from labelled rhythms") { data, json };
        command.SetAction(parsed => Run(parsed.GetValue(data)!.FullName, parsed.GetValue(json)));
        return command;
    }

    private static int Run(string root, bool json)
    {
        var alarms = ((string[])["cinc2017", "cpsc2021", "vfdb"]).Where(s => Directory.Exists(Path.Combine(root, s))).SelectMany(source => Of(root, source)).ToList();
        if (alarms.Count == 0)
        {
            Console.Error.WriteLine($"none of cinc2017, cpsc2021 and vfdb in {root}");
            return NoRecords;
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                task = "af-alarms", alarms = alarms.Count, se = Known(Sensitivity(alarms)), sp = Known(Specificity(alarms)),
                undecided = Math.Round(alarms.Average(a => a.Verdict == Verdict.Undecided ? 1.0 : 0), 4),
            }));
            return 0;
        }

        var table = new Table().AddColumn("from");
        foreach (var column in (string[])["true", "not refuted %", "confirmed %", "false", "refuted %", "confirmed %"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var group in alarms.GroupBy(a => a.Source).Select(g => (g.Key, g.ToList())).Append(("all", alarms)))
        {
            var (right, wrong) = (group.Item2.Where(a => a.True).ToList(), group.Item2.Where(a => !a.True).ToList());
            table.AddRow(group.Item1, $"{right.Count}", Percent(Sensitivity(right)), Percent(Share(right, Verdict.Confirmed)),
                $"{wrong.Count}", Percent(Specificity(wrong)), Percent(Share(wrong, Verdict.Confirmed)));
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static IEnumerable<AfAlarm> Of(string root, string source)
    {
        var folder = Path.Combine(root, source);
        var labels = RecordLabels.In(folder);
        return RecordingFiles.In(folder).AsParallel().AsOrdered().SelectMany(path =>
        {
            var recording = RecordingFiles.Read(path);
            return labels.TryGetValue(recording.Header.Name, out var label)
                ? AfAlarms.OfLabelled(recording, label)
                : AfAlarms.OfAnnotated(recording, source, RecordingFiles.ReadAnnotations(path));
        });
    }

    private static double Sensitivity(IEnumerable<AfAlarm> alarms) => 1 - Share(alarms.Where(a => a.True), Verdict.Refuted);

    private static double Specificity(IEnumerable<AfAlarm> alarms) => Share(alarms.Where(a => !a.True), Verdict.Refuted);

    private static double Share(IEnumerable<AfAlarm> alarms, Verdict verdict) =>
        alarms.Select(a => a.Verdict == verdict ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static string Percent(double share) => double.IsFinite(share) ? FormattableString.Invariant($"{100 * share:F1}") : "";
}
