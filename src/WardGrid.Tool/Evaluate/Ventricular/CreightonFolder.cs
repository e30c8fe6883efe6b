using System.Collections.Immutable;
using System.Globalization;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>
/// A folder of the Creighton University database: records in MATLAB v5 and a third party's labels
/// of every five seconds.
/// </summary>
/// <remarks>
/// The labels say shockable or not (fibrillation, flutter and fast tachycardia are one); they are not the database's
/// own annotations.
/// </remarks>
public static class CreightonFolder
{
    private const string Labels = "cudb_vf_labels_5s.csv";

    public static bool Is(string folder) => File.Exists(Path.Combine(folder, Labels));

    public static IEnumerable<VentricularCourse> Courses(string folder) =>
        File.ReadLines(Path.Combine(folder, Labels))
            .Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(fields => fields[0])
            .OrderBy(record => record.Key, StringComparer.Ordinal)
            .Select(record =>
                (Name: record.Key, File: Path.Combine(folder, $"{record.Key}m.mat"), Spans: Spans(record))
            )
            .Where(record => File.Exists(record.File))
            .Select(record => new VentricularCourse(
                record.Name,
                record.Spans,
                after => HeardRecording.Hear(CreightonReader.Read(record.Name, File.ReadAllBytes(record.File)), after)
            ));

    private static ImmutableArray<RhythmSpan> Spans(IEnumerable<string[]> windows)
    {
        var spans = ImmutableArray.CreateBuilder<RhythmSpan>();
        foreach (var window in windows)
        {
            var (from, to) = (Seconds(window[2]), Seconds(window[3]));
            var reading = window[4] == "1" ? VentricularReading.Fibrillation : VentricularReading.None;
            if (spans.Count > 0 && spans[^1].Reading == reading && spans[^1].To == from)
                spans[^1] = spans[^1] with { To = to };
            else
                spans.Add(new(from, to, reading));
        }

        return spans.ToImmutable();
    }

    private static double Seconds(string samples) =>
        double.Parse(samples, CultureInfo.InvariantCulture) / CreightonReader.Rate;
}
