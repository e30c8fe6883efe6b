using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WardGrid.Inference;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm.Reading;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>
/// Evaluates the shipped rhythm model on records with one label each (N, A, O, ~), as in the challenge of 2017.
/// </summary>
internal static class LabelledRhythms
{
    private const int NoModel = 3;

    public static int Run(
        IReadOnlyDictionary<string, string> labels,
        IEnumerable<string> records,
        RhythmExports exports,
        bool json
    )
    {
        var rows = records
            .AsParallel()
            .AsOrdered()
            .Select(path => Read(path, labels))
            .Where(row => row is not null)
            .Select(row => row!)
            .ToList();
        // The shipped model may use other features than these, which are for training the next one.
        if (exports.Csv is { } csv)
            RhythmCsv.Write(csv, rows.Select(r => (r.Record, r.Label, r.Features)));
        if (exports.Waves is { } waves)
            RhythmWaveFile.Write(waves, [.. rows.Select(r => (r.Record, r.Label, r.Wave))]);
        if (exports.Any)
            return 0;

        using var models = ModelRepository.Open(ModelRepository.DefaultFolder);
        using var model = RhythmModel.In(models);
        if (model is null)
        {
            Console.Error.WriteLine($"no model of task '{RhythmModel.Task}' in {ModelRepository.DefaultFolder}");
            return NoModel;
        }

        var began = Stopwatch.GetTimestamp();
        var score = new RhythmScore([.. rows.Select(r => (r.Label[0], model.Read(r.Features, r.Wave).Letter))]);
        // Numbers, wave and model together.
        var took = rows.Sum(r => r.Milliseconds) + Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var each = took / Math.Max(1, rows.Count);
        if (json)
            PrintJson(score, each);
        else
            PrintTable(score, rows.Count, each);
        return 0;
    }

    /// <summary>What the model reads of a record; null if the record has no label or no ECG lead.</summary>
    private static RhythmRow? Read(string path, IReadOnlyDictionary<string, string> labels)
    {
        var recording = RecordingFiles.Read(path);
        var lead = HeardRecording.Hear(recording).Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg);
        if (lead is null || !labels.TryGetValue(recording.Header.Name, out var label))
            return null;
        var began = Stopwatch.GetTimestamp();
        var features = RhythmFeatureVector.Of(lead, lead.EndSeconds);
        var wave = RhythmWave.Of(lead, lead.EndSeconds);
        return new(recording.Header.Name, label, features, wave, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static void PrintJson(RhythmScore score, double milliseconds) =>
        Console.WriteLine(
            JsonSerializer.Serialize(
                new Dictionary<string, object?>
                {
                    ["task"] = "rhythm",
                    ["f1"] = "NAO~".ToDictionary(c => $"{c}", c => Math.Round(score.F1(c), 4)),
                    ["f1NAO"] = Math.Round(score.F1OfThree, 4),
                    ["f1Natural"] = Math.Round(score.NaturalF1OfThree, 4),
                    ["afSe"] = Known(score.Sensitivity('A')),
                    ["afSp"] = Known(score.Specificity('A')),
                    ["msPerReading"] = Math.Round(milliseconds, 2),
                }
            )
        );

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static void PrintTable(RhythmScore score, int records, double milliseconds)
    {
        var table = new Table().AddColumn("rhythm").AddColumn(new TableColumn("F1").RightAligned());
        foreach (var letter in "NAO~")
            table.AddRow(Markup.Escape($"{letter}"), FormattableString.Invariant($"{score.F1(letter):F3}"));
        ToolConsole.Results.Write(table);
        ToolConsole.Results.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{records} records: mean F1 of N, A, O {score.F1OfThree:F3}, "
                    + $"at the shares of the classes in the whole public set {score.NaturalF1OfThree:F3}; "
                    + $"AF Se {100 * score.Sensitivity('A'):F1} %, Sp {100 * score.Specificity('A'):F1} %; "
                    + $"a reading takes {milliseconds:F1} ms"
            )
        );
        ToolConsole.Results.WriteLine(
            "Over records that the model learnt from these figures are in sample; "
                + "models/cards/rhythm-cv.md has the cross-validated ones."
        );
    }
}

/// <summary>
/// The files for training that an evaluation writes instead of its figures; null where none is asked for.
/// </summary>
internal sealed record RhythmExports(string? Csv, string? Waves)
{
    public bool Any => Csv is not null || Waves is not null;
}

/// <summary>A labelled record, the numbers and the wave that the model reads of it, and how long these took.</summary>
internal sealed record RhythmRow(
    string Record,
    string Label,
    RhythmFeatureVector Features,
    RhythmWave Wave,
    double Milliseconds
);
