using System.Collections.Immutable;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>The meaning of an expert's rhythm for a ventricular alarm.</summary>
public enum VentricularReading
{
    /// <summary>No ventricular alarm belongs here.</summary>
    None,

    Tachycardia,

    /// <summary>Fibrillation or flutter.</summary>
    Fibrillation,

    /// <summary>
    /// High-grade ventricular ectopy, which may have runs of five ventricular beats: an alarm in it counts as false,
    /// and is counted apart too.
    /// </summary>
    Ectopy,

    /// <summary>The expert could not read it, so it does not count.</summary>
    Noise,
}

/// <summary>A span of a record with one rhythm by the expert, in seconds.</summary>
public readonly record struct RhythmSpan(double From, double To, VentricularReading Reading)
{
    public double Seconds => To - From;
}

/// <summary>
/// Turns rhythm changes into spans; neighbours with the same meaning, such as flutter and fibrillation, are one span.
/// </summary>
public static class RhythmSpans
{
    /// <param name="annotations">In the order of the record.</param>
    /// <param name="seconds">Length of the record.</param>
    public static ImmutableArray<RhythmSpan> Read(IEnumerable<Annotation> annotations, double rate, double seconds)
    {
        var spans = ImmutableArray.CreateBuilder<RhythmSpan>();
        foreach (var change in annotations.Where(a => a.Code == AnnotationCode.RhythmChange))
        {
            var from = change.Sample / rate;
            var reading = ReadingOf(change.Text);
            if (spans.Count > 0 && spans[^1].Reading == reading)
                continue;
            if (spans.Count > 0)
                spans[^1] = spans[^1] with { To = from };
            spans.Add(new(from, seconds, reading));
        }

        return spans.ToImmutable();
    }

    private static VentricularReading ReadingOf(string text) =>
        text.Trim('(', ' ') switch
        {
            "VT" => VentricularReading.Tachycardia,
            "VF" or "VFIB" or "VFL" => VentricularReading.Fibrillation,
            "HGEA" => VentricularReading.Ectopy,
            "NOISE" => VentricularReading.Noise,
            _ => VentricularReading.None,
        };
}
