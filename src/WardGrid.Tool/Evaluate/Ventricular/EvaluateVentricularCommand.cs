using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Alarms;
using WardGrid.Inference;
using WardGrid.Patients.Alarms;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Evaluate.Scores;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>
/// The verb <c>evaluate ventricular</c>: WardGrid's own alarms for VT and VF, raised as on a ward, against the known
/// rhythms.
/// </summary>
/// <remarks>
/// They are verified before they are raised, as at a bed. <see cref="VentricularTally"/> says what counts as an
/// episode, as found and as false. A folder of the Creighton database has labels of five seconds instead of rhythms,
/// so its windows are counted too (<see cref="WindowTally"/>).
/// </remarks>
public static class EvaluateVentricularCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "Folder of WFDB records with rhythms (.atr), such as vfdb, or cudb with its labels of 5 s",
        };
        var simulated = new Option<int>("--simulated")
        {
            Description = "So many simulated patients instead of recordings",
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var csv = new Option<FileInfo?>("--csv")
        {
            Description = "Also write what every lead shows in each second, for training",
        };
        var unverified = new Option<bool>("--unverified")
        {
            Description = "Count what the conditions find, without the check that comes before an alarm is raised",
        };
        var command = new Command(
            "ventricular",
            "Episodes of VT and VF found by the live conditions, false alarms and delay"
        )
        {
            data,
            simulated,
            json,
            csv,
            unverified,
        };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(data),
                parsed.GetValue(simulated),
                parsed.GetValue(json),
                parsed.GetValue(csv),
                parsed.GetValue(unverified)
            )
        );
        return command;
    }

    private static List<VentricularCourse> Courses(DirectoryInfo? folder, int simulated)
    {
        if (simulated > 0)
            return [.. SimulatedCourses.Of(simulated)];
        return folder?.Exists == true ? [.. VentricularCourse.In(folder.FullName)] : [];
    }

    private static int Run(DirectoryInfo? folder, int simulated, bool json, FileInfo? csv, bool unverified)
    {
        var courses = Courses(folder, simulated);
        if (courses.Count == 0)
        {
            Console.Error.WriteLine(
                folder is null
                    ? "give --data DIR or --simulated N"
                    : $"no record with rhythms (.hea and .atr) or labels (cudb) in {folder.FullName}"
            );
            return ExitCode.WrongInput;
        }

        var withWindows = folder is not null && CreightonFolder.Is(folder.FullName);
        using var evaluated = unverified
            ? null
            : new EvaluatedVerification(ModelRepository.DefaultFolder, rulesAlone: false, null);
        var verification = evaluated?.Of("", AlarmKind.VentricularTachycardia);
        var tallies = courses.AsParallel().AsOrdered().Select(c => TallyOf(c, verification)).ToList();
        var (all, windows) = (new VentricularTally(), default(WindowTally));
        foreach (var (_, tally, counted) in tallies)
        {
            all.Add(tally);
            windows += counted;
        }

        if (csv is not null)
            File.WriteAllLines(
                csv.FullName,
                courses
                    .AsParallel()
                    .AsOrdered()
                    .SelectMany(c => FibrillationCsv.Lines(folder?.Name ?? "simulated", c))
                    .Prepend(FibrillationCsv.Header)
            );
        if (json)
            PrintJson(all, withWindows ? windows : null);
        else
            PrintTable([.. tallies.Select(t => (t.Name, t.Tally)), ("all", all)], withWindows ? windows : null);
        return 0;
    }

    private static (string Name, VentricularTally Tally, WindowTally Windows) TallyOf(
        VentricularCourse course,
        AlarmVerification? verification
    )
    {
        var tally = new VentricularTally();
        var alarms = AlarmSpans.Of(course.Hear, verification);
        tally.Add(course.Rhythms, alarms);
        return (course.Name, tally, WindowTally.Of(course.Rhythms, alarms));
    }

    private static void PrintJson(VentricularTally all, WindowTally? windows)
    {
        var (vt, vf) = (Kind(all.Tachycardia), Kind(all.Fibrillation));
        var (falsePerHour, falsePerHourOutsideEctopy, delayMedianS, delayP95S) = (
            Known(all.FalsePerHour),
            Known(all.FalsePerHourOutsideEctopy),
            Known(all.Delay(0.5)),
            Known(all.Delay(0.95))
        );
        Console.WriteLine(
            windows is { } w
                ? JsonSerializer.Serialize(
                    new
                    {
                        task = "ventricular",
                        labels = "of a third party, every 5 s",
                        vt,
                        vf,
                        falsePerHour,
                        falsePerHourOutsideEctopy,
                        delayMedianS,
                        delayP95S,
                        windows = new
                        {
                            se = Known(w.Sensitivity),
                            sp = Known(w.Specificity),
                            ppv = Known(w.PositivePredictivity),
                        },
                    }
                )
                : JsonSerializer.Serialize(
                    new
                    {
                        task = "ventricular",
                        vt,
                        vf,
                        falsePerHour,
                        falsePerHourOutsideEctopy,
                        delayMedianS,
                        delayP95S,
                    }
                )
        );
    }

    private static object Kind(KindTally kind) =>
        new
        {
            episodeSe = Known(kind.EpisodeSensitivity),
            durationSe = Known(kind.DurationSensitivity),
            ppv = Known(kind.PositivePredictivity),
        };

    /// <summary>A value without episodes or alarms is null.</summary>
    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static void PrintTable(IEnumerable<(string Name, VentricularTally Tally)> tallies, WindowTally? windows)
    {
        var table = new Table().AddColumn("record");
        foreach (
            var column in (string[])
                [
                    "VT found",
                    "VT s %",
                    "VT right",
                    "VT false",
                    "VF found",
                    "VF s %",
                    "VF right",
                    "VF false",
                    "false/h",
                    "outside HGEA",
                    "delay p50",
                    "p95, s",
                ]
        )
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, tally) in tallies)
        {
            var (vt, vf) = (tally.Tachycardia, tally.Fibrillation);
            table.AddRow(
                Markup.Escape(name),
                $"{vt.Found}/{vt.Episodes}",
                Number(100 * vt.DurationSensitivity),
                $"{vt.Right}",
                $"{vt.False}",
                $"{vf.Found}/{vf.Episodes}",
                Number(100 * vf.DurationSensitivity),
                $"{vf.Right}",
                $"{vf.False}",
                Number(tally.FalsePerHour),
                Number(tally.FalsePerHourOutsideEctopy),
                Number(tally.Delay(0.5)),
                Number(tally.Delay(0.95))
            );
        }

        ToolConsole.Results.Write(table);
        if (windows is { } w)
            ToolConsole.Results.WriteLine(
                $"a third party's windows of 5 s: Se {Number(100 * w.Sensitivity)} %, "
                    + $"Sp {Number(100 * w.Specificity)} %, +P {Number(100 * w.PositivePredictivity)} %"
            );
    }

    private static string Number(double value) =>
        double.IsFinite(value) ? FormattableString.Invariant($"{value:F1}") : "";
}
