using System.Collections.Immutable;
using WardGrid.Signals;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Ventricular;

/// <summary>A patient whose ventricular tachycardia and fibrillation are known.</summary>
/// <param name="Rhythms">In the order of time; nobody has read the time between them.</param>
/// <param name="Hear">Plays the patient through the live analysis of a bed, calls back after each second, and returns
/// the signals at the end.</param>
public sealed record VentricularCourse(
    string Name,
    ImmutableArray<RhythmSpan> Rhythms,
    Func<Action<BedSignals, int>, BedSignals> Hear
)
{
    /// <summary>The records of a folder that have rhythm annotations, or the Creighton database.</summary>
    public static IEnumerable<VentricularCourse> In(string folder) =>
        CreightonFolder.Is(folder)
            ? CreightonFolder.Courses(folder)
            : RecordingFiles.In(folder).Select(Read).OfType<VentricularCourse>();

    private static VentricularCourse? Read(string path)
    {
        var recording = new Lazy<Recording>(() => RecordingFiles.Read(path));
        var header = RecordingFiles.ReadHeader(path);
        var annotations = RecordingFiles.ReadAnnotations(path);
        if (!annotations.Any(a => a.Code == AnnotationCode.RhythmChange))
            return null;
        var rhythms = RhythmSpans.Read(annotations, header.Rate, recording.Value.Length / header.Rate);
        return new(header.Name, rhythms, after => HeardRecording.Hear(recording.Value, after));
    }
}
