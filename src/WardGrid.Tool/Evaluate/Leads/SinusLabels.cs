using System.Collections.Immutable;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Evaluate.Leads;

/// <summary>Which recordings are labelled as sinus rhythms of any rate: ludb, PTB-XL, the 2021 challenge.</summary>
public sealed class SinusLabels
{
    private const string PtbXl = "ptbxl_database.csv";

    /// <summary>The statements of PTB-XL: sinus rhythm, bradycardia, tachycardia, arrhythmia.</summary>
    private static readonly string[] Statements = ["'SR'", "'SBRAD'", "'STACH'", "'SARRH'"];

    /// <summary>The same as SNOMED CT codes, as the 2021 challenge has them.</summary>
    private static readonly string[] Codes = ["426783006", "426177001", "427084000", "427393009"];

    private readonly ImmutableHashSet<string> _names;

    private SinusLabels(ImmutableHashSet<string> names) => _names = names;

    public static SinusLabels In(string folder)
    {
        var file = Path.Combine(folder, PtbXl);
        var lines = File.Exists(file) ? File.ReadLines(file) : [];
        return new([
            .. lines
                .Where(line => Statements.Any(s => line.Contains(s, StringComparison.Ordinal)))
                .Select(line => line.Split(',')[^2].Split('/')[^1]),
        ]);
    }

    public bool Has(RecordingHeader header) =>
        _names.Contains(header.Name)
        || header.Comments.Any(c =>
            c.Contains("Rhythm: Sinus", StringComparison.Ordinal)
            || Codes.Any(code => c.Contains(code, StringComparison.Ordinal))
        );
}
