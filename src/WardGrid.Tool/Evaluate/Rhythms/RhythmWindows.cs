using WardGrid.Signals;
using WardGrid.Signals.Protocol;
using WardGrid.Signals.Rhythm;
using WardGrid.Simulation.Recordings;
using WardGrid.Tool.Recordings;

namespace WardGrid.Tool.Evaluate.Rhythms;

/// <summary>One value of a rhythm measure and the expert's rhythm.</summary>
/// <param name="Rhythm">The expert's rhythm: the label of the record, or the rhythm in force throughout the
/// window.</param>
/// <param name="Score">The measure's score, 0 to 1.</param>
public readonly record struct RhythmWindow(string Record, string Rhythm, double Score);

/// <summary>Computes the rhythm measures along a recording.</summary>
public static class RhythmWindows
{
    /// <summary>Atrial fibrillation from the intervals of the record's last minute, if it has enough beats.</summary>
    public static IEnumerable<RhythmWindow> Irregularity(Recording recording, string label)
    {
        var signals = HeardRecording.Hear(recording);
        foreach (var lead in signals.Channels.Where(c => c.Kind == SignalKind.Ecg).Take(1))
        {
            var score = RrIrregularity.Of(lead.Beats, signals.NowSeconds).Score;
            yield return new(recording.Header.Name, label, float.IsNaN(score) ? 0 : score);
        }
    }

    /// <summary>
    /// Fibrillation of the wave every two seconds on every lead, if one rhythm lasts through the window.
    /// </summary>
    public static IEnumerable<RhythmWindow> Fibrillation(Recording recording, IReadOnlyList<Annotation> annotations)
    {
        var (rate, samples) = (recording.Header.Rate, (int)(FibrillationMeasure.Seconds * recording.Header.Rate));
        var changes = annotations.Where(a => a.Code == AnnotationCode.RhythmChange).ToList();
        for (var signal = 0; signal < recording.Header.Signals.Length; signal++)
        {
            var wave = recording.Physical(signal);
            for (var i = 0; i < changes.Count; i++)
            {
                var end = i + 1 < changes.Count ? changes[i + 1].Sample : wave.Length;
                for (
                    var start = (int)changes[i].Sample;
                    start + samples <= Math.Min(end, wave.Length);
                    start += samples / 2
                )
                {
                    if (FibrillationMeasure.Over(wave.AsSpan(start, samples), rate) is { } measure)
                        yield return new(recording.Header.Name, changes[i].Text.Trim('(', ' ', '\0'), measure.Score);
                }
            }
        }
    }
}
