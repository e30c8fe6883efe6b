using System.Globalization;
using WardGrid.Signals.Rhythm.Reading;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>
/// Writes the features of records for training: record, label, and every number by its name; an unknown number is
/// empty.
/// </summary>
public static class RhythmCsv
{
    public static void Write(string file, IEnumerable<(string Record, string Label, RhythmFeatureVector Sheet)> rows)
    {
        using var to = new StreamWriter(file);
        var headed = false;
        foreach (var (record, label, features) in rows)
        {
            if (!headed)
                to.WriteLine($"record,label,{string.Join(',', features.Names)}");
            headed = true;
            to.WriteLine($"{record},{label},{string.Join(',', features.Values.Select(Number))}");
        }
    }

    private static string Number(float value) =>
        float.IsNaN(value) ? "" : value.ToString("G9", CultureInfo.InvariantCulture);
}
