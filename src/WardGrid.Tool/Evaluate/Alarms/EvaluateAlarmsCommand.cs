using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Alarms;
using WardGrid.Alarms.Verification;
using WardGrid.Patients;
using WardGrid.Patients.Alarms;
using WardGrid.Tool.Evaluate.Scores;

namespace WardGrid.Tool.Evaluate.Alarms;

/// <summary>
/// The verb <c>evaluate alarms</c>: the live decision code over the alarms of a challenge2015 folder.
/// </summary>
public static class EvaluateAlarmsCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "A challenge2015 folder: ALARMS and training/",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var csv = new Option<FileInfo?>("--csv")
        {
            Description = "Write every alarm with its verdict and its features to this file",
        };
        var variations = new Option<FileInfo?>("--variations")
        {
            Description =
                "Write the features of ventricular tachycardia alarms as other beds might have shown them, to train on",
        };
        var generated = new Option<FileInfo?>("--generated")
        {
            Description = "Write the features of alarms on simulated patients to this file, to train on",
        };
        var patients = new Option<int>("--patients")
        {
            Description = "How many patients --generated simulates",
            DefaultValueFactory = _ => GeneratedAlarms.Patients,
        };
        var retrospective = new Option<bool>("--retrospective")
        {
            Description =
                $"The second verdict, with the {SecondLook.Seconds:0} s after the alarm; "
                + "recordings without them are left out",
        };
        var options = new VerificationOptions();
        var command = new Command(
            "alarms",
            "True and false alarms kept and refuted, with no sample after the alarm (CinC Challenge 2015)"
        )
        {
            data,
            json,
            csv,
            variations,
            generated,
            patients,
            retrospective,
        };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            // A file of scores has one for each alarm, and the later moments have others.
            if (result.GetValue(retrospective) && options.HasScores(result))
                result.AddError("--retrospective and --scores exclude each other");
        });
        command.SetAction(
            (parsed, stop) =>
                RunAsync(
                    parsed.GetValue(data)!,
                    parsed.GetValue(json),
                    parsed.GetValue(csv),
                    parsed.GetValue(variations),
                    parsed.GetValue(generated) is { } file ? (file, parsed.GetValue(patients)) : null,
                    parsed.GetValue(retrospective),
                    () => options.Open(parsed),
                    stop
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        DirectoryInfo folder,
        bool json,
        FileInfo? csv,
        FileInfo? variations,
        (FileInfo File, int Patients)? generated,
        bool retrospective,
        Func<EvaluatedVerification> open,
        CancellationToken stop
    )
    {
        if (!File.Exists(Path.Combine(folder.FullName, "ALARMS")))
        {
            Console.Error.WriteLine($"there is no file ALARMS in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var alarms = LabelledAlarm.ReadAll(folder.FullName);
        if (retrospective)
            alarms = [.. alarms.Where(a => AlarmTrial.HasHalfMinuteAfter(folder.FullName, a))];
        using var verification = open();
        var trials = await VerifyAsync(folder.FullName, alarms, verification, retrospective, stop);
        if (csv is not null)
            await File.WriteAllLinesAsync(csv.FullName, AlarmCsv.Lines(trials), stop);
        if (variations is not null)
            await File.WriteAllLinesAsync(variations.FullName, AlarmVariations.Lines(folder.FullName, alarms), stop);
        if (generated is var (made, patients))
            await File.WriteAllLinesAsync(made.FullName, GeneratedAlarms.Lines(patients), stop);
        if (json)
            Console.WriteLine(Json(trials, retrospective));
        else
            PrintTable(trials, retrospective);
        return 0;
    }

    private static async Task<AlarmTrial[]> VerifyAsync(
        string folder,
        ImmutableArray<LabelledAlarm> alarms,
        EvaluatedVerification verification,
        bool retrospective,
        CancellationToken stop
    )
    {
        var trials = new AlarmTrial[alarms.Length];
        verification.RefuseOthersThan(alarms.Select(a => a.Record));
        ImmutableArray<AlarmVerification> verifications =
        [
            .. alarms.Select(a => verification.Of(a.Record, a.AlarmKind)),
        ];
        await Progress()
            .StartAsync(async progress =>
            {
                var task = progress.AddTask("alarms", maxValue: alarms.Length);
                var options = new ParallelOptions
                {
                    MaxDegreeOfParallelism = Environment.ProcessorCount,
                    CancellationToken = stop,
                };
                await Parallel.ForAsync(
                    0,
                    alarms.Length,
                    options,
                    async (i, _) =>
                    {
                        trials[i] = await AlarmTrial.RunAsync(folder, alarms[i], verifications[i], retrospective);
                        task.Increment(1);
                    }
                );
            });
        return trials;
    }

    private static Progress Progress() => ToolConsole.Screen.Progress();

    private static AlarmTally Tally(IEnumerable<AlarmTrial> trials) =>
        trials.Aggregate(
            default(AlarmTally),
            (sum, t) => sum.Add(t.Alarm.IsTrue, t.Decision.Verdict != Verdict.Refuted)
        );

    private static string Json(AlarmTrial[] trials, bool retrospective)
    {
        var json = JsonSerializer
            .SerializeToNode(
                new
                {
                    task = "alarms",
                    records = trials.Length,
                    all = Numbers(Tally(trials)),
                    kinds = trials
                        .GroupBy(t => t.Alarm.Kind)
                        .OrderBy(k => k.Key, StringComparer.Ordinal)
                        .ToDictionary(k => k.Key, k => Numbers(Tally(k))),
                    msPerAlarm = Math.Round(trials.Average(t => t.Milliseconds), 2),
                }
            )!
            .AsObject();
        if (retrospective)
        {
            json["event"] = "retrospective";
            json["firstVerdict"] = JsonSerializer.SerializeToNode(
                Numbers(Tally(trials.Select(t => t with { Decision = t.First })))
            );
        }

        return json.ToJsonString();
    }

    private static object Numbers(AlarmTally tally) =>
        new
        {
            tp = tally.Tp,
            fp = tally.Fp,
            fn = tally.Fn,
            tn = tally.Tn,
            se = Rounded(tally.Sensitivity),
            sp = Rounded(tally.Specificity),
            score = Rounded(tally.Score),
        };

    /// <summary>JSON has no NaN: a share of nothing is null.</summary>
    private static double? Rounded(double value) => double.IsNaN(value) ? null : Math.Round(value, 4);

    private static void PrintTable(AlarmTrial[] trials, bool retrospective)
    {
        var table = new Table().AddColumn(new TableColumn("kind").NoWrap());
        foreach (var column in (string[])["TP", "FP", "FN", "TN", "Se %", "Sp %", "score"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var kind in trials.GroupBy(t => t.Alarm.Kind).OrderBy(k => k.Key, StringComparer.Ordinal))
            AddRow(table, kind.Key, Tally(kind));
        AddRow(table, "all", Tally(trials));
        if (retrospective)
            AddRow(table, "all, first verdict", Tally(trials.Select(t => t with { Decision = t.First })));
        ToolConsole.Results.Write(table);
        ToolConsole.Results.WriteLine(
            FormattableString.Invariant($"{trials.Average(t => t.Milliseconds):F1} ms per alarm")
        );
    }

    private static void AddRow(Table table, string name, AlarmTally tally) =>
        table.AddRow(
            Markup.Escape(name),
            $"{tally.Tp}",
            $"{tally.Fp}",
            $"{tally.Fn}",
            $"{tally.Tn}",
            Number(100 * tally.Sensitivity),
            Number(100 * tally.Specificity),
            Number(tally.Score)
        );

    private static string Number(double value) =>
        double.IsNaN(value) ? "-" : FormattableString.Invariant($"{value:F1}");
}
