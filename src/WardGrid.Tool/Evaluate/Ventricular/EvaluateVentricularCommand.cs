using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>The verb <c>evaluate ventricular</c>: WardGrid's own alarms for VT and VF, raised as live, against experts' rhythms.</summary>
/// <remarks>What counts as an episode, as found and as false stands at <see cref="VentricularTally"/>.</remarks>
public static class EvaluateVentricularCommand
{
    private const int NoRecords = 2;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Folder of WFDB records with rhythms (.atr), such as vfdb", Required = true };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of a table" };
        var command = new Command("ventricular", "Episodes of VT and VF found by the live conditions, false alarms and delay") { data, json };
        command.SetAction(parsed => Run(parsed.GetValue(data)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(DirectoryInfo folder, bool json)
    {
        var records = folder.Exists ? RecordingFiles.In(folder.FullName) : [];
        var tallies = records.AsParallel().AsOrdered().Select(TallyOf).OfType<(string Name, VentricularTally Tally)>().ToList();
        if (tallies.Count == 0)
        {
            Console.Error.WriteLine($"no record with rhythms (.hea and .atr) in {folder.FullName}");
            return NoRecords;
        }

        var all = new VentricularTally();
        foreach (var (_, tally) in tallies)
            all.Add(tally);
        if (json)
            PrintJson(all);
        else
            PrintTable([.. tallies, ("all", all)]);
        return 0;
    }

    private static (string Name, VentricularTally Tally)? TallyOf(string path)
    {
        var recording = RecordingFiles.Read(path);
        var (rate, seconds) = (recording.Header.Rate, recording.Length / recording.Header.Rate);
        var rhythms = RhythmSpans.Read(RecordingFiles.ReadAnnotations(path), rate, seconds);
        if (rhythms.IsEmpty)
            return null;
        var tally = new VentricularTally();
        tally.Add(rhythms, AlarmSpans.Of(recording));
        return (recording.Header.Name, tally);
    }

    private static void PrintJson(VentricularTally all) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        task = "ventricular",
        vt = Kind(all.Tachycardia),
        vf = Kind(all.Fibrillation),
        falsePerHour = Known(all.FalsePerHour),
        delayMedianS = Known(all.Delay(0.5)),
        delayP95S = Known(all.Delay(0.95)),
    }));

    private static object Kind(KindTally kind) => new
    {
        episodeSe = Known(kind.EpisodeSensitivity),
        durationSe = Known(kind.DurationSensitivity),
        ppv = Known(kind.PositivePredictivity),
    };

    /// <summary>What cannot be said, for lack of episodes or alarms, is null.</summary>
    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static void PrintTable(IEnumerable<(string Name, VentricularTally Tally)> tallies)
    {
        var table = new Table().AddColumn("record");
        foreach (var column in (string[])["VT found", "VT s %", "VT right", "VT false", "VF found", "VF s %", "VF right", "VF false", "false/h", "delay p50", "p95, s"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var (name, tally) in tallies)
        {
            var (vt, vf) = (tally.Tachycardia, tally.Fibrillation);
            table.AddRow(
                Markup.Escape(name), $"{vt.Found}/{vt.Episodes}", Number(100 * vt.DurationSensitivity), $"{vt.Right}", $"{vt.False}",
                $"{vf.Found}/{vf.Episodes}", Number(100 * vf.DurationSensitivity), $"{vf.Right}", $"{vf.False}",
                Number(tally.FalsePerHour), Number(tally.Delay(0.5)), Number(tally.Delay(0.95)));
        }

        AnsiConsole.Write(table);
    }

    private static string Number(double value) => double.IsFinite(value) ? FormattableString.Invariant($"{value:F1}") : "";
}
