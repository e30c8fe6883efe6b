using System.Collections.Immutable;
using WardGrid.Simulation.Recordings;

namespace WardGrid.Tool.Evaluate.AfAlarms;

/// <summary>When a record fibrillates by its rhythm annotations, and what an AF alarm at a moment would be.</summary>
/// <remarks>
/// Atrial flutter is neither: it is no fibrillation, and an alarm for it is not wrong. Seconds since the start of the
/// record.
/// </remarks>
public sealed class AfCourse(IEnumerable<Annotation> annotations, double rate, double seconds)
{
    /// <summary>The seconds after an onset at which a monitor might alarm: each stands for a band of delays.</summary>
    public static readonly ImmutableArray<double> Delays = [12.5, 17.5, 25, 45];

    /// <summary>Seconds that decide what an alarm is, and how many of them AF must have lasted.</summary>
    public const double Minute = 60;
    private const double Held = 30;

    private enum Rhythm
    {
        Other,
        Fibrillation,
        Flutter,
    }

    private readonly List<(double At, Rhythm Rhythm)> _changes =
    [
        .. annotations.Where(a => a.Text.StartsWith('(')).Select(a => (a.Sample / rate, Of(a.Text))),
    ];

    public bool IsAnnotated => _changes.Count > 0;

    public bool HasFibrillation => _changes.Any(c => c.Rhythm == Rhythm.Fibrillation);

    /// <summary>
    /// true: AF lasted through the 30 s before; false: there was none in the minute before; null: neither, or flutter.
    /// </summary>
    public bool? IsTrue(double at)
    {
        var moments = Enumerable.Range(0, (int)Minute).Select(s => (Before: s, Rhythm: At(at - s))).ToList();
        if (moments.Any(m => m.Rhythm == Rhythm.Flutter))
            return null;
        if (moments.Where(m => m.Before <= Held).All(m => m.Rhythm == Rhythm.Fibrillation))
            return true;
        return moments.All(m => m.Rhythm == Rhythm.Other) ? false : null;
    }

    /// <summary>
    /// The alarms soon after an onset of AF that a minute without AF goes before, while the episode lasts.
    /// </summary>
    public IEnumerable<(double At, double Delay)> AfterOnsets()
    {
        var spans = Spans().ToList();
        foreach (var (from, to, rhythm) in spans)
        {
            if (rhythm != Rhythm.Fibrillation || from < Minute)
                continue;
            if (spans.Any(s => s.Rhythm != Rhythm.Other && s.From < from && s.To > from - Minute))
                continue;
            foreach (var delay in Delays.Where(d => from + d <= to))
                yield return (from + delay, delay);
        }
    }

    /// <summary>
    /// Pieces of a length that lie within AF, or within what is neither AF nor flutter; they do not overlap.
    /// </summary>
    public IEnumerable<double> Pieces(bool fibrillating, double length)
    {
        var asked = fibrillating ? Rhythm.Fibrillation : Rhythm.Other;
        foreach (var (from, to, _) in Spans().Where(s => s.Rhythm == asked))
        {
            for (var at = from; at + length <= to; at += length)
                yield return at;
        }
    }

    private static Rhythm Of(string text)
    {
        if (text.StartsWith("(AFIB", StringComparison.Ordinal))
            return Rhythm.Fibrillation;
        return text.StartsWith("(AFL", StringComparison.Ordinal) ? Rhythm.Flutter : Rhythm.Other;
    }

    private Rhythm At(double at) => _changes.LastOrDefault(c => c.At <= at).Rhythm;

    /// <summary>Stretches of one rhythm; changes between other rhythms do not end a stretch.</summary>
    private IEnumerable<(double From, double To, Rhythm Rhythm)> Spans()
    {
        var (from, rhythm) = (0.0, Rhythm.Other);
        foreach (var change in _changes.Where(c => c.At < seconds))
        {
            if (change.Rhythm == rhythm)
                continue;
            if (change.At > from)
                yield return (from, change.At, rhythm);
            (from, rhythm) = change;
        }

        yield return (from, seconds, rhythm);
    }
}
