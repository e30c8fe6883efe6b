using System.Collections.Immutable;

namespace WardGrid.Tool.Recordings;

/// <summary>
/// The labels of whole records in a folder of the 2017 challenge: N normal, A atrial fibrillation, O other, ~ noisy.
/// </summary>
public static class RecordLabels
{
    private const string File2017 = "REFERENCE-v3.csv";

    /// <summary>Labels by record name; empty if the folder has none.</summary>
    public static ImmutableDictionary<string, string> In(string folder)
    {
        var file = Path.Combine(folder, File2017);
        return File.Exists(file)
            ? File.ReadLines(file)
                .Select(line => line.Split(','))
                .Where(p => p.Length == 2)
                .ToImmutableDictionary(p => p[0].Trim(), p => p[1].Trim())
            : ImmutableDictionary<string, string>.Empty;
    }
}
