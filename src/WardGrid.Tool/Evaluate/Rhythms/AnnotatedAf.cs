using System.Text.Json;
using Spectre.Console;
using WardGrid.Patients.Alarms;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Evaluate.Conditions;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>
/// WardGrid's own AF alarm over records whose episodes of fibrillation an expert marked, as in the challenge of 2021.
/// </summary>
internal static class AnnotatedAf
{
    /// <summary>
    /// Whether records are of this kind: they name atrial fibrillation more often than ventricular fibrillation and
    /// flutter.
    /// </summary>
    public static bool Is(IEnumerable<string> records)
    {
        var rhythms = records
            .AsParallel()
            .SelectMany(path => RecordingFiles.ReadAnnotations(path))
            .Where(a => a.Text.StartsWith('('))
            .Select(a => a.Text.Trim('(', ' ', '\0'))
            .ToList();
        return rhythms.Count(r => r == "AFIB") > rhythms.Count(r => r is "VF" or "VFIB" or "VFL");
    }

    /// <param name="verification">Verifies each alarm before it is raised, as at a bed; null: the conditions
    /// alone.</param>
    public static int Run(IEnumerable<string> records, bool json, AlarmVerification? verification)
    {
        var tallies = records
            .AsParallel()
            .AsOrdered()
            .Select(path => TallyOf(RecordingFiles.Read(path), path, verification))
            .ToList();
        var all = new AfEpisodes();
        foreach (var tally in tallies)
            all.Add(tally);
        if (json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        task = "rhythm",
                        of = "episodes of atrial fibrillation, by WardGrid's own alarm",
                        records = tallies.Count,
                        episodes = all.Episodes,
                        episodeSe = Known(all.Sensitivity),
                        ppv = Known(all.Predictivity),
                        falsePerHour = Known(all.FalsePerHour),
                        onsetErrorMedianS = Known(all.Onset(0.5)),
                        onsetErrorP95S = Known(all.Onset(0.95)),
                        endErrorMedianS = Known(all.End(0.5)),
                        endErrorP95S = Known(all.End(0.95)),
                        shortEpisodes = all.Short,
                        shortFound = all.ShortFound,
                    }
                )
            );
            return 0;
        }

        var table = new Table().AddColumn("WardGrid's own AF alarm");
        table.AddColumn(new TableColumn($"{tallies.Count} records").RightAligned());
        table.AddRow("episodes of 30 s and more, found", $"{all.Found} of {all.Episodes}");
        table.AddRow("shorter episodes, found", $"{all.ShortFound} of {all.Short}");
        table.AddRow("alarms in fibrillation", $"{all.Right} of {all.Alarms}");
        table.AddRow("false alarms per hour", Number(all.FalsePerHour));
        table.AddRow("onset error, median and p95, s", $"{Number(all.Onset(0.5))}, {Number(all.Onset(0.95))}");
        table.AddRow("end error, median and p95, s", $"{Number(all.End(0.5))}, {Number(all.End(0.95))}");
        ToolConsole.Results.Write(table);
        return 0;
    }

    private static AfEpisodes TallyOf(Recording recording, string path, AlarmVerification? verification)
    {
        var (rate, tally) = (recording.Header.Rate, new AfEpisodes());
        var seconds = recording.Length / rate;
        tally.Add(
            AfEpisodes.Read(RecordingFiles.ReadAnnotations(path), rate, seconds),
            AlarmSpans.Of(recording, verification),
            seconds
        );
        return tally;
    }

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static string Number(double value) =>
        double.IsFinite(value) ? FormattableString.Invariant($"{value:F1}") : "-";
}
