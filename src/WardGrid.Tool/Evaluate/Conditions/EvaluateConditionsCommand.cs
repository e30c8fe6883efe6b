using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Alarms.Verification;
using WardGrid.Alarms.Verification.Features;
using WardGrid.Inference;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Conditions;

/// <summary>
/// The verb <c>evaluate conditions</c>: how often WardGrid's own alarms sound, and which labelled alarms they find.
/// </summary>
/// <remarks><see cref="ConditionTally"/> says what is counted.</remarks>
public static class EvaluateConditionsCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of WFDB records, such as challenge2015 (with ALARMS), cpsc2021 or mitdb",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var csv = new Option<FileInfo?>("--csv") { Description = "Write every own alarm to this file" };
        var models = new Option<string>("--models")
        {
            Description = "Folder of models with manifest.json",
            DefaultValueFactory = _ => ModelRepository.DefaultFolder,
        };
        var unverified = new Option<bool>("--unverified")
        {
            Description = "Count what the conditions find, without the check that comes before an alarm is raised",
        };
        var command = new Command(
            "conditions",
            "WardGrid's own alarms per hour and kind, and the labelled alarms that they find"
        )
        {
            data,
            json,
            csv,
            models,
            unverified,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(data)!,
                parsed.GetValue(json),
                parsed.GetValue(csv),
                parsed.GetValue(unverified) ? null : parsed.GetValue(models)!
            )
        );
        return command;
    }

    /// <summary>
    /// An evaluation waits for every score, because it measures the model and not the load of the machine.
    /// </summary>
    private static readonly TimeSpan ModelDeadline = TimeSpan.FromMinutes(1);

    private static int Run(DirectoryInfo folder, bool json, FileInfo? csv, string? models)
    {
        var records = folder.Exists ? RecordingFiles.In(folder.FullName) : [];
        if (records.IsEmpty)
        {
            Console.Error.WriteLine($"no record (.hea) in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var labels = File.Exists(Path.Combine(folder.FullName, "ALARMS"))
            ? LabelledAlarm.ReadAll(folder.FullName).ToDictionary(l => l.Record)
            : [];
        using var repository = models is null ? null : ModelRepository.Open(models);
        using var scores = repository is null
            ? null
            : new AlarmModels(repository, AlarmFeatures.Names, TimeProvider.System, ModelDeadline);
        var verification = repository is null
            ? null
            : new AlarmVerification(scores, ModelDeadline, TimeProvider.System, repository.Points);
        var heard = records.AsParallel().AsOrdered().Select(path => Hear(path, labels, verification)).ToList();
        var all = new ConditionTally();
        foreach (var (_, _, tally) in heard)
            all.Add(tally);
        if (csv is not null)
            File.WriteAllLines(
                csv.FullName,
                heard.SelectMany(h => h.Alarms.Select(a => Line(h.Record, a))).Prepend("record,kind,from,to,text")
            );
        if (json)
            PrintJson(records.Length, all);
        else
            PrintTable(all);
        return 0;
    }

    private static (string Record, IReadOnlyCollection<AlarmSpan> Alarms, ConditionTally Tally) Hear(
        string path,
        Dictionary<string, LabelledAlarm> labels,
        AlarmVerification? verification
    )
    {
        var recording = RecordingFiles.Read(path);
        var alarms = AlarmSpans.Of(recording, verification);
        var tally = new ConditionTally();
        if (labels.TryGetValue(recording.Header.Name, out var label))
            tally.Add(label, alarms);
        else
            tally.Add(
                recording.Length / recording.Header.Rate,
                alarms,
                ReferenceReading.Read(RecordingFiles.ReadAnnotations(path), recording.Header.Rate)
            );
        return (recording.Header.Name, alarms, tally);
    }

    private static string Line(string record, AlarmSpan alarm) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{record},{alarm.Kind},{alarm.From:0.##},{alarm.To:0.##},\"{alarm.Text}\""
        );

    private static void PrintJson(int records, ConditionTally all) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                new
                {
                    task = "conditions",
                    records,
                    hours = Math.Round(all.Hours, 2),
                    events = all.Events,
                    kinds = all.Kinds.ToDictionary(
                        k => k.Key.ToString(),
                        k => new
                        {
                            perHour = Math.Round(k.Value.Raised / all.Hours, 3),
                            raised = k.Value.Raised,
                            shown = k.Value.Shown,
                            notShown = k.Value.NotShown,
                            @true = k.Value.True,
                            found = k.Value.Found,
                            untrue = k.Value.Untrue,
                            raisedToo = k.Value.RaisedToo,
                        }
                    ),
                }
            )
        );

    private static void PrintTable(ConditionTally all)
    {
        var table = new Table().AddColumn(new TableColumn("kind").NoWrap());
        foreach (var column in (string[])["raised", "per hour", "shown", "not shown", "true found", "false too"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (kind, count) in all.Kinds)
        {
            table.AddRow(
                kind.ToString(),
                $"{count.Raised}",
                Rate(count.Raised / all.Hours),
                Count(count.Shown, count.Shown + count.NotShown),
                Count(count.NotShown, count.Shown + count.NotShown),
                Of(count.Found, count.True),
                Of(count.RaisedToo, count.Untrue)
            );
        }

        var raised = all.Kinds.Values.Sum(k => k.Raised);
        table.AddRow("all", $"{raised}", Rate(raised / all.Hours), "", "", "", "");
        table.AddRow("events", $"{all.Events}", Rate(all.Events / all.Hours), "", "", "", "");
        ToolConsole.Results.Write(table);
        ToolConsole.Results.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Hours:F1} hours"));
    }

    private static string Rate(double perHour) => perHour.ToString("F2", CultureInfo.InvariantCulture);

    private static string Count(int count, int of) => of == 0 ? "" : $"{count}";

    private static string Of(int part, int whole) => whole == 0 ? "" : $"{part}/{whole}";
}
