using WardGrid.Signals.Beats;

namespace WardGrid.Alarms.Verification.Analysis;

/// <summary>The patient's own usual beat on one channel, learnt on the strip before the event.</summary>
/// <remarks>
/// The usual beat is the one that resembles most of the others, not the mean of all: a burst of artefact or of ectopy
/// then does not bend it. What resembles it is averaged.
/// </remarks>
public sealed class PatientTemplate
{
    /// <summary>
    /// Beats later than this, in seconds before the alarm, may belong to the event and teach nothing.
    /// </summary>
    public const double LearnUntil = -12;

    private const int Probes = 24;
    private const int Enough = 6;
    private const float Alike = 0.8f;

    private PatientTemplate(float[] sum, int beats, float coherence) =>
        (Samples, Beats, Coherence) = (sum, beats, coherence);

    /// <summary>The sum of the beats that it was learnt from; empty where too few were heard.</summary>
    public float[] Samples { get; }

    /// <summary>How many beats it was learnt from.</summary>
    public int Beats { get; }

    /// <summary>Median correlation of the beats that it was learnt from; NaN where there is no template.</summary>
    public float Coherence { get; }

    public static PatientTemplate Learn(ReadOnlySpan<float> x, int[] beats, BeatShape shape, double rate)
    {
        var until = x.Length + (int)(LearnUntil * rate);
        var (begin, end) = ((int)(shape.Before * rate), x.Length - 1 - (int)(shape.After * rate));
        var whole = beats.Where(b => b >= begin && b < end).ToArray();
        var taught = whole.Where(b => b < until).ToArray();
        if (taught.Length < Enough)
            taught = whole;
        if (taught.Length < 3)
            return new([], 0, float.NaN);

        var count = Math.Min(Probes, taught.Length);
        var probes = Enumerable.Range(0, count).Select(i => taught[i * taught.Length / count]).ToArray();
        var (best, usual) = (float.NegativeInfinity, probes[0]);
        var row = new float[probes.Length];
        foreach (var candidate in probes)
        {
            var own = shape.Of(x, candidate, rate);
            for (var i = 0; i < probes.Length; i++)
                row[i] = Known(shape.Fit(x, probes[i], own, rate).Correlation);
            var median = OfflineBeatDetector.Quantile(row, 0.5);
            if (median > best)
                (best, usual) = (median, candidate);
        }

        var (sum, taken) = (new float[shape.Length(rate)], 0);
        var medoid = shape.Of(x, usual, rate);
        foreach (var beat in probes)
        {
            var (r, lag) = shape.Fit(x, beat, medoid, rate);
            if (!(r >= Alike))
                continue;
            var one = shape.Of(x, beat + lag, rate);
            taken++;
            for (var i = 0; i < sum.Length; i++)
                sum[i] += one[i];
        }

        return new(sum, taken, best);
    }

    private static float Known(float correlation) => float.IsNaN(correlation) ? 0 : correlation;
}
