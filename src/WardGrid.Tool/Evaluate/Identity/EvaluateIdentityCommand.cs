using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using WardGrid.Signals.Identity;
using WardGrid.Tool.Evaluate.Alarms;
using WardGrid.Tool.Evaluate.Leads;
using WardGrid.Tool.Recordings;
using static System.FormattableString;

namespace WardGrid.Tool.Evaluate.Identity;

/// <summary>
/// The verb <c>evaluate identity</c>: recordings joined end to end, of one patient and of two, and which of them raise
/// the question whether it is still the same patient.
/// </summary>
/// <remarks>
/// The figures are of held-out patients: the margins for a fold are chosen from the other four.
/// </remarks>
public static class EvaluateIdentityCommand
{
    private const int Days = 30;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "Folder of WFDB records of 3 minutes or more, such as challenge2015 or mitdb",
            Required = true,
        };
        var perDay = new Option<double>("--reconnections")
        {
            Description = "Reconnections of a device at the same bed in a day; one false question in 30 days may come",
            DefaultValueFactory = _ => 2,
        };
        var json = new Option<bool>("--json") { Description = "Print one line of JSON instead of words" };
        var command = new Command("identity", "Whether a device that connects again is still at the same patient")
        {
            data,
            perDay,
            json,
        };
        command.SetAction(parsed => Run(parsed.GetValue(data)!, parsed.GetValue(perDay), parsed.GetValue(json)));
        return command;
    }

    private static int Run(DirectoryInfo folder, double perDay, bool json)
    {
        var reconnections = Hear(folder);
        var same = reconnections.Where(r => !r.IsSwap).ToArray();
        var swaps = reconnections.Where(r => r.IsSwap).ToArray();
        if (same.Length == 0 || swaps.Length == 0)
        {
            Console.Error.WriteLine($"no records of two patients with the same ECG leads in {folder.FullName}");
            return ExitCode.WrongInput;
        }

        var mostFalse = 1 / (perDay * Days);
        var chosen = Enumerable
            .Range(0, Reconnection.Folds)
            .Select(fold => MarginChoice.From(reconnections.Where(r => r.Fold != fold), mostFalse))
            .ToArray();
        var found = Count(swaps, r => MarginChoice.Asks(chosen[r.Fold], r));
        var asked = Count(same, r => MarginChoice.Asks(chosen[r.Fold], r));
        var untold = (Same: Count(same, r => r.Changes is null), Swaps: Count(swaps, r => r.Changes is null));
        var inMonth = perDay * Days;
        if (json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        task = "identity",
                        reconnectionsADay = perDay,
                        found = Math.Round(found.Share, 4),
                        asked = Math.Round(asked.Share, 4),
                        falseIn30Days = Math.Round(inMonth * asked.Share, 2),
                        untoldSame = Math.Round(untold.Same.Share, 4),
                        untoldSwaps = Math.Round(untold.Swaps.Share, 4),
                        marginsOfFolds = chosen,
                    }
                )
            );
            return 0;
        }

        string[] lines =
        [
            $"swaps found within 2 minutes: {found}",
            $"same patient, asked without need: {asked}",
            Invariant($"that is {inMonth * asked.Share:F2} ({inMonth * asked.Low:F2} to {inMonth * asked.High:F2})")
                + Invariant($" for a bed in {Days} days with {perDay} reconnections a day"),
            $"habits could not be told: {untold.Swaps} swaps; same patient: {untold.Same}",
            .. chosen.Select((m, fold) => $"margins for fold {fold + 1}: {Words(m)}"),
        ];
        foreach (var line in lines)
            Console.WriteLine(line);
        return 0;
    }

    private static string Words(HabitMargins m) =>
        Invariant($"rate {m.Rate}, shape {m.Shape}, height {m.Height}, pulse {m.Pulse}, together {m.Together:F3}");

    private static ImmutableArray<Reconnection> Hear(DirectoryInfo folder)
    {
        var records = folder.Exists ? RecordingFiles.In(folder.FullName) : [];
        var groups =
            folder.Exists && File.Exists(Path.Combine(folder.FullName, "ALARMS"))
                ? LabelledAlarm.ReadAll(folder.FullName).ToDictionary(a => a.Record, a => a.Group)
                : [];
        var heard = new ConcurrentDictionary<string, ImmutableArray<HeardPiece>>();
        Parallel.ForEach(
            records,
            path =>
            {
                var recording = RecordingFiles.Read(path);
                var name = recording.Header.Name;
                var pieces = HeardPiece.Of(
                    recording,
                    groups.GetValueOrDefault(name, "") is { Length: > 0 } g ? g : name
                );
                if (pieces.Length > 0)
                    heard[path] = pieces;
            }
        );
        return Reconnection.Of([.. heard.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => h.Value)]);
    }

    private static WilsonInterval Count(Reconnection[] of, Func<Reconnection, bool> holds) =>
        new(of.Count(holds), of.Length);
}
