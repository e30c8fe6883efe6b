using WardGrid.Signals.Beats;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate;

/// <summary>Evaluates the QRS detector on one record's first signal.</summary>
/// <param name="Ventricular">Premature, escape and R-on-T beats within 150 ms; none of them is false.</param>
public sealed record QrsEvaluation(
    string Record,
    BeatTally At150,
    BeatTally At50,
    BeatTally Ventricular,
    double NanosecondsPerSample
)
{
    /// <summary>Seconds at a record's start in which a device may learn and nothing is counted (EC57).</summary>
    public const double LearningSeconds = 300;

    /// <summary>Seconds of constant signal after the record's end, so that its last beats are decided.</summary>
    private const double TailSeconds = 0.5;

    /// <summary>
    /// How often a record is processed. The least processor time is reported, because other work only makes it longer.
    /// </summary>
    private const int Runs = 3;

    /// <summary>Null if the record has no reference beats.</summary>
    public static QrsEvaluation? Of(string record, double learningSeconds = LearningSeconds, QrsNoise? noise = null)
    {
        var annotations = RecordingFiles.ReadAnnotations(record);
        Annotation[] beats = [.. annotations.Where(a => a.IsBeat)];
        if (beats.Length == 0)
            return null;

        long[] reference = [.. beats.Select(a => a.Sample)];
        var recording = RecordingFiles.Read(record);
        var rate = recording.Header.Rate;
        var lead = recording.Physical(0);
        noise?.AddTo(lead, rate, reference);
        var (detected, nanoseconds) = Run(lead, rate);
        var fibrillation = Fibrillation(annotations);
        bool Counts(long sample) =>
            sample >= learningSeconds * rate && !fibrillation.Any(f => sample >= f.From && sample <= f.To);
        var at150 = new BeatComparison(reference, detected, 0.150 * rate);
        return new(
            recording.Header.Name,
            at150.Tally(Counts),
            new BeatComparison(reference, detected, 0.050 * rate).Tally(Counts),
            at150.Of(i => IsVentricular(beats[i].Code) && Counts(reference[i])),
            nanoseconds
        );
    }

    private static bool IsVentricular(AnnotationCode code) =>
        code is AnnotationCode.PrematureVentricular or AnnotationCode.VentricularEscape or AnnotationCode.ROnT;

    private static (long[] Detected, double Nanoseconds) Run(float[] lead, double rate)
    {
        List<long> detected = [];
        var fastest = double.PositiveInfinity;
        for (var run = 0; run < Runs; run++)
        {
            detected.Clear();
            var detector = new QrsDetector(rate);
            var started = Environment.CpuUsage.TotalTime;
            for (var n = 0; n < lead.Length; n++)
            {
                if (detector.Add(n, lead[n], out var beat))
                    detected.Add(beat.Sample);
            }

            fastest = Math.Min(fastest, (Environment.CpuUsage.TotalTime - started).TotalNanoseconds / lead.Length);
            for (var n = lead.Length; n < lead.Length + TailSeconds * rate; n++)
            {
                if (detector.Add(n, lead[^1], out var beat))
                    detected.Add(beat.Sample);
            }
        }

        return ([.. detected], fastest);
    }

    private static List<(long From, long To)> Fibrillation(IEnumerable<Annotation> annotations)
    {
        List<(long From, long To)> episodes = [];
        foreach (var annotation in annotations)
        {
            if (annotation.Code == AnnotationCode.VentricularFlutterStart)
                episodes.Add((annotation.Sample, long.MaxValue));
            else if (annotation.Code == AnnotationCode.VentricularFlutterEnd && episodes.Count > 0)
                episodes[^1] = (episodes[^1].From, annotation.Sample);
        }

        return episodes;
    }
}
