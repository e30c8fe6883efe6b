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
            .Select(path =>
            {
                var recording = RecordingFiles.Read(path);
                var lead = HeardRecording.Hear(recording).Channels.FirstOrDefault(c => c.Kind == SignalKind.Ecg);
                return (
                    Record: recording.Header.Name,
                    Label: labels.GetValueOrDefault(recording.Header.Name),
                    Sheet: lead is null ? null : RhythmFeatureVector.Of(lead, lead.EndSeconds),
                    Wave: lead is null ? null : RhythmWave.Of(lead, lead.EndSeconds)
                );
            })
            .Where(r => r is { Label: not null, Sheet: not null, Wave: not null })
            .Select(r => (r.Record, Label: r.Label!, Sheet: r.Sheet!, Wave: r.Wave!))
            .ToList();
        // The shipped model may use other features than these, which are for training the next one.
        if (exports.Csv is { } csv)
            RhythmCsv.Write(csv, rows.Select(r => (r.Record, r.Label, r.Sheet)));
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

        var score = new RhythmScore([.. rows.Select(r => (r.Label[0], model.Read(r.Sheet, r.Wave).Letter))]);
        if (json)
            PrintJson(score);
        else
            PrintTable(score, rows.Count);
        return 0;
    }

    private static void PrintJson(RhythmScore score) =>
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
                }
            )
        );

    private static double? Known(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static void PrintTable(RhythmScore score, int records)
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
                    + $"AF Se {100 * score.Sensitivity('A'):F1} %, Sp {100 * score.Specificity('A'):F1} %"
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
